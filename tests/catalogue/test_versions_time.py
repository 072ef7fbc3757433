"""When a version is in force, when it must be read through again, and the rules for both."""

from datetime import UTC, date, datetime, timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.models import AuditEntry
from indgang.catalogue import services
from indgang.catalogue.errors import TaskNotFound
from indgang.catalogue.models import Section, SectionVersion, TaskText
from indgang.catalogue.queries import sections
from indgang.catalogue.services import Wish
from tests.catalogue.sectioning import CODE, bring, draft, someone
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
CPR = "Spørg 070761-4285."


@pytest.fixture(autouse=True)
def loaded(folder):
    load(folder)


def in_force(language="da"):
    return TaskText.objects.get(task__code=CODE, language=language).bring


def test_a_scheduled_text_comes_on_its_danish_day(else_):
    with clock.frozen(NOON):
        wish = Wish(reason="Ny takst", valid_from=date(2026, 12, 1))
        version = services.publish(actor=else_, version_id=draft(else_, "Til december", wish=wish).pk)
        assert (version.state, in_force()) == ("scheduled", ["Foto"])
        assert services.publish_due(actor=SYSTEM) == 0
        assert [row.id for row in sections.scheduled()] == [version.pk]
    with clock.frozen(datetime(2026, 11, 30, 22, 59, tzinfo=UTC)):
        assert services.publish_due(actor=SYSTEM) == 0
    with clock.frozen(datetime(2026, 11, 30, 23, 0, tzinfo=UTC)):
        assert services.publish_due(actor=SYSTEM) == 1
        assert services.publish_due(actor=SYSTEM) == 0
    assert in_force() == ["Til december"]
    assert sections.scheduled() == []


@pytest.mark.parametrize(
    ("day", "last_before", "first"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC), datetime(2027, 3, 27, 23, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 30, 21, 59, 59, tzinfo=UTC), datetime(2027, 10, 30, 22, tzinfo=UTC)),
        (date(2027, 11, 1), datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC), datetime(2027, 10, 31, 23, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_day_begins_at_danish_midnight_where_the_clocks_change(else_, day, last_before, first):
    with clock.frozen(NOON):
        wish = Wish(reason="x", valid_from=day)
        services.publish(actor=else_, version_id=draft(else_, "Ny", wish=wish).pk)
    for moment, published in ((last_before, 0), (first, 1)):
        with clock.frozen(moment):
            assert services.publish_due(actor=SYSTEM) == published


def test_another_schedule_takes_the_place_of_the_first(else_):
    with clock.frozen(NOON):
        for day, text in ((3, "Tredje"), (2, "Anden")):
            wish = Wish(reason="x", valid_from=date(2026, 12, day))
            services.publish(actor=else_, version_id=draft(else_, text, wish=wish).pk)
        assert [row.content["da"]["bring"] for row in sections.scheduled()] == [["Anden"]]


def test_one_that_cannot_be_published_does_not_hold_up_the_others(else_, monkeypatch, caplog):
    with clock.frozen(NOON):
        for kind, content in (
            ("bring", bring("Ny")), ("expect", {"da": {"expect": "Ti dage."}}),
        ):  # fmt: skip
            wish = Wish(reason="x", valid_from=date(2026, 12, 1))
            services.publish(actor=else_, version_id=draft(else_, kind=kind, content=content, wish=wish).pk)
    SectionVersion.objects.filter(state="scheduled", section__kind="bring").update(content={"da": 1})
    with clock.frozen(NOON + timedelta(days=20)):
        assert services.publish_due(actor=SYSTEM) == 1
    assert "could not be published" in caplog.text
    assert TaskText.objects.get(task__code=CODE, language="da").expect == "Ti dage."
    assert SectionVersion.objects.filter(state="scheduled").count() == 1


def test_a_text_past_its_last_day_is_marked_and_stays(else_):
    with clock.frozen(NOON):
        wish = Wish(reason="x", valid_to=date(2026, 11, 22))
        services.publish(actor=else_, version_id=draft(else_, "Kort tid", wish=wish).pk)
        task_id = Section.objects.values_list("task_id", flat=True)[0]
        assert sections.expired_kinds(task_id) == []
    with clock.frozen(NOON + timedelta(days=2)):
        assert sections.expired_kinds(task_id) == ["bring"]
        assert in_force() == ["Kort tid"]


def test_owners_and_reading_through(else_, leif):
    someone("maja", "generalist")
    with pytest.raises(Invalid):
        services.set_owner(actor=leif, code=CODE, owner="maja")
    with pytest.raises(NotAllowed):
        services.set_owner(actor=someone("bo", "specialist"), code=CODE, owner="else")
    services.set_owner(actor=leif, code=CODE, owner="else")
    services.set_owner(actor=leif, code=CODE, owner="leif", kind="bring")
    cards = {card.kind: card.owner for card in sections.sections_of(CODE)}
    assert (cards["head"], cards["bring"]) == ("Else", "Leif")
    services.set_owner(actor=leif, code=CODE, owner="", kind="bring")
    assert sections.sections_of(CODE)[3].owner == "Else"
    assert AuditEntry.objects.filter(action="section.owner").count() == 2

    Section.objects.update(review_due=date(2026, 11, 1))
    with clock.frozen(NOON):
        total = Section.objects.count()
        assert sections.overdue_share() == (total, total)
        assert len(sections.to_read_through(person_id=else_.id)) == total
        assert services.read_through_section(actor=leif, code=CODE, kinds=["bring"]) == 1
        assert sections.overdue_share() == (total - 1, total)
        assert services.read_through_section(actor=leif, code=CODE) == total
        bring_row = Section.objects.get(kind="bring")
        assert (bring_row.reviewed_on, bring_row.review_due) == (date(2026, 11, 21), date(2027, 11, 21))
        with pytest.raises(Invalid):
            services.read_through_section(actor=leif, code=CODE, kinds=["nothing"])
        with pytest.raises(TaskNotFound):
            services.read_through_section(actor=leif, code="ukendt")
        with pytest.raises(NotAllowed):
            services.read_through_section(actor=someone("gerda", "generalist"), code=CODE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("remind_days", -1), ("remind_days", 366), ("escalate_days", "7"), ("link_failures", 0),
     ("link_failures", 31), ("read_within_days", True)],
)  # fmt: skip
def test_rules_are_days_and_times(leif, name, value):
    with pytest.raises(Invalid) as refusal:
        services.set_rules(actor=leif, **{name: value})
    assert refusal.value.field == name


def test_rules_are_the_managers(leif, else_):
    services.set_rules(actor=leif, needs_review=True, remind_days=30, link_failures=5)
    kept = services.rules()
    assert (kept.needs_review, kept.remind_days, kept.escalate_days, kept.link_failures) == (True, 30, 14, 5)
    with pytest.raises(NotAllowed):
        services.set_rules(actor=else_, needs_review=False)
    with pytest.raises(KeyError):
        services.set_rules(actor=leif, pk=2)
