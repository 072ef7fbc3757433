"""News and work instructions: for whom they are, when they are new, who has read them, and what may be seen of that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.errors import CprInText
from indgang.catalogue.models import News, NewsRead, SectionVersion
from indgang.catalogue.queries.news import (
    Unread,
    managed_news,
    news_for,
    news_item,
    receipts_of,
    unread_about,
    unread_news,
    unread_news_count,
)
from indgang.catalogue.services import (
    NewsWish,
    NotNow,
    SavedMeanwhile,
    edit_news,
    mark_read,
    publish_news,
    save_draft,
    withdraw_news,
    write_news,
)
from indgang.catalogue.services import publish as publish_section
from indgang.catalogue.services.rows import Wish
from indgang.organisation.models import Competence, Person, RoleGrant
from tests.cast import LONG_AGO, Cast

# Half past midnight on a Danish Monday in summer is still Sunday in UTC.
MONDAY = datetime(2026, 6, 7, 22, 30, tzinfo=UTC)
TEXTS = {"da": ("Nyt gebyr", "Gebyret er 182 kr."), "en": ("New fee", "The fee is 182 kr.")}


@pytest.fixture(autouse=True)
def monday() -> Any:
    with clock.frozen(MONDAY):
        yield


def wish(**more: Any) -> NewsWish:
    return NewsWish(
        **{"texts": TEXTS, **{k: frozenset(v) if isinstance(v, set) else v for k, v in more.items()}}
    )


def published(actor: Actor = SYSTEM, **more: Any) -> News:
    news = write_news(actor=actor, wish=wish(**more))
    return publish_news(actor=actor, news_id=news.pk)


def asked(news: News) -> set[str]:
    everybody = Person.objects.filter(role_grants__isnull=False).distinct()
    return {one.username for one in everybody if any(line.id == news.pk for line in unread_news(one.pk))}


def test_a_draft_is_seen_by_nobody_and_a_published_one_by_everybody(cast: Cast) -> None:
    news = write_news(actor=SYSTEM, wish=wish())
    assert asked(news) == set()
    publish_news(actor=SYSTEM, news_id=news.pk)
    publish_news(actor=SYSTEM, news_id=news.pk)
    assert asked(news) == {"maja", "bo", "signe", "leif", "karen", "admin"}
    cast.bo.is_active = False
    cast.bo.save()
    assert "bo" not in asked(news)


@pytest.mark.parametrize(
    ("target", "people"),
    [
        ({"roles": {"generalist"}}, {"maja", "bo"}),
        ({"sites": {"raadhus"}}, {"karen", "admin"}),  # the administrator belongs nowhere, so everywhere
        ({"roles": {"specialist"}, "sites": {"magion"}}, {"signe"}),
        ({"roles": {"editor"}}, set()),
        ({"topics": {"bolig"}}, {"maja", "bo", "signe", "karen"}),
    ],
)
def test_a_target_group_is_roles_sites_and_topics_together(cast: Cast, target: Any, people: set[str]) -> None:
    if "topics" in target:
        target = {"topics": {topic_of("boligstoette")}}
    assert asked(published(**target)) == people


def topic_of(code: str) -> str:
    from indgang.catalogue.models import Task

    return Task.objects.get(code=code).topic.code


def test_a_role_everywhere_counts_where_the_person_belongs(cast: Cast) -> None:
    RoleGrant.objects.filter(person=cast.bo).update(site=None)
    assert "bo" in asked(published(sites={"magion"}, roles={"generalist"}))
    assert "bo" not in asked(published(sites={"raadhus"}, roles={"generalist"}))
    RoleGrant.objects.create(person=cast.bo, role="specialist", site=cast.town_hall)
    assert "bo" in asked(published(sites={"raadhus"}))
    assert "bo" not in asked(published(sites={"raadhus"}, roles={"generalist"}))


def test_a_topic_asks_those_whose_competence_holds_today(cast: Cast) -> None:
    Competence.objects.all().delete()
    topic = topic_of("pas-voksen")
    news = published(topics={topic})
    assert asked(news) == set()
    held = Competence.objects.create(
        person=cast.bo, scope_kind="task", scope_code="pas-voksen", reach=1, valid_from=LONG_AGO
    )
    assert asked(news) == {"bo"}
    held.lapses_on = date(2026, 6, 8)  # the first day without it is today, in Danish time
    held.save()
    assert asked(news) == set()


def test_whoever_joins_later_is_asked_too(cast: Cast) -> None:
    news = published(sites={"magion"})
    person = Person.objects.create(username="nye", name="Nye", home_site=cast.magion)
    assert unread_news(person.pk) == []  # no role yet
    RoleGrant.objects.create(person=person, role="generalist", site=cast.magion)
    assert [line.id for line in unread_news(person.pk)] == [news.pk]


def test_it_is_new_from_its_first_danish_day_to_its_last(cast: Cast) -> None:
    news = published(first_day=date(2026, 6, 10), last_day=date(2026, 6, 12))

    def state_at(*moment: int) -> tuple[int, list[bool]]:
        with clock.frozen(datetime(2026, 6, *moment, tzinfo=UTC)):
            return unread_news_count(cast.bo.pk).count, [line.is_old for line in news_for(cast.bo.pk)]

    assert state_at(9, 21, 59) == (0, [])
    assert state_at(9, 22, 0) == (1, [False])
    assert state_at(12, 21, 59) == (1, [False])
    assert state_at(12, 22, 0) == (0, [True])  # old: marked, and still to be found
    assert managed_news(cast.actor("leif"))[0].state == "planned"
    with clock.frozen(datetime(2026, 6, 20, tzinfo=UTC)):
        assert managed_news(cast.actor("leif"))[0].state == "old"
        assert [line.id for line in news_for(cast.bo.pk, q="gebyr 182")] == [news.pk]
        assert news_for(cast.bo.pk, q="gebyr 183") == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"texts": {}}, "title_da"),
        ({"texts": {"da": ("Nyt", "")}}, "body_da"),
        ({"texts": {**TEXTS, "en": ("New fee", "")}}, "body_en"),
        ({"texts": {"da": ("x" * 121, "Tekst")}}, "title_da"),
        ({"texts": {"da": ("Nyt", "Ring til 010190-1234")}}, "body_da"),
        ({"kind": "change"}, "kind"),
        ({"due": date(2026, 6, 10)}, "due"),  # without a receipt
        ({"due": date(2026, 6, 7), "needs_receipt": True}, "due"),
        ({"due": date(2026, 6, 10), "needs_receipt": True, "last_day": date(2026, 6, 9)}, "last_day"),
        ({"last_day": date(2026, 6, 7)}, "last_day"),
        ({"roles": {"api"}}, "roles"),
        ({"sites": {"maanen"}}, "sites"),
        ({"topics": {"maanen"}}, "topics"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(cast: Cast, change: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        write_news(actor=SYSTEM, wish=wish(**change))
    assert refusal.value.field == field
    assert isinstance(refusal.value, CprInText) == ("010190" in str(change))
    assert not News.objects.exists()


def test_english_falls_back_to_danish(cast: Cast) -> None:
    from django.utils.translation import override

    published(texts={"da": TEXTS["da"]})
    with override("en"):
        line = unread_news(cast.bo.pk)[0]
    assert (line.title, line.language) == ("Nyt gebyr", "da")


def test_who_may_write_for_whom(cast: Cast) -> None:
    leif = cast.actor("leif")  # manager at Magion
    with pytest.raises(NotAllowed):
        write_news(actor=leif, wish=wish())
    with pytest.raises(NotAllowed):
        write_news(actor=leif, wish=wish(sites={"magion", "raadhus"}))
    with pytest.raises(NotAllowed):
        write_news(actor=cast.actor("bo"), wish=wish(sites={"magion"}))
    mine = write_news(actor=leif, wish=wish(sites={"magion"}))
    with pytest.raises(NotAllowed):
        edit_news(actor=leif, news_id=mine.pk, wish=wish())
    everybody_s = published()
    for command in (publish_news, withdraw_news):
        with pytest.raises(NotAllowed):
            command(actor=leif, news_id=everybody_s.pk)
    with pytest.raises(NotAllowed):
        managed_news(cast.actor("bo"))


def test_reading_is_noted_once_and_only_by_those_who_are_asked(cast: Cast) -> None:
    news = published(needs_receipt=True, sites={"magion"})
    for _again in range(2):
        mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=1)
    assert NewsRead.objects.get().person == cast.bo
    assert unread_news_count(cast.bo.pk) == Unread(0, 0, 0)
    with pytest.raises(NotFound):
        mark_read(actor=cast.actor("karen"), news_id=news.pk, revision=1)
    draft = write_news(actor=SYSTEM, wish=wish())
    with pytest.raises(NotFound):
        mark_read(actor=cast.actor("bo"), news_id=draft.pk, revision=1)


def test_the_one_who_publishes_has_read_it(cast: Cast) -> None:
    published(cast.actor("leif"), sites={"magion"})
    assert unread_news_count(cast.leif.pk).count == 0
    assert unread_news_count(cast.bo.pk).count == 1


def test_a_minor_edit_leaves_receipts_and_a_new_revision_asks_again_and_loses_none(cast: Cast) -> None:
    news = published(needs_receipt=True)
    mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=1)
    edit_news(actor=SYSTEM, news_id=news.pk, wish=wish(needs_receipt=True, texts={"da": ("Nyt", "Rettet.")}))
    assert "bo" not in asked(news)
    assert News.objects.get().revision == 1
    edit_news(actor=SYSTEM, news_id=news.pk, wish=wish(needs_receipt=True), read_again=True)
    assert "bo" in asked(news)
    assert unread_news(cast.bo.pk)[0].read_before
    assert not unread_news(cast.maja.pk)[0].read_before
    with pytest.raises(SavedMeanwhile):
        mark_read(actor=cast.actor("maja"), news_id=news.pk, revision=1)
    missing = {one.name: one for one in receipts_of(cast.actor("admin"), news.pk).missing}
    assert missing["Bo Lind"].earlier_at == MONDAY
    mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=2)
    assert sorted(NewsRead.objects.values_list("revision", flat=True)) == [1, 2]


def test_a_draft_is_never_read_again(cast: Cast) -> None:
    news = write_news(actor=SYSTEM, wish=wish())
    edit_news(actor=SYSTEM, news_id=news.pk, wish=wish(), read_again=True)
    assert News.objects.get().revision == 1


def test_two_editors_do_not_overwrite_each_other(cast: Cast) -> None:
    news = write_news(actor=SYSTEM, wish=wish())
    with clock.frozen(MONDAY + timedelta(minutes=1)):
        edit_news(actor=SYSTEM, news_id=news.pk, wish=wish(), seen=news.updated_at)
    with pytest.raises(SavedMeanwhile):
        edit_news(
            actor=SYSTEM, news_id=news.pk, wish=wish(texts={"da": ("Mit", "Mit")}), seen=news.updated_at
        )
    assert news_item(SYSTEM, news.pk).title == "Nyt gebyr"


def test_withdrawn_it_asks_nobody_and_keeps_its_receipts(cast: Cast) -> None:
    news = published(needs_receipt=True)
    mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=1)
    withdraw_news(actor=SYSTEM, news_id=news.pk)
    assert asked(news) == set()
    assert news_for(cast.bo.pk) == []
    assert NewsRead.objects.count() == 1
    with pytest.raises(NotNow):
        edit_news(actor=SYSTEM, news_id=news.pk, wish=wish())
    publish_news(actor=SYSTEM, news_id=news.pk)
    assert "bo" not in asked(news)
    with pytest.raises(NotNow):
        withdraw_news(actor=SYSTEM, news_id=write_news(actor=SYSTEM, wish=wish()).pk)


def test_the_list_of_who_has_not_read_marks_who_is_late_from_the_day_after(cast: Cast) -> None:
    news = published(needs_receipt=True, due=date(2026, 6, 10), sites={"magion"})
    mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=1)

    def late(*moment: int) -> tuple[list[tuple[str, bool]], list[str], Unread]:
        with clock.frozen(datetime(2026, 6, *moment, tzinfo=UTC)):
            found = receipts_of(cast.actor("leif"), news.pk)
            missing = [(one.name, one.is_overdue) for one in found.missing]
            return missing, [one.name for one in found.read], unread_news_count(cast.maja.pk)

    names = ["Leif Juhl", "Maja Holm", "Signe Krogh"]
    assert late(10, 21, 59) == ([(name, False) for name in names], ["Bo Lind"], Unread(1, 0, 0))
    assert late(10, 22, 0) == ([(name, True) for name in names], ["Bo Lind"], Unread(1, 0, 1))


def test_a_manager_sees_the_receipts_of_the_own_sites_only(cast: Cast) -> None:
    news = published(needs_receipt=True)
    leif = receipts_of(cast.actor("leif"), news.pk)
    assert [one.name for one in leif.missing] == ["Bo Lind", "Leif Juhl", "Maja Holm", "Signe Krogh"]
    assert leif.is_part
    assert (leif.item.read, leif.item.asked) == (0, 4)
    admin = receipts_of(cast.actor("admin"), news.pk)
    assert len(admin.missing) == 6
    assert not admin.is_part
    for name in ("bo", "signe"):
        with pytest.raises(NotAllowed):
            receipts_of(cast.actor(name), news.pk)


def test_overdue_comes_first_then_what_is_important(cast: Cast) -> None:
    plain = published()
    important = published(is_important=True)
    due = published(needs_receipt=True, due=date(2026, 6, 9), is_important=True)
    with clock.frozen(MONDAY + timedelta(hours=1)):
        newest = published()
        assert [line.id for line in unread_news(cast.bo.pk)] == [due.pk, important.pk, newest.pk, plain.pk]
    with clock.frozen(MONDAY + timedelta(days=3)):
        assert unread_news_count(cast.bo.pk) == Unread(4, 2, 1)


def test_a_changed_section_must_be_read_again_by_those_whom_it_concerns(cast: Cast) -> None:
    version = save_draft(
        actor=cast.actor("admin"), code="pas-voksen", kind="bring", layer="local",
        content={"da": {"bring": ["Gammelt pas"]}}, wish=Wish(reason="Ny regel", must_read=True),
    )  # fmt: skip
    publish_section(actor=cast.actor("admin"), version_id=version.pk)
    lines = unread_news(cast.bo.pk)
    assert [(one.kind, one.task_code, one.section, one.body) for one in lines] == [
        ("change", "pas-voksen", "bring", "Ny regel")
    ]
    assert unread_news_count(cast.admin.pk).count == 0  # not competent, so not asked
    instruction = published(is_important=True, topics={topic_of("pas-voksen")})
    published(is_important=True)
    published(topics={topic_of("pas-voksen")})
    about = unread_about(unread_news(cast.bo.pk), "pas-voksen", topic_of("pas-voksen"))
    assert {one.id for one in about} == {lines[0].id, instruction.pk}
    assert unread_about(unread_news(cast.bo.pk), "print-kopi-scan", "elsewhere") == []
    assert SectionVersion.objects.get(pk=version.pk).news.count() == 1


def test_unread_ones_cost_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        unread_news(cast.bo.pk)
    for number in range(6):
        published(texts={"da": (f"Nyt {number}", "Tekst")}, topics={topic_of("pas-voksen")})
    with django_assert_max_num_queries(11):
        assert len(unread_news(cast.bo.pk)) == 6
