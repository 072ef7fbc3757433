"""All thirteen operations over real HTTP, and every way in which the service can fail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from indgang.catalogue.ports import FormNumber, NoSuchArticle, NotExportable, SourceFailed
from indgang.integrations.borgerdk.client import BorgerDk, Municipality, PortalSite
from indgang.integrations.borgerdk.soap import Soap
from tests.integrations.borgerdk.stand_in import PART_A, PART_B, SERVICE_A, SERVICE_B, StandIn, running


@pytest.fixture
def service() -> Iterator[StandIn]:
    with running() as state:
        state.add(645)
        yield state


@pytest.fixture
def client(service: StandIn) -> BorgerDk:
    return BorgerDk(service.url, seconds=20)


def test_the_list_gives_danish_times_and_readable_titles(client: BorgerDk) -> None:
    (line,) = client.all_articles()
    assert (line.id, line.title) == (645, "Drager & andre")
    assert line.updated_at == datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
    assert line.published_at is None


def test_an_article_is_taken_apart(client: BorgerDk) -> None:
    article = client.article(645)
    assert [(part.guid, part.heading) for part in article.parts] == [
        (PART_A, "Hvem må have drage?"),
        (PART_B, "Pris"),
        ("anbefaler", "Læs også"),
    ]
    assert article.parts[0].blocks == (
        "<p>Den, der bor højt.</p>",
        "<h4>Undtagelse</h4>",
        '<ul><li><a href="https://portal.example/drager/sm%C3%A5" rel="noopener noreferrer">Små drager</a></li></ul>',
    )
    assert [(one.guid, one.title) for one in article.self_services] == [
        (SERVICE_A, "Anmeld drage"),
        (SERVICE_B, "Bestil dragesøm"),
    ]
    assert "utm_" not in article.self_services[0].url
    assert f"selfserviceId={SERVICE_A}" in article.self_services[0].url
    assert [(one.title, one.url) for one in article.legislation] == [
        ("Drageloven", "https://lov.example/drager")
    ]
    assert article.form_numbers == (FormNumber("task", "65.50.05.05", "Drager"),)
    assert article.byline == "Skrevet af Eksempelportalen"
    assert article.published_at == datetime(2025, 1, 2, 2, 4, 5, 123456, tzinfo=UTC)
    assert article.warnings == ()


def test_a_municipality_is_asked_with_as_a_number_and_nobody_as_nil(
    client: BorgerDk, service: StandIn
) -> None:
    client.article(645)
    client.article(645, "530")
    assert 'municipalityCode i:nil="true"' in service.calls[0][1]
    assert "<municipalityCode>530</municipalityCode>" in service.calls[1][1]


def test_the_other_operations(client: BorgerDk, service: StandIn) -> None:
    after = datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert client.article_at("https://portal.example/x?a=1&b=2").id == 7
    assert [one.id for one in client.articles_in_service_area("65", after)] == [7]
    assert [one.id for one in client.articles_in_task_area("65.50.05")] == [7]
    assert [one.id for one in client.articles_of_site(3)] == [7]
    assert [one.id for one in client.articles([8, 9], "530", after)] == [8]
    assert [one.id for one in client.articles_of_tasks(["65.50.05.05"], all_of_them=True)] == [9]
    assert client.service_areas() == [FormNumber("service", "65", "Borger")]
    assert client.task_areas() == [FormNumber("area", "65.50.05", "Id")]
    assert client.tasks() == [FormNumber("task", "65.50.05.05", "Pas")]
    assert client.municipalities() == [Municipality("530", "Eksempel")]
    assert client.sites() == [PortalSite(3, None, "bolig", "Bolig")]
    sent = dict(service.calls)
    assert "a=1&amp;b=2" in sent["GetArticleIDByUrl"]
    assert "<updatedAfter>2026-07-01T12:00:00</updatedAfter>" in sent["GetArticlesByIDs"]
    assert "<a:int>8</a:int><a:int>9</a:int>" in sent["GetArticlesByIDs"]
    assert "<useLogicalAnd>true</useLogicalAnd>" in sent["GetArticlesByFormTasks"]
    assert len(sent) == 11


@pytest.mark.parametrize(
    ("trouble", "expected", "words"),
    [
        ("refused", NotExportable, "not exportable"),
        ("unknown", NoSuchArticle, "No article found"),
        ("fault", SourceFailed, "fault: The server"),
        ("broken", SourceFailed, "unreadable-answer"),
        ("entity", SourceFailed, "unreadable-answer"),
        ("html", SourceFailed, "http-status: 503"),
    ],
)
def test_failures_have_types(
    client: BorgerDk, service: StandIn, trouble: str, expected: type[Exception], words: str
) -> None:
    service.trouble[645] = trouble
    with pytest.raises(expected) as raised:
        client.article(645)
    assert type(raised.value) is expected
    assert words in str(raised.value)


def test_a_service_that_is_silent_or_away_or_says_too_much_fails(service: StandIn) -> None:
    service.trouble[645] = "slow"
    with pytest.raises(SourceFailed, match="no-answer"):
        BorgerDk(service.url, seconds=0.3).article(645)
    with pytest.raises(SourceFailed, match="unreachable"):
        BorgerDk("http://127.0.0.1:9/ArticleExport.svc", seconds=2).all_articles()
    with pytest.raises(SourceFailed, match="too-large"):
        Soap(service.url, most_bytes=500).call("GetAllArticles", {})


def test_an_article_of_five_megabytes_is_read(client: BorgerDk, service: StandIn) -> None:
    service.trouble[645] = "huge"
    article = client.article(645)
    assert article.parts[0].heading == "Hvem må have drage?"
    assert article.parts[-1].guid == "kernetekst"
    assert len(article.parts[-1].blocks) == 270_000
    assert article.warnings == ("text-outside-parts",)


def test_the_english_portal_is_known_by_its_host() -> None:
    english = BorgerDk("https://lifeindenmark.borger.dk/_vti_bin/borger/ArticleExport.svc")
    assert (english.domain, english.language) == ("lifeindenmark.borger.dk", "en")
    assert BorgerDk("https://www.borger.dk/x").language == "da"
