"""Who can help now, with a lifeline that is away, a rota that follows the clock, and deputies in a ring."""

from datetime import UTC, datetime, time, timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.models import AuditEntry
from indgang.core.presence import Because, Standing
from indgang.organisation.errors import ReasonHoldsCpr
from indgang.organisation.models import Lifeline, Person, Presence, PresenceEvent
from indgang.organisation.ports import ports
from indgang.organisation.queries import (
    actor_of_person,
    lifeline_card,
    people_there,
    presence_of_people,
    presence_of_person,
    receivers_of,
    units_of,
    units_received_by,
    who_can_help,
)
from indgang.organisation.services import clear_presence, forget_presence, save_lifeline, set_presence
from tests.cast import Cast, build

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Denmark; lifelines answer 8 to 16


@pytest.fixture
def cast() -> Cast:
    return build()


def person(code: str) -> Person:
    return Person.objects.get(username=code)


def test_a_word_counts_until_its_end_and_then_the_hours_tell(cast: Cast) -> None:
    inger = person("pas-koerekort")
    me = actor_of_person(inger.pk)
    me = type(me)("person", inger.pk, inger.name, frozenset({("specialist", None)}))
    with clock.frozen(TUESDAY):
        said = set_presence(actor=me, state="busy", reason="Møde")
        assert said.until == TUESDAY + timedelta(minutes=30)
        now = presence_of_person(inger.pk)
        assert (now.standing, now.because, now.reason) == (Standing.BUSY, Because.SAID, "Møde")
    with clock.frozen(TUESDAY + timedelta(minutes=30)):
        assert presence_of_person(inger.pk).standing is Standing.UNKNOWN
    with clock.frozen(TUESDAY + timedelta(hours=8)):
        assert presence_of_people([inger.pk])[inger.pk].standing is Standing.CLOSED
    with clock.frozen(TUESDAY):
        assert set_presence(actor=me, state="free").until == TUESDAY + timedelta(hours=6)
        clear_presence(actor=me)
        clear_presence(actor=me)
        assert not Presence.objects.exists()
        assert list(PresenceEvent.objects.values_list("state", flat=True)) == ["busy", "free", ""]
    with clock.frozen(TUESDAY + timedelta(days=91)):
        assert forget_presence(actor=SYSTEM) == 3


