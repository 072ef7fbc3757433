"""Writing news and answering feedback on the manager's pages."""

from datetime import UTC, datetime
from typing import Any

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.models import Feedback, News, NewsRead
from indgang.catalogue.services import NewsWish, give_feedback, mark_read, publish_news, write_news
from indgang.organisation.models import Person, RoleGrant
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

LIST = "/manage/tasks/news/"
SENT = {
    "title_da": "Nyt gebyr",
    "body_da": "Gebyret er 182 kr.",
    "title_en": "",
    "body_en": "",
    "kind": "instruction",
    "sites": ["magion"],
    "needs_receipt": "yes",
    "due": "2026-12-01",
}


@pytest.fixture(autouse=True)
def november() -> Any:
    with clock.frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def case(cast: Cast) -> Feedback:
    return give_feedback(
        actor=cast.actor("bo"), code="pas-voksen", section="bring", kind="wrong", text="Fotoet mangler"
    )


def test_an_item_is_written_and_published_in_one_step(cast: Cast, client_of: ClientOf) -> None:
    assert client_of("leif").post(f"{LIST}new/", {**SENT, "publish": "yes"}).status_code == 302
    news = News.objects.get()
    assert (news.kind, news.state, news.needs_receipt, str(news.due)) == (
        "instruction", "published", True, "2026-12-01",
    )  # fmt: skip
    assert [site.slug for site in news.sites.all()] == ["magion"]
    shown = client_of("leif").get(LIST).content.decode()
    assert "1 af 4" in shown  # Leif himself has read what he published


