"""The record of a task on the manager's pages: rows, keeping, assumptions."""

from datetime import date

import pytest
from django.urls import reverse

from indgang.base.access import SYSTEM
from indgang.catalogue.models import TaskAssumption
from indgang.catalogue.queries import task_card
from indgang.catalogue.queries.assumptions import open_assumptions
from indgang.catalogue.services import load_content, set_task_field
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

pytestmark = pytest.mark.django_db
TASK = "pas-voksen"


def _rows(fact: str) -> str:
    return reverse("manage:task_rows", args=[TASK, fact])


def test_costs_are_typed_in_rows_as_danes_write_them(client_of: ClientOf) -> None:
    admin = client_of("admin")
    assert 'name="1.kind"' in admin.get(_rows("cost")).content.decode()
    sent = {
        "0.kind": "fee", "0.amount": "178", "0.since": "2026-01-01",
        "1.kind": "fee", "1.amount": "182,50", "1.since": "2027-01-01",
        "2.kind": "", "2.amount": "", "2.since": "",
    }  # fmt: skip
    assert admin.post(_rows("cost"), sent).status_code == 302
    assert [str(cost.amount) for cost in task_card(TASK, actor=SYSTEM).costs] == ["178.00", "182.50"]
    page = admin.get(reverse("manage:task", args=[TASK])).content.decode()
    assert "182,50 kr. fra 1. januar 2027" in page
    assert admin.post(_rows("cost"), {"0.kind": "", "0.amount": "", "0.since": ""}).status_code == 302
    assert task_card(TASK, actor=SYSTEM).costs == []


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        (("fee", "mange", "2026-01-01"), "amount-0", "Skriv kroner som"),
        (("fee", "178", ""), "since-0", "hører sammen"),
        (("free", "178", "2026-01-01"), "amount-0", "Kun et gebyr"),
        (("", "178", "2026-01-01"), "kind-0", "Vælg en pris"),
        (("fee", "178", "i morgen"), "since-0", "Skriv en dag"),
    ],
)
def test_what_cannot_be_used_stays_typed_with_its_reason(
    client_of: ClientOf, row: tuple[str, str, str], place: str, reason: str
) -> None:
    before = task_card(TASK, actor=SYSTEM).costs
    sent = dict(zip(("0.kind", "0.amount", "0.since"), row, strict=True))
    answer = client_of("admin").post(_rows("cost"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{place}-error"' in page
    assert reason in page
    assert row[1] in page
    assert task_card(TASK, actor=SYSTEM).costs == before


def test_sources_and_laws_are_kept_with_their_day(client_of: ClientOf) -> None:
    admin = client_of("admin")
    sent = {
        "0.kind": "page", "0.title": "Politiet om pas", "0.url": "https://politi.dk/pas", "0.verified": "2026-11-20",
        "1.kind": "law", "1.title": "Pasloven", "1.url": "", "1.verified": "",
    }  # fmt: skip
    assert admin.post(_rows("sources"), sent).status_code == 302
    sources = task_card(TASK, actor=SYSTEM).sources
    assert [(one.title, one.verified) for one in sources] == [
        ("Politiet om pas", date(2026, 11, 20)),
        ("Pasloven", None),
    ]
    assert "ikke efterprøvet" in admin.get(reverse("manage:task", args=[TASK])).content.decode()
    wrong = admin.post(_rows("legal_basis"), {"0.title": "Pasloven", "0.url": "politi"})
    assert (wrong.status_code, "https://…" in wrong.content.decode()) == (422, True)
    cpr = admin.post(_rows("legal_basis"), {"0.title": "Sagen om 070761-4285", "0.url": ""})
    assert (cpr.status_code, "CPR" in cpr.content.decode()) == (422, True)


def test_the_facts_are_chosen_in_words(client_of: ClientOf) -> None:
    admin = client_of("admin")
    address = reverse("manage:edit_facts", args=[TASK])
    page = admin.get(address).content.decode()
    for words in ("Jeg flytter", "Kommunen", "Billedlegitimation", "På nettet"):
        assert words in page
    sent = {
        "standard_minutes": "12", "priority": "2", "desk": "quick", "topic": "rejse", "group": "1",
        "nature": "authority", "kle": "23.09.02", "audience": ["citizens", "young"], "life_events": ["rejser"],
        "authority": "politi", "id_check": "photo_id", "channels": ["in_person"], "processing": "7 til 30",
        "lifeline": "pas-koerekort", "tools": "borger.dk", "self_service": "https://www.borger.dk/",
        "related": "Pas til et barn\nlaegeskift", "assumptions": "Gebyret.", "review_months": "6",
    }  # fmt: skip
    answer = admin.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    card = task_card(TASK, actor=SYSTEM)
    assert (card.audience, card.authority, card.processing_days) == (["citizens", "young"], "politi", (7, 30))
    assert (card.related, card.channels, card.review_months) == (["pas-barn", "laegeskift"], ["in_person"], 6)
    for field, value, reason in (
        ("processing", "snart", "Skriv dage som"),
        ("related", "En opgave, der ikke er", "Ingen opgave hedder"),
    ):
        wrong = admin.post(address, {**sent, field: value})
        assert wrong.status_code == 422
        assert reason in wrong.content.decode()
        assert value in wrong.content.decode()


def test_who_sees_and_keeps_a_task(client_of: ClientOf, cast: Cast) -> None:
    admin = client_of("admin")
    address = reverse("manage:task_keeping", args=[TASK])
    sent = {
        "visibility": "staff",
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "owner": cast.admin.username,
    }
    assert admin.post(address, sent).status_code == 302
    card = task_card(TASK, actor=SYSTEM)
    assert (card.visibility, card.valid_to, card.owner) == ("staff", date(2026, 12, 31), cast.admin.name)
    for field, value in (("valid_to", "2025-01-01"), ("visibility", "nobody"), ("owner", "maja")):
        answer = admin.post(address, {**sent, field: value})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.content.decode()
    assert client_of("maja").post(address, sent).status_code == 403
    assert task_card(TASK, actor=SYSTEM) == card


def test_an_assumption_is_confirmed_and_stays_so_until_its_text_changes(
    client_of: ClientOf, cast: Cast
) -> None:
    leif = client_of("leif")
    text = task_card(TASK, actor=SYSTEM).assumptions[0]
    before = open_assumptions()
    listed = reverse("manage:assumptions")
    assert text in leif.get(listed, {"topic": "rejse"}).content.decode()
    assert text not in leif.get(listed, {"topic": "bibliotek"}).content.decode()
    address = reverse("manage:confirm_assumption", args=[TASK])
    answer = leif.post(address, {"text": text, "confirmed": "yes", "there": f"{listed}?topic=rejse"})
    assert answer["Location"] == f"{listed}?topic=rejse"
    assert open_assumptions() == before - 1
    page = leif.get(reverse("manage:task", args=[TASK])).content.decode()
    assert f"bekræftet af {cast.leif.name}" in page
    assert text not in leif.get(listed).content.decode()
    assert text in leif.get(listed, {"only": "confirmed"}).content.decode()

    load_content(actor=SYSTEM)
    texts = task_card(TASK, actor=SYSTEM).assumptions
    set_task_field(actor=SYSTEM, code=TASK, field="assumptions", value=[*texts[1:], text, "En ny."])
    row = TaskAssumption.objects.get(task__code=TASK, text=text)
    assert (row.confirmed_by_id, row.confirmed_on is not None) == (cast.leif.pk, True)
    set_task_field(actor=SYSTEM, code=TASK, field="assumptions", value=[f"{text} Igen."])
    assert not TaskAssumption.objects.filter(task__code=TASK, confirmed_on__isnull=False).exists()


def test_what_was_reworded_meanwhile_is_not_confirmed_unread(client_of: ClientOf) -> None:
    address = reverse("manage:confirm_assumption", args=[TASK])
    answer = client_of("leif").post(address, {"text": "Står ikke længere", "confirmed": "yes"}, follow=True)
    assert "antager ikke længere det" in answer.content.decode()
    away = client_of("leif").post(address, {"text": "x", "confirmed": "yes", "there": "https://example.com/"})
    assert away["Location"] == reverse("manage:task", args=[TASK])
    text = task_card(TASK, actor=SYSTEM).assumptions[0]
    assert client_of("maja").post(address, {"text": text, "confirmed": "yes"}).status_code == 403
