"""One box over everything: kinds, why, expired ones, numbers, and who finds what."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.catalogue import services
from indgang.catalogue.models import Article, KleSubject, MicroArticle, News, NewsText, SelfServiceEntry, Task
from indgang.catalogue.search import KINDS, PUBLIC_KINDS, Hit, find, search
from indgang.catalogue.search.finding import Findings, Found
from indgang.core.day import danish_date
from indgang.organisation.models import Lifeline, LifelineText
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db

STAFF = Actor(kind="person", id=1, name="Grete", grants=frozenset({("generalist", None)}))


@pytest.fixture
def everything(folder, person):
    """One of each kind that says “dragefest”."""
    folder.task("pas-voksen", lambda task: task["text"]["da"].update(words=["dragefest"]))
    load(folder)
    Task.objects.update(self_service="https://example.dk/dragefest/ansoeg")
    now = clock.now()
    line = Lifeline.objects.create(code="dragefest", person=person, direct_phone="79 72 70 11")
    LifelineText.objects.create(lifeline=line, language="da", title="Dragefest og optog")
    News.objects.all().delete()
    news = News.objects.create(
        kind="news", state="published", publish_from=now - timedelta(days=9), created_at=now, updated_at=now
    )
    NewsText.objects.create(news=news, language="da", title="Ny dragefest", body="Festen er flyttet.")
    article = Article.objects.create(
        domain="www.borger.dk",
        article_id=7,
        title="Dragefest i kommunen",
        url="https://www.borger.dk/dragefest",
        content_hash="x",
        fetched_at=now,
        changed_at=now,
        form_numbers=[{"level": "service", "number": "11.22.33.44", "name": "Fest"}],
    )
    MicroArticle.objects.create(
        article=article, guid="a", order=1, heading="Gebyr", html="<p>Om ildtilladelse</p>", changed_at=now
    )
    SelfServiceEntry.objects.create(
        article=article, guid="s", title="Søg dragefest", url="https://x.dk/y", changed_at=now
    )
    KleSubject.objects.create(number="27.99.01", title="Dragefest", keywords=["drager"])
    return {"news": news, "article": article, "line": line}


def kinds_found(query, actor):
    found = find(query, actor=actor)
    return ({"task"} if found.tasks else set()) | set(found.others or {})


@pytest.mark.parametrize(
    ("actor", "kinds"), [(ANONYMOUS, PUBLIC_KINDS), (STAFF, set(KINDS)), (SYSTEM, set(KINDS))]
)
def test_who_finds_which_kinds(everything, person, actor, kinds):
    asked = Actor(kind="person", id=person.pk, name="", grants=actor.grants) if actor is STAFF else actor
    found = kinds_found("dragefest", asked)
    assert found - {"news"} == set(kinds) - {"news"}
    assert ("news" in found) == (asked is SYSTEM) or asked is not ANONYMOUS


def test_only_the_kinds_that_are_asked_for(everything):
    found = find("dragefest", actor=SYSTEM, kinds={"lifeline"})
    assert found.tasks == ()
    assert [one.kind for one in found.rest] == ["lifeline"]


def test_a_lifeline_is_found_by_topic_person_and_phone(everything, person):
    for query in ("dragefest", person.name, "7972 7011", "hvem har 79727011"):
        (found,) = [one for one in find(query, actor=SYSTEM).rest if one.kind == "lifeline"]
        assert (found.phone, found.summary) == ("79 72 70 11", person.name), query


def test_numbers_of_kle_and_form(everything):
    (kle,) = find("27.99", actor=SYSTEM).rest
    assert (kle.kind, kle.summary, kle.why) == ("kle", "27.99.01", ("KLE 27.99.01",))
    (article,) = find("11.22.33.44", actor=ANONYMOUS).rest
    assert (article.kind, article.why) == ("article", ("FORM 11.22.33.44",))
    assert {hit.code for hit in find("23.09.02").tasks} == {"pas-voksen"}


def test_the_text_of_an_article_is_searched_without_its_tags(everything):
    (found,) = find("ildtilladelse").rest
    assert found.kind == "article"


def test_what_is_over_is_marked_and_still_found(everything):
    yesterday = danish_date(clock.now()) - timedelta(days=1)
    Task.objects.update(valid_to=yesterday)
    News.objects.update(publish_until=clock.now() - timedelta(days=2))
    KleSubject.objects.update(expired_on=yesterday - timedelta(days=1))
    found = find("dragefest", actor=SYSTEM)
    assert [hit.is_expired for hit in found.tasks] == [True]
    assert {one.kind for one in found.rest if one.is_expired} == {"news", "kle"}


def test_what_changes_is_found_at_once(everything):
    everything["line"].delete()
    SelfServiceEntry.objects.update(presence="gone")
    NewsText.objects.update(title="Kaninfest", body="")
    found = find("dragefest", actor=SYSTEM)
    assert {one.kind for one in found.rest} == {"article", "kle"}
    assert [one.kind for one in find("kaninfest", actor=SYSTEM).rest][:1] == ["news"]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("dragefest", "Borgerens ord: dragefest"),
        ("dragefset", "Borgerens ord: dragefest (stavet næsten som “dragefest”)"),
        ("Nyt pas", "Titel: "),
        ("pas-voksen", "Kode pas-voksen"),
        ("foto", "Hvad man skal have med: foto"),
    ],
)
def test_why_a_hit_is_a_hit(everything, query, why):
    (hit,) = search(query, actor=SYSTEM, limit=1)
    assert any(reason.startswith(why) for reason in hit.why), hit.why


def test_a_synonym_says_so(everything):
    services.add_synonym(actor=SYSTEM, words=["dragefest", "ildfest"])
    (hit,) = search("ildfest", actor=SYSTEM, limit=1)
    assert hit.why == ("Borgerens ord: dragefest (“ildfest” er det samme som “dragefest”)",)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.lists(st.sampled_from(["drage", "fest", "79", ".", " ", "æ-"])).map("".join))
def test_nothing_that_is_typed_breaks_it_and_the_same_gives_the_same(everything, query):
    first = find(query, actor=SYSTEM)
    assert first == find(query, actor=SYSTEM)
    assert all(0 < one.score <= 1 for one in [*first.tasks, *first.rest])


def test_somebody_found_by_name_stands_above_tasks_that_are_nearly_spelt_so():
    found = Findings(tasks=(_hit(0.4),), others={"lifeline": (_found(0.9),)})
    assert found.rest_is_better
    assert not Findings(tasks=(_hit(0.9),), others={"lifeline": (_found(0.9),)}).rest_is_better
    assert not Findings().rest_is_better


def _hit(score):
    return Hit(1, "a", "A", "", "", score, "", sensitive=False, desk="quick")


def _found(score):
    return Found("lifeline", 1, "", "Pas", "Rikke", score, (), is_expired=False)