def test_a_draft_waits_and_may_be_published_from_the_list(cast: Cast, client_of: ClientOf) -> None:
    client_of("leif").post(f"{LIST}new/", {**SENT, "draft": "yes"})
    news = News.objects.get()
    assert news.state == "draft"
    assert client_of("leif").post(f"{LIST}{news.pk}/publish/").status_code == 302
    news.refresh_from_db()
    assert news.state == "published"
    client_of("leif").post(f"{LIST}{news.pk}/withdraw/")
    news.refresh_from_db()
    assert news.state == "withdrawn"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_da": ""}, "title_da"),
        ({"body_da": "Ring 010190-1234"}, "body_da"),
        ({"due": "i morgen"}, "due"),
        ({"due": "2026-11-01"}, "due"),
        ({"needs_receipt": ""}, "due"),
        ({"sites": []}, "sites"),
    ],
)
def test_what_was_typed_stays_typed(cast: Cast, client_of: ClientOf, change: Any, field: str) -> None:
    sent = {**SENT, "title_en": "New fee", "body_en": "182 kr.", "roles": ["generalist"], **change}
    answer = client_of("leif").post(f"{LIST}new/", {**sent, "publish": "yes"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-error"' in shown
    assert 'value="New fee"' in shown
    assert 'value="generalist" checked' in shown
    assert ('value="magion" checked' in shown) == bool(sent["sites"])
    assert sent["body_da"] in shown
    assert not News.objects.exists()


def test_a_due_day_that_is_over_keeps_the_draft_from_being_published(cast: Cast, client_of: ClientOf) -> None:
    client_of("leif").post(f"{LIST}new/", {**SENT, "draft": "yes"})
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        answer = client_of("leif").post(f"{LIST}{News.objects.get().pk}/publish/", follow=True)
    assert "Læsefristen er passeret" in answer.content.decode()
    assert News.objects.get().state == "draft"


def test_a_change_is_minor_or_must_be_read_again(cast: Cast, client_of: ClientOf) -> None:
    leif = client_of("leif")
    leif.post(f"{LIST}new/", {**SENT, "publish": "yes"})
    news = News.objects.get()
    mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=1)
    form = leif.get(f"{LIST}{news.pk}/").content.decode()
    assert 'value="Nyt gebyr"' in form
    assert 'value="2026-12-01"' in form
    leif.post(f"{LIST}{news.pk}/", {**SENT, "title_da": "Nyt pasgebyr", "again": "minor"})
    news.refresh_from_db()
    assert news.revision == 1
    leif.post(f"{LIST}{news.pk}/", {**SENT, "title_da": "Nyt pasgebyr", "again": "again"})
    news.refresh_from_db()
    assert news.revision == 2
    receipts = leif.get(f"{LIST}{news.pk}/receipts/").content.decode()
    missing, read = receipts.split('id="read-head"')
    assert "Bo Lind" in missing
    assert "læste en tidligere udgave" in missing
    assert "Leif Juhl" in read
    assert "Karen Vang" not in receipts  # works elsewhere
    assert NewsRead.objects.filter(person=cast.bo).count() == 1


def test_two_editors_are_told_of_each_other_and_nothing_typed_is_lost(
    cast: Cast, client_of: ClientOf
) -> None:
    admin = client_of("admin")
    news = write_news(actor=SYSTEM, wish=NewsWish(texts={"da": ("Først", "Den første")}))
    sent = {**SENT, "sites": [], "title_da": "Min", "seen": "2026-11-23T08:00:00+00:00"}
    answer = admin.post(f"{LIST}{news.pk}/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Min"' in shown
    assert "Den første" in shown
    again = {**sent, "seen": news.updated_at.isoformat()}
    assert admin.post(f"{LIST}{news.pk}/", again).status_code == 302


def test_an_officer_neither_writes_nor_sees_receipts(cast: Cast, client_of: ClientOf) -> None:
    news = publish_news(
        actor=SYSTEM,
        news_id=write_news(actor=SYSTEM, wish=NewsWish(texts={"da": ("a", "b")}, needs_receipt=True)).pk,
    )
    for path in ("", "new/", f"{news.pk}/", f"{news.pk}/receipts/"):
        assert client_of("bo").get(f"{LIST}{path}").status_code == 403
    assert client_of("leif").post(f"{LIST}{news.pk}/withdraw/").status_code == 403  # it is everybody's


def test_a_case_is_taken_and_answered(cast: Cast, client_of: ClientOf, case: Feedback) -> None:
    leif, address = client_of("leif"), f"/manage/tasks/feedback/{case.pk}/"
    assert "Fotoet mangler" in leif.get("/manage/tasks/feedback/").content.decode()
    assert leif.post(f"{address}take/").status_code == 302
    assert "ser allerede på sagen" in client_of("admin").post(f"{address}take/", follow=True).content.decode()
    refused = leif.post(address, {"outcome": "corrected", "answer": "Se 010190-1234"})
    assert refused.status_code == 422
    assert "Se 010190-1234</textarea>" in refused.content.decode()
    assert 'value="corrected" checked' in refused.content.decode()
    late = client_of("admin").post(address, {"outcome": "kept", "answer": "Mit svar"})
    assert (late.status_code, "Leif Juhl" in late.content.decode()) == (409, True)
    assert leif.post(address, {"outcome": "corrected", "answer": "Tak, rettet."}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.answer) == ("corrected", "Tak, rettet.")
    assert "Fotoet mangler" in leif.get("/manage/tasks/feedback/?show=closed").content.decode()
    assert "Tak, rettet." in leif.get(address).content.decode()


def test_a_case_is_given_to_another(cast: Cast, client_of: ClientOf, case: Feedback) -> None:
    address = f"/manage/tasks/feedback/{case.pk}/"
    person = Person.objects.create(username="eva", name="Eva Lund")
    RoleGrant.objects.create(person=person, role="editor")
    assert client_of("leif").post(f"{address}assign/", {"username": "eva"}).status_code == 302
    case.refresh_from_db()
    assert case.owner == person
    wrong = client_of("leif").post(f"{address}assign/", {"username": "bo"}, follow=True)
    assert "Vælg en, der må besvare" in wrong.content.decode()
    assert client_of("bo").post(f"{address}assign/", {"username": "eva"}).status_code == 403


def test_an_officer_sees_only_cases_that_are_theirs(cast: Cast, client_of: ClientOf, case: Feedback) -> None:
    bo, address = client_of("bo"), f"/manage/tasks/feedback/{case.pk}/"
    assert "Fotoet mangler" not in bo.get("/manage/tasks/feedback/").content.decode()
    assert bo.get(address).status_code == 404
    Feedback.objects.update(owner=cast.bo)
    assert bo.get(address).status_code == 200
    assert bo.post(address, {"outcome": "kept", "answer": "Det passer."}).status_code == 302
