"""News, answers and feedback at the desk and on the pages of their own."""

from typing import Any

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.catalogue.models import Feedback, News, NewsRead, Play
from indgang.catalogue.services import (
    NewsWish,
    answer_feedback,
    edit_news,
    give_feedback,
    publish_news,
    withdraw_news,
    write_news,
)
from tests.cast import Cast
from tests.web.desk.conftest import At

SAYS = {"section": "bring", "kind": "unclear", "text": "Hvilket foto?", "site": "magion"}
ABOUT = "/news/feedback/about/pas-voksen/"


def published(title: str = "Nyt gebyr", **more: Any) -> News:
    wish = NewsWish(texts={"da": (title, "Gebyret er 182 kr.")}, **more)
    return publish_news(actor=SYSTEM, news_id=write_news(actor=SYSTEM, wish=wish).pk)


@pytest.fixture
def page(cast: Cast) -> Client:
    """Maja without htmx, as without JavaScript."""
    client = Client()
    client.force_login(cast.maja)
    return client


def test_the_rail_counts_what_is_unread_in_words(maja: At) -> None:
    assert "alt er læst" in maja.get("rail").content.decode()
    published(is_important=True)
    published("En til")
    case = give_feedback(actor=SYSTEM, code="pas-voksen", section="play", kind="wrong", text="Forkert")
    Feedback.objects.update(asked_by=maja.person)
    answer_feedback(actor=SYSTEM, feedback_id=case.pk, outcome="kept", answer="Nej")
    rail = " ".join(maja.get("rail").content.decode().split())
    assert "2 ulæste · 1 vigtig · 1 svar til dig" in rail


def test_read_in_the_box_it_is_gone_and_the_desk_is_told(maja: At) -> None:
    news = published()
    box = maja.client.get("/news/unread/").content.decode()
    assert "Nyt gebyr" in box
    answer = maja.client.post(f"/news/{news.pk}/read/", {"revision": 1})
    assert "desk:news" in answer.headers["HX-Trigger"]
    assert "Du har læst det hele." in answer.content.decode()
    assert NewsRead.objects.get().person == maja.person


def test_a_text_that_changed_while_it_was_read_is_shown_anew(maja: At) -> None:
    news = published()
    edit_news(actor=SYSTEM, news_id=news.pk, wish=NewsWish(texts={"da": ("Nyt", "183 kr.")}), read_again=True)
    answer = maja.client.post(f"/news/{news.pk}/read/", {"revision": 1}).content.decode()
    assert "Teksten er ændret" in answer
    assert "183 kr." in answer
    assert not NewsRead.objects.filter(person=maja.person).exists()


@pytest.mark.parametrize("revision", ["", "x", "9" * 30, "-1"])
def test_a_nonsense_revision_reads_nothing(maja: At, revision: str) -> None:
    news = published()
    assert maja.client.post(f"/news/{news.pk}/read/", {"revision": revision}).status_code == 200
    assert not NewsRead.objects.filter(person=maja.person).exists()


def test_the_page_of_news_works_without_script_and_holds_old_ones(page: Client, cast: Cast) -> None:
    from datetime import UTC, datetime

    from indgang.base import clock

    with clock.frozen(datetime(2026, 11, 1, tzinfo=UTC)):
        published("Gammelt nyt", last_day=datetime(2026, 11, 3, tzinfo=UTC).date())
    news = published()
    withdraw_news(actor=SYSTEM, news_id=published("Fortrudt").pk)
    shown = page.get("/news/").content.decode()
    assert shown.index("Ikke læst endnu") < shown.index("Nyt gebyr") < shown.index("Gammelt nyt")
    assert "gælder ikke længere" in shown
    assert "Fortrudt" not in shown
    assert page.post(f"/news/{news.pk}/read/", {"revision": 1}).status_code == 302
    assert "du læste den" in page.get("/news/").content.decode()
    found = page.get("/news/", {"q": "gammelt"}).content.decode()
    assert "Gammelt nyt" in found
    assert "Nyt gebyr" not in found


