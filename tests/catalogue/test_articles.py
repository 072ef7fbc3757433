"""Fetching articles from a stand-in over HTTP: new, changed, gone, back, and what is the municipality's own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import Invalid, NotAllowed
from indgang.catalogue.errors import CprInText
from indgang.catalogue.models import Article, ImportRun, MicroArticle, SelfServiceEntry
from indgang.catalogue.queries.articles import article_lines, changed_uses, changes_since_seen, uses_of
from indgang.catalogue.services.article_uses import (
    mark_article_seen,
    set_self_service,
    tie_article,
    untie_article,
)
from indgang.catalogue.services.articles import FetchReport, fetch_articles
from indgang.integrations.borgerdk import BorgerDk, DemoPortal
from tests.cast import Cast
from tests.integrations.borgerdk.stand_in import (
    CONTENT,
    PART_A,
    PART_B,
    SERVICE_A,
    SERVICE_B,
    StandIn,
    running,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[StandIn]:
    with running() as state:
        state.add(1)
        state.add(2, title="Trolde")
        yield state


def fetch(service: StandIn, *, full: bool = False, municipality: str = "530") -> FetchReport:
    source = BorgerDk(service.url, domain="portal.example", seconds=2)
    return fetch_articles(actor=SYSTEM, source=source, municipality=municipality, full=full)


def names(rows: list[str]) -> list[str]:
    return [row.split()[0] for row in rows]


def test_the_first_fetch_brings_everything_and_the_second_nothing(service: StandIn) -> None:
    first = fetch(service)
    assert (names(first.new), first.fetched, first.is_ok) == (["1", "2"], 2, True)
    article = Article.objects.get(article_id=1)
    assert (article.title, article.municipality, article.language) == ("Drager & andre", "530", "da")
    assert article.form_numbers[0]["number"] == "65.50.05.05"
    calls = service.count("GetArticleByID")
    second = fetch(service)
    assert (second.new, second.changed, second.unchanged, second.fetched) == ([], [], 2, 0)
    assert service.count("GetArticleByID") == calls
    full = fetch(service, full=True)
    assert (full.new, full.changed, full.unchanged, full.fetched) == ([], [], 2, 2)
    assert ImportRun.objects.filter(finished_at__isnull=False).count() == 3


def test_what_the_municipality_added_is_a_layer_of_its_own(service: StandIn) -> None:
    fetch(service)
    part = MicroArticle.objects.get(article__article_id=1, guid=PART_B)
    assert part.html == "<p>Det koster en guldmønt.</p>"
    assert part.local_html == "<p>Hos os sker det i biblioteket.</p>"
    assert not part.is_local
    assert MicroArticle.objects.get(article__article_id=1, guid=PART_A).local_html == ""


def test_a_part_that_only_the_municipality_has_is_local(service: StandIn) -> None:
    service.local = "</div></div><div id='microArticle_vores'><h2>Hos os</h2><div><p>Kom forbi.</p>"
    fetch(service)
    part = MicroArticle.objects.get(article__article_id=1, guid="vores")
    assert (part.is_local, part.html, part.local_html) == (True, "", "<p>Kom forbi.</p>")


def test_a_local_edit_is_seen_by_content_though_no_date_moves(service: StandIn) -> None:
    fetch(service)
    service.local = "<p>Nu på rådhuset.</p>"
    assert fetch(service).changed == []
    assert names(fetch(service, full=True).changed) == ["1", "2"]
    assert MicroArticle.objects.get(article__article_id=1, guid=PART_B).local_html == "<p>Nu på rådhuset.</p>"


def test_local_text_that_disappears_stays_as_a_tombstone(service: StandIn) -> None:
    fetch(service)
    service.local = ""
    fetch(service, full=True)
    lost = MicroArticle.objects.get(article__article_id=1, guid=f"{PART_B}~local")
    assert (lost.presence, lost.local_html) == ("gone", "<p>Hos os sker det i biblioteket.</p>")


def test_when_the_municipalitys_copy_fails_the_local_text_stays_and_the_next_night_tries_again(
    service: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(service)
    answer = StandIn._article
    monkeypatch.setattr(
        StandIn, "_article", lambda self, id_, code: (500, "<x/>") if code else answer(self, id_, code)
    )
    service.articles[1]["updated"] = "2026-04-01T12:00:00"
    report = fetch(service)
    assert any("local-failed" in line for line in report.warnings)
    assert MicroArticle.objects.get(article__article_id=1, guid=PART_B).local_html != ""
    monkeypatch.undo()
    assert fetch(service).fetched == 1


def test_a_new_date_fetches_one_article_and_the_report_says_whether_it_reads_otherwise(
    service: StandIn,
) -> None:
    fetch(service)
    service.articles[1]["updated"] = "2026-04-01T12:00:00"
    assert (fetch(service).changed, fetch(service).fetched) == ([], 0)
    service.articles[2].update(
        updated="2026-04-02T12:00:00", content=CONTENT.replace("guldm&oslash;nt", "ged")
    )
    report = fetch(service)
    assert (names(report.changed), report.fetched) == (["2"], 1)


def test_a_vanished_article_leaves_a_tombstone_and_comes_back_with_our_words(service: StandIn) -> None:
    fetch(service)
    entry = SelfServiceEntry.objects.get(article__article_id=1, guid=SERVICE_A)
    set_self_service(
        actor=SYSTEM, entry_id=entry.pk, deep_link="https://direkte.example/drage", note="Brug MitID"
    )
    kept = service.articles.pop(1)
    assert names(fetch(service).gone) == ["1"]
    article = Article.objects.get(article_id=1)
    assert (article.presence, article.gone_at is not None, article.parts.count()) == ("gone", True, 3)
    assert fetch(service).gone == []
    service.articles[1] = kept
    assert names(fetch(service).back) == ["1"]
    article.refresh_from_db()
    entry.refresh_from_db()
    assert (article.presence, article.gone_at) == ("present", None)
    assert (entry.deep_link, entry.note) == ("https://direkte.example/drage", "Brug MitID")


def test_a_self_service_that_goes_and_comes_keeps_what_was_written_here(service: StandIn) -> None:
    fetch(service)
    entry = SelfServiceEntry.objects.get(article__article_id=1, guid=SERVICE_B)
    set_self_service(actor=SYSTEM, entry_id=entry.pk, deep_link="https://direkte.example/", note="Hjælp dem")
    without = (
        CONTENT.split("<li id='opis_domainservice_" + SERVICE_B)[0]
        + "</ul></div>"
        + CONTENT[CONTENT.index("<div id='kernetekst'") :]
    )
    for content, presence in ((without, "gone"), (CONTENT, "present")):
        service.add(1, content=content)
        fetch(service, full=True)
        entry.refresh_from_db()
        assert (entry.presence, entry.deep_link, entry.note) == (
            presence,
            "https://direkte.example/",
            "Hjælp dem",
        )


@pytest.mark.parametrize("trouble", ["broken", "entity", "html", "fault", "slow"])
def test_one_broken_article_does_not_stop_the_rest(service: StandIn, trouble: str) -> None:
    service.add(3, title="Nisser")
    service.trouble[2] = trouble
    report = fetch(service, municipality="")
    assert (names(report.new), names(report.failed), report.is_ok) == (["1", "3"], ["2"], False)
    assert Article.objects.count() == 2


@pytest.mark.parametrize("trouble", ["refused", "unknown"])
def test_an_article_that_is_not_given_any_more_is_gone(service: StandIn, trouble: str) -> None:
    fetch(service)
    service.trouble[2] = trouble
    report = fetch(service, full=True)
    assert (names(report.gone), report.failed) == (["2"], [])


@pytest.mark.parametrize("trouble", ["broken", "html", "fault", "slow"])
def test_a_list_that_fails_touches_nothing(service: StandIn, trouble: str) -> None:
    fetch(service)
    service.trouble["list"] = trouble
    report = fetch(service)
    assert report.error
    assert report.gone == []
    assert Article.objects.filter(presence="present").count() == 2


def test_an_empty_list_and_one_that_lost_its_half_bury_nothing(service: StandIn) -> None:
    for id_ in range(1, 13):
        service.add(id_)
    fetch(service, municipality="")
    kept = dict(service.articles)
    service.articles = {}
    assert fetch(service, municipality="").error == "empty-list"
    service.articles = {id_: kept[id_] for id_ in range(1, 4)}
    report = fetch(service, municipality="")
    assert report.gone == []
    assert any("half-gone" in line for line in report.warnings)
    assert Article.objects.filter(presence="present").count() == 12


def test_hostile_and_odd_html_is_stored_harmless(service: StandIn) -> None:
    service.add(
        1, content="<div id='microArticle_x'><script>alert(1)</script><p onclick=y>Tekst\x0c &#0;</p></div>"
    )
    report = fetch(service)
    part = MicroArticle.objects.get(article__article_id=1, guid="x")
    assert part.html == "<p>Tekst \ufffd</p>"
    assert any(line.startswith("1 no-heading") for line in report.warnings)
    assert Article.objects.get(article_id=1).warnings == ["no-heading: x"]


def test_the_same_number_on_two_domains_and_in_two_municipalities_are_different_articles(
    service: StandIn,
) -> None:
    fetch(service)
    fetch(service, municipality="")
    english = BorgerDk(service.url, domain="english.example", language="en")
    fetch_articles(actor=SYSTEM, source=english)
    assert Article.objects.filter(article_id=1).count() == 3
    service.articles.pop(1)
    fetch(service)
    assert Article.objects.filter(article_id=1, presence="gone").count() == 1


def test_only_editors_fetch(service: StandIn, cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.actor("maja")):
        with pytest.raises(NotAllowed):
            fetch_articles(actor=actor, source=DemoPortal())
    assert service.calls == []


def test_a_tied_task_is_work_when_the_article_changes_until_somebody_has_looked(
    service: StandIn, cast: Cast
) -> None:
    fetch(service)
    article = Article.objects.get(article_id=1)
    tie_article(actor=SYSTEM, code="pas-voksen", article_id=article.pk)
    assert list(changed_uses()) == []
    service.add(1, content=CONTENT.replace("h&oslash;jt", "lavt"))
    fetch(service, full=True)
    (use,) = changed_uses()
    (change,) = changes_since_seen(use)
    assert (change.kind, change.heading) == ("changed", "Hvem må have drage?")
    assert [piece.text for piece in change.pieces if piece.kind != "same"] == ["højt", "lavt"]
    article.refresh_from_db()
    with pytest.raises(Invalid):
        mark_article_seen(actor=SYSTEM, code="pas-voksen", article_id=article.pk, content_hash="0" * 64)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        mark_article_seen(
            actor=SYSTEM, code="pas-voksen", article_id=article.pk, content_hash=article.content_hash
        )
    assert list(changed_uses()) == []
    service.articles.pop(1)
    fetch(service)
    assert [use.task.code for use in changed_uses()] == ["pas-voksen"]
    assert untie_article(actor=SYSTEM, code="pas-voksen", article_id=article.pk)
    assert list(uses_of(article)) == []


def test_articles_are_found_by_word_number_and_state(service: StandIn, cast: Cast) -> None:
    fetch(service)
    trolls = Article.objects.get(article_id=2)
    tie_article(actor=SYSTEM, code="pas-voksen", article_id=trolls.pk)
    assert [line.article_id for line in article_lines("trolde")] == [2]
    assert len(article_lines("65.50.05.05")) == 2
    assert [line.article_id for line in article_lines("", "used")] == [2]
    assert [line.is_local for line in article_lines()] == [True, True]
    assert article_lines("", "odd") == []


@pytest.mark.parametrize(
    ("deep_link", "note", "error"),
    [
        ("javascript:alert(1)", "", Invalid),
        ("ikke en adresse", "", Invalid),
        ("https://a.example/" + "x" * 600, "", Invalid),
        ("", "n" * 301, Invalid),
        ("", "Ring til 010190-1234", CprInText),
    ],
)
def test_an_own_address_or_note_that_cannot_be_used_is_refused(
    service: StandIn, deep_link: str, note: str, error: type[Exception]
) -> None:
    fetch(service)
    entry = SelfServiceEntry.objects.get(article__article_id=1, guid=SERVICE_A)
    with pytest.raises(error):
        set_self_service(actor=SYSTEM, entry_id=entry.pk, deep_link=deep_link, note=note)
    entry.refresh_from_db()
    assert (entry.deep_link, entry.note) == ("", "")


def test_the_invented_portal_can_be_fetched() -> None:
    report = fetch_articles(actor=SYSTEM, source=DemoPortal(), municipality="999")
    assert (len(report.new), report.failed, report.warnings) == (2, [], [])
    assert MicroArticle.objects.get(guid="c2").local_html.startswith("<p>Hos os")