def test_only_managers_speak_for_others_and_that_is_audited(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        set_presence(actor=cast.actor("maja"), state="away", person_id=cast.signe.pk)
    set_presence(actor=cast.actor("leif"), state="away", person_id=cast.signe.pk)
    assert AuditEntry.objects.filter(action="presence.said_for").count() == 1


def test_what_cannot_be_said_is_refused(cast: Cast) -> None:
    maja = cast.actor("maja")
    for wrong in (
        {"state": "closed"},
        {"state": "busy", "minutes": 0},
        {"state": "away", "until": clock.now() - timedelta(minutes=1)},
        {"state": "away", "until": clock.now() + timedelta(days=400)},
        {"state": "away", "reason": "x" * 61},
    ):
        with pytest.raises(Invalid):
            set_presence(actor=maja, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ReasonHoldsCpr):
        set_presence(actor=maja, state="away", reason="hos 010190-1234")
    assert not PresenceEvent.objects.exists()


def test_who_is_away_is_followed_by_who_stands_in(cast: Cast) -> None:
    inger, jens = person("pas-koerekort"), person("folkeregister")
    with clock.frozen(TUESDAY):
        assert [one.name for one in who_can_help("pas-koerekort")] == ["Inger Dam", "Jens Ravn"]
        set_presence(actor=SYSTEM, state="away", minutes=600, person_id=inger.pk)
        helpers = who_can_help("pas-koerekort")
        assert [(one.name, one.steps) for one in helpers] == [("Jens Ravn", 1), ("Inger Dam", 0)]
        assert helpers[1].stand_in == "Jens Ravn"
        unit = Lifeline.objects.get(code="pas-koerekort").pk
        assert {inger.pk, jens.pk} <= set(receivers_of(unit))
        assert unit in units_received_by(jens.pk)


def test_two_that_stand_in_for_each_other_are_each_named_once(cast: Cast) -> None:
    first, second = (Lifeline.objects.get(code=code) for code in ("pas-koerekort", "folkeregister"))
    Lifeline.objects.filter(pk=second.pk).update(deputy=first)
    with clock.frozen(TUESDAY):
        assert [one.name for one in who_can_help(second.pk)] == ["Jens Ravn", "Inger Dam"]
        for code in ("pas-koerekort", "folkeregister"):
            set_presence(actor=SYSTEM, state="away", minutes=60, person_id=person(code).pk)
        assert [one.presence.standing for one in who_can_help(second.pk)] == [Standing.AWAY] * 2
        assert set(receivers_of(first.pk)) == set(receivers_of(second.pk))


def test_name_and_phone_follow_the_rota(cast: Cast) -> None:
    Person.objects.filter(pk=cast.signe.pk).update(direct_phone="79 72 70 99")
    save_lifeline(
        actor=SYSTEM,
        code="sundhed",
        rota="man-ons 8.00-12.00 signe; tor 8-16 bo + maja; 25-11-2026..26-11-2026 8.00-10.30 maja",
    )
    with clock.frozen(TUESDAY):
        card, (helper, *_rest) = lifeline_card("sundhed"), who_can_help("sundhed")
        assert (card.name, card.phone) == (helper.name, helper.phone) == ("Signe Krogh", "79 72 70 99")
        unit = next(one for one in units_of(cast.signe.pk) if one.code == "sundhed")
        assert (unit.by, unit.has_turn) == ("rota", True)
        assert not next(one for one in units_of(cast.bo.pk) if one.code == "sundhed").has_turn
        assert people_there(card.id) & {cast.signe.pk, cast.bo.pk, cast.maja.pk} == {cast.signe.pk}
        set_presence(actor=SYSTEM, state="away", minutes=60, person_id=cast.signe.pk)
        assert cast.signe.pk not in people_there(card.id)
        clear_presence(actor=actor_of_person(cast.signe.pk))
    with clock.frozen(TUESDAY + timedelta(days=1)):
        assert who_can_help("sundhed")[0].name == "Maja Holm"
    with clock.frozen(TUESDAY + timedelta(days=1, minutes=30)):
        assert who_can_help("sundhed")[0].name == "Signe Krogh"
    with clock.frozen(TUESDAY + timedelta(hours=2)):
        assert lifeline_card("sundhed").name == "Ulla Bech"
        assert cast.signe.pk not in people_there(lifeline_card("sundhed").id)


def test_a_rota_is_written_as_it_is_read_and_wrong_ones_are_refused(cast: Cast) -> None:
    save_lifeline(
        actor=SYSTEM, code="sundhed", rota="ons 9-12 bo; 24-12-2026 8-12 maja; man-tir 9.00-12.00 bo"
    )
    from indgang.organisation.transfer import LIFELINES

    row = next(one for one in LIFELINES.stored() if one["code"] == "sundhed")
    assert LIFELINES.column("rota").write(row["rota"]) == "man-ons 9.00-12.00 bo; 2026-12-24 8.00-12.00 maja"
    for wrong in (
        "man 9-12",
        "man 9-12 nobody",
        "man 12-9 bo",
        "31-02-2026 9-12 bo",
        "bo",
        "2026-12-24..2026-12-23 9-12 bo",
    ):
        with pytest.raises(Invalid):
            save_lifeline(actor=SYSTEM, code="sundhed", rota=wrong)
    save_lifeline(actor=SYSTEM, code="sundhed", rota="")
    assert not Lifeline.objects.get(code="sundhed").turns.exists()


def test_a_calendar_tells_where_nobody_has_said_anything(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    inger = person("pas-koerekort")
    meeting = (TUESDAY - timedelta(minutes=5), TUESDAY + timedelta(minutes=20))
    monkeypatch.setattr(ports, "busy", lambda people, since, until: {inger.pk: [meeting]})
    with clock.frozen(TUESDAY):
        now = presence_of_person(inger.pk)
        assert (now.standing, now.until, now.because) == (Standing.BUSY, meeting[1], Because.CALENDAR)
        assert who_can_help("pas-koerekort")[0].name == "Jens Ravn"
    with clock.frozen(meeting[1]):
        assert presence_of_person(inger.pk).standing is Standing.FREE


def test_a_team_answers_as_its_best_member(cast: Cast) -> None:
    Lifeline.objects.filter(code="sundhed").update(person=None, team=cast.signe.team)
    with clock.frozen(TUESDAY):
        assert (who_can_help("sundhed")[0].name, who_can_help("sundhed")[0].person_id) == ("Vagtteam 1", None)
        set_presence(actor=SYSTEM, state="free", person_id=cast.bo.pk)
        assert who_can_help("sundhed")[0].presence.standing is Standing.FREE


@pytest.mark.parametrize("day", [datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)])
def test_a_free_word_ends_with_the_day_on_which_the_clocks_change(cast: Cast, day: datetime) -> None:
    with clock.frozen(day):
        until = set_presence(actor=SYSTEM, state="free", person_id=cast.bo.pk).until
        assert until is not None
        assert until - day in {timedelta(hours=22), timedelta(hours=23)}
        assert time(until.hour) in {time(22), time(23)}