def test_feedback_from_the_box(maja: At) -> None:
    play = Play.objects.filter(task__code="pas-voksen").latest("version")
    form = maja.client.get(ABOUT, {"section": "bring", "site": "magion", "play": play.pk}).content.decode()
    assert "<html" not in form
    assert '<option value="bring" selected>' in form
    answer = maja.client.post(ABOUT, {**SAYS, "play": str(play.pk)})
    assert "Redaktionen har fået din tilbagemelding" in answer.content.decode()
    case = Feedback.objects.get()
    assert (case.kind, case.text, case.site, case.play, case.asked_by) == (
        "unclear", "Hvilket foto?", maja.desk.site, play, maja.person,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": ""}, "Vælg, hvad der er galt"),
        ({"text": "Borger 010190-1234"}, "ligner et CPR-nummer"),
        ({"text": ""}, "Skriv kort"),
    ],
)
@pytest.mark.parametrize("is_htmx", [True, False])
def test_refused_feedback_keeps_what_was_typed(
    maja: At, page: Client, change: dict[str, str], sentence: str, is_htmx: bool
) -> None:
    sent = {**SAYS, **change}
    answer = (maja.client if is_htmx else page).post(ABOUT, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert f">{sent['text']}</textarea>" in shown
    assert '<option value="bring" selected>' in shown
    assert ("<html" in shown) != is_htmx
    assert not Feedback.objects.exists()


def test_feedback_with_an_unknown_place_or_task_makes_nothing(maja: At) -> None:
    assert maja.client.post(ABOUT, {**SAYS, "site": "maanen"}).status_code == 404
    assert maja.client.post("/news/feedback/about/maanen/", SAYS).status_code == 404
    assert not Feedback.objects.exists()


def test_one_s_own_feedback_is_read_and_opened_again(page: Client, cast: Cast) -> None:
    assert page.post(ABOUT, SAYS).status_code == 302
    case = Feedback.objects.get()
    answer_feedback(actor=SYSTEM, feedback_id=case.pk, outcome="kept", answer="Ethvert foto.")
    shown = page.get("/news/feedback/").content.decode()
    assert "Ethvert foto." in shown
    assert "teksten fastholdt" in shown
    assert page.post(f"/news/feedback/{case.pk}/read/").status_code == 302
    refused = page.post(f"/news/feedback/{case.pk}/again/", {"text": "010190-1234 mangler"})
    assert refused.status_code == 422
    assert "010190-1234 mangler</textarea>" in refused.content.decode()
    assert page.post(f"/news/feedback/{case.pk}/again/", {"text": "Også sort-hvidt?"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "new"
    assert "Svaret hjælper mig ikke" not in page.get("/news/feedback/").content.decode()


def test_another_one_s_case_does_not_exist(page: Client, cast: Cast) -> None:
    case = give_feedback(
        actor=cast.actor("bo"), code="pas-voksen", section="play", kind="wrong", text="Forkert"
    )
    answer_feedback(actor=SYSTEM, feedback_id=case.pk, outcome="kept", answer="Nej")
    for verb in ("read", "again"):
        assert page.post(f"/news/feedback/{case.pk}/{verb}/", {"text": "Ja"}).status_code in {302, 404}
    case.refresh_from_db()
    assert (case.state, case.answer_read_at) == ("kept", None)
    assert "Forkert" not in page.get("/news/feedback/").content.decode()


def test_the_playbook_marks_what_changed_since_it_was_read(maja: At, take: Any) -> None:
    from indgang.catalogue.services import publish, save_draft
    from indgang.catalogue.services.rows import Wish

    version = save_draft(
        actor=SYSTEM, code="pas-voksen", kind="bring", layer="local",
        content={"da": {"bring": ["Gammelt pas"]}}, wish=Wish(reason="Ny regel", must_read=True),
    )  # fmt: skip
    publish(actor=SYSTEM, version_id=version.pk)
    mark = "Ændret, siden du sidst læste: hvad borgeren skal medbringe"
    assert mark in maja.do("pick", code="pas-voksen", key="a")
    news = News.objects.get()
    maja.client.post(f"/news/{news.pk}/read/", {"revision": 1})
    assert mark not in maja.get("desk").content.decode()
