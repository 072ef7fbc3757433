"""The record beside the steps: found and read out in seconds, marked where it is old, kept as it was chosen."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from indgang.base.access import SYSTEM
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.models import Play, Section, SectionVersion, Task, TaskCost
from indgang.catalogue.services import publish_play, save_local_note, set_task_field, set_text
from indgang.contact.queries import contact_view
from tests.cast import Cast
from tests.web.desk.conftest import At, LogIn

pytestmark = pytest.mark.django_db


def _read(maja: At) -> str:
    maja.do("pick", code="pas-voksen", key="x")
    return maja.get("desk").content.decode()


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_answer_stands_first_then_what_to_bring_then_the_rest(maja: At) -> None:
    page = _text(_read(maja))
    wanted = [
        "Din rækkevidde",
        "Du skal selv møde op",
        "Pris",
        "Borgeren skal bruge",
        "Kan jeg få det?",
        "Forvent",
    ]
    places = [page.index(words) for words in wanted]
    assert places == sorted(places)
    for words in ("Gebyr: spørg kommunen", "7 til 28 dage", "Billedlegitimation", "Medbetjening", "2½ min."):
        assert words in page
    assert page.count("Må ikke noteres:") == 2
    assert "ikke efterprøvet" in page
    assert "efterprøvet 22. nov. 2026" in page


def test_a_cost_with_a_day_is_told_as_such(maja: At) -> None:
    task = Task.objects.get(code="pas-voksen")
    task.costs.all().delete()
    TaskCost.objects.create(task=task, kind="fee", amount=Decimal("178.00"), since=date(2026, 1, 1))
    TaskCost.objects.create(task=task, kind="fee", amount=Decimal("182.50"), since=date(2027, 1, 1))
    assert "178 kr. fra 1. januar 2026; 182,50 kr. fra 1. januar 2027" in _text(_read(maja))


def test_overdue_and_expired_sections_are_marked(maja: At) -> None:
    mine = Section.objects.filter(task__code="pas-voksen")
    assert "skulle være læst igennem" not in _read(maja)
    mine.filter(kind="conditions").update(review_due=date(2026, 3, 1))
    mine.filter(kind="bring").update(review_due=date(2026, 4, 1))
    versions = SectionVersion.objects.filter(section__task__code="pas-voksen")
    versions.filter(section__kind="expect").update(valid_to=date(2026, 10, 31))
    versions.filter(section__kind="appeal").update(valid_to=date(2026, 12, 31))
    page = _text(maja.get("desk").content.decode())
    assert "skulle være læst igennem den 1. mar. 2026" in page
    assert (
        "Hvad medbringes: skulle være læst igennem den 1. apr. 2026" in page
        or "læst igennem den 1. apr. 2026" in page
    )
    assert "udløbet: gjaldt til og med 31. okt. 2026" in page
    assert "gælder til og med 31. dec. 2026" in page


def test_a_related_task_is_one_click_away(maja: At) -> None:
    page = _read(maja)
    assert 'id="related-pas-barn"' in page
    page = maja.do("pick", code="pas-barn", **maja.matter())
    assert 'data-ticks="c' in page
    assert maja.contact.inquiries[0].task_code == "pas-barn"


def test_a_meeting_keeps_every_text_of_its_version_and_is_told_what_changed(maja: At, cast: Cast) -> None:
    _read(maja)
    chosen = maja.contact.inquiries[0].play_id
    set_text(actor=SYSTEM, code="pas-voksen", language="da", summary="Alt er nyt nu.")
    save_local_note(
        actor=SYSTEM, code="pas-voksen", texts={"da": "Printeren er i stykker."}, site=cast.magion
    )
    page = maja.get("desk").content.decode()
    before, _sources, after = page.partition('<footer class="sources">')
    assert "Du skal selv møde op" in before
    assert "Alt er nyt nu." not in before
    assert "Printeren" not in before
    assert "Drejebog version 1" in after
    assert "Alt er nyt nu." in after
    assert "Printeren er i stykker." in after
    assert "nu:" in after
    assert maja.contact.inquiries[0].play_id == chosen
    assert Play.objects.filter(task__code="pas-voksen").count() > 1


def test_english_is_of_the_same_version(maja: At, take) -> None:
    take(task_code="pas-voksen", language="en")
    maja.do("next")
    maja.do("act", "start")
    set_text(actor=SYSTEM, code="pas-voksen", language="en", expect="Nothing is as it was.")
    page = maja.get("desk").content.decode()
    block = page.partition('class="english"')[2].partition("</section>")[0]
    assert "More in English" in block
    assert "The passport usually comes" in block
    assert "Nothing is as it was." not in block


def test_a_finished_meeting_shows_the_page_that_was_on_the_screen(
    maja: At, cast: Cast, logged_in: LogIn
) -> None:
    save_local_note(actor=SYSTEM, code="pas-voksen", texts={"da": "Spørg i Magion."}, site=cast.magion)
    save_local_note(actor=SYSTEM, code="pas-voksen", texts={"da": "Spørg på rådhuset."}, site=cast.town_hall)
    _read(maja)
    contact = maja.contact.id
    maja.do("register", **maja.matter(), outcome="solved", note="")
    shown = Play.objects.get(pk=contact_view(contact).inquiries[0].play_id)
    steps = [StepContent(kind="ask", da="Et helt nyt trin", en="A new step")]
    publish_play(actor=SYSTEM, code="pas-voksen", steps=steps)
    set_text(actor=SYSTEM, code="pas-voksen", language="da", title="Noget helt andet")

    mine = maja.client.get(reverse("desk:mine")).content.decode()
    address = f"{reverse('desk:play_page', args=[shown.pk])}?site=magion"
    assert address in mine
    assert f"Drejebog version {shown.version}" in mine
    page = maja.client.get(address).content.decode()
    for words in (
        "Nyt pas til en voksen",
        "Spørg i Magion.",
        "Se det seneste pas",
        "Skriv aldrig personnummer",
    ):
        assert words in page
    for words in ("Noget helt andet", "Et helt nyt trin", "Spørg på rådhuset."):
        assert words not in page
    assert reverse("desk:play_page", args=[shown.pk]) not in (
        logged_in(cast.bo).get(reverse("desk:mine")).content.decode()
    )


def test_a_version_that_is_not_there_is_not_found(maja: At) -> None:
    assert maja.client.get(reverse("desk:play_page", args=[999999])).status_code == 404
    known = Play.objects.values_list("pk", flat=True)[0]
    page = reverse("desk:play_page", args=[known])
    assert maja.client.get(f"{page}?site=ukendt").status_code == 404


def test_a_set_fact_is_shown_at_once(maja: At) -> None:
    set_task_field(actor=SYSTEM, code="pas-voksen", field="processing", value=[0, 0])
    assert "Mens man venter" in _read(maja)
