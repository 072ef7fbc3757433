"""Who can help now: how people stand, who has the turn, and who stands in for whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from indgang.base import clock
from indgang.base.errors import NotFound
from indgang.base.once import is_kept, once
from indgang.base.text import pick
from indgang.core import rota
from indgang.core.presence import Hours, Presence, Span, Standing, Word, presence_at, urgency
from indgang.organisation import models
from indgang.organisation.models import Lifeline, Person, RotaTurn
from indgang.organisation.ports import ports
from indgang.organisation.queries.days_off import DaysOff

AHEAD = timedelta(days=1)
EVERYBODY = "everybody behind a lifeline"


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody to try for a lifeline, in the order to try them. `steps` counts deputies from the lifeline asked for
    (0: its own). `person_id` is None where nobody by name is behind the number; `stand_in` names who steps in."""

    lifeline_id: int
    code: str
    title: str
    steps: int
    person_id: int | None
    name: str
    phone: str
    presence: Presence
    stand_in: str = ""

    @property
    def is_deputy(self) -> bool:
        """Whether it is not the lifeline that was asked for."""
        return self.steps > 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A lifeline that somebody is behind: by name, by rota (and whether the turn is theirs now), or by team."""

    lifeline_id: int
    code: str
    title: str
    phone: str
    by: str
    has_turn: bool
    turn_until: datetime | None


@dataclass(frozen=True, slots=True)
class Standby:
    """Somebody behind a lifeline, on duty or not, and how they stand."""

    username: str
    name: str
    home_site_id: int | None
    presence: Presence


@dataclass
class _Known:
    """What is known at this moment, read with few queries for all lifelines there are: some dozens."""

    now: datetime
    units: dict[int, Lifeline]
    days_off: DaysOff
    words: dict[int, Word] = field(default_factory=dict)
    busy: Mapping[int, Iterable[Span]] = field(default_factory=dict)

    def hours(self, unit: Lifeline) -> Hours | None:
        return self.days_off.hours_now(unit)

    def presence(self, person_id: int, hours: Hours | None) -> Presence:
        return presence_at(self.now, self.words.get(person_id), hours, self.busy.get(person_id))


def who_can_help(lifeline: str | int) -> list[Helper]:
    """Whom to try for a lifeline (code or id), the best first: those who can be reached, its own people before
    those who stand in. Two that stand in for each other are each named once. Raises NotFound."""
    known = _known()
    wanted = [unit.pk for unit in known.units.values() if lifeline in {unit.pk, unit.code}]
    if not wanted:
        raise NotFound(facts={"lifeline": str(lifeline)})
    chain = _chain(known.units, wanted[0])
    helpers = [one for steps, row in enumerate(chain) for one in _helpers(known, row, steps)]
    ordered = sorted(helpers, key=lambda one: urgency(one.presence, one.steps))
    found: dict[tuple[int | None, str], Helper] = {}
    for one in ordered:
        found.setdefault((one.person_id, one.phone), one)
    return list(found.values())


def presence_of_person(person_id: int) -> Presence:
    """How somebody stands now, by their word, else by the hours of all their lifelines, else by their calendar."""
    known = _known([person_id])
    return known.presence(person_id, _joined(known, person_id))


def presence_of_people(person_ids: Collection[int]) -> dict[int, Presence]:
    """The same for several people at once."""
    known = _known(person_ids)
    return {person_id: known.presence(person_id, _joined(known, person_id)) for person_id in person_ids}


def hours_of_person(person_id: int) -> Hours | None:
    """Whether any lifeline of somebody is open now, and until when; None where no hours are known."""
    return _joined(_known([person_id], words=False), person_id)


def units_of(person_id: int) -> list[Unit]:
    """The active lifelines that somebody is behind, by title: their own, by rota, and by team."""
    known = _known([person_id], words=False)
    found = []
    for unit in known.units.values():
        turns = list(unit.turns.all())
        now = rota.on_turn(map(_turn, turns), known.now)
        if by := _how(unit, person_id):
            mine = by != "rota" or person_id in now.people
            found.append(
                Unit(
                    unit.pk, unit.code, _title(unit), unit.direct_phone, by, mine,
                    now.until if turns else None,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: one.title.casefold())


def people_behind() -> dict[str, list[Standby]]:
    """Everybody behind each active lifeline (by code): its person, its rota and its team, in that order."""
    known = _known()
    return {
        unit.code: [
            Standby(one.username, one.name, one.home_site_id, known.presence(one.pk, _joined(known, one.pk)))
            for one in _people(unit)
        ]
        for unit in known.units.values()
    }


def receivers_of(lifeline_id: int) -> list[int]:
    """Who receives what is sent to a lifeline: its person, those of its rota and its team; and the same of its
    deputy, while all of its own are away. The ids of people, in that order."""
    return _receivers(_known(), lifeline_id)


def units_received_by(person_id: int) -> set[int]:
    """The ids of the lifelines whose matters somebody receives now, as a deputy too."""
    known = _known()
    return {unit for unit in known.units if person_id in _receivers(known, unit)}


def people_there(lifeline_id: int) -> set[int]:
    """Who is behind a lifeline itself at this moment, and there: its person, or who has the turn by its rota, and
    its team; without those who are away. While it is closed only those who said that they are there."""
    known = _known()
    unit = known.units.get(lifeline_id)
    if unit is None:
        return set()
    hours = known.hours(unit)
    gone = {Standing.AWAY, Standing.CLOSED}
    return {one for one in _now_behind(known, unit) if known.presence(one, hours).standing not in gone}


def _receivers(known: _Known, lifeline_id: int) -> list[int]:
    people: dict[int, None] = {}
    for unit in _chain(known.units, lifeline_id):
        own = _behind(unit)
        people |= dict.fromkeys(own)
        hours = known.hours(unit)
        if any(known.presence(one, hours).standing is not Standing.AWAY for one in own):
            break
    return list(people)


def _known(person_ids: Collection[int] = (), *, words: bool = True) -> _Known:
    """What is known now of everybody behind a lifeline, and of these people."""
    if not words and not is_kept(EVERYBODY):
        return _read(person_ids, words=False)
    known = once(EVERYBODY, _read)
    behind = {one for row in known.units.values() for one in _behind(row)}
    return known if behind.issuperset(person_ids) else _read(person_ids)


def _read(person_ids: Collection[int] = (), *, words: bool = True) -> _Known:
    now = clock.now()
    rows = {row.pk: row for row in _units()}
    known = _Known(now, rows, DaysOff())
    if words:
        people = set(person_ids) | {one for row in rows.values() for one in _behind(row)}
        said = models.Presence.objects.filter(person__in=people, until__gt=now)
        known.words = {
            row.person_id: Word(Standing(row.state), row.since, row.until, row.reason) for row in said
        }
        known.busy = ports.busy(people, now, now + AHEAD)
    return known


def _units() -> QuerySet[Lifeline]:
    active = Person.objects.filter(is_active=True)
    turns = RotaTurn.objects.filter(person__is_active=True).select_related("person").order_by("pk")
    return (
        Lifeline.objects.filter(is_active=True)
        .select_related("person", "team")
        .prefetch_related("texts", "hours", Prefetch("turns", turns), Prefetch("team__people", active))
    )


def _chain(units: Mapping[int, Lifeline], first: int) -> list[Lifeline]:
    """A lifeline, its deputy, its deputy's deputy and so on, each once."""
    chain: dict[int, Lifeline] = {}
    here: int | None = first
    while here is not None and here in units and here not in chain:
        chain[here] = units[here]
        here = units[here].deputy_id
    return list(chain.values())


def _helpers(known: _Known, unit: Lifeline, steps: int) -> list[Helper]:
    hours = known.hours(unit)
    stand_in = known.units.get(unit.deputy_id or 0)

    def helper(person: Person | None, name: str, phone: str, presence: Presence) -> Helper:
        return Helper(
            unit.pk, unit.code, _title(unit), steps, person.pk if person else None, name, phone, presence,
            _who(known, stand_in) if stand_in else "",
        )  # fmt: skip

    if people := _on_duty(known, unit):
        by_rota = bool(unit.turns.all())
        return [
            helper(
                person, person.name, (by_rota and person.direct_phone) or unit.direct_phone,
                known.presence(person.pk, hours),
            )
            for person in people
        ]  # fmt: skip
    team = list(unit.team.people.all()) if unit.team else []
    ways = [known.presence(person.pk, hours) for person in team]
    best = min(ways, key=lambda one: urgency(one, 0), default=presence_at(known.now, None, hours, None))
    return [helper(None, unit.team.name if unit.team else "", unit.direct_phone, best)]


def _on_duty(known: _Known, unit: Lifeline) -> list[Person]:
    """Those behind the lifeline by name now; none for one that a team answers, or whose rota has a gap."""
    if turns := list(unit.turns.all()):
        people = {row.person_id: row.person for row in turns}
        return [people[one] for one in rota.on_turn(map(_turn, turns), known.now).people]
    return [unit.person] if unit.person is not None and unit.person.is_active else []


def _who(known: _Known, unit: Lifeline) -> str:
    people = _on_duty(known, unit)
    return ", ".join(person.name for person in people) or (unit.team.name if unit.team else _title(unit))


def _behind(unit: Lifeline) -> list[int]:
    return [person.pk for person in _people(unit)]


def _people(unit: Lifeline) -> list[Person]:
    turns = [turn.person for turn in unit.turns.all()]
    people = [unit.person, *turns, *(unit.team.people.all() if unit.team else [])]
    return list({person.pk: person for person in people if person is not None and person.is_active}.values())


def _now_behind(known: _Known, unit: Lifeline) -> list[int]:
    """Those of `_behind` who have the turn, where there is a rota, and its person in the gaps of it."""
    turn = [person.pk for person in _on_duty(known, unit)]
    return (turn or _own(unit)) + _team(unit)


def _own(unit: Lifeline) -> list[int]:
    return [unit.person.pk] if unit.person is not None and unit.person.is_active else []


def _team(unit: Lifeline) -> list[int]:
    return [person.pk for person in unit.team.people.all()] if unit.team else []


def _how(unit: Lifeline, person_id: int) -> str:
    """How somebody is behind a lifeline: "person", "rota", "team", or "" when they are not."""
    if any(turn.person_id == person_id for turn in unit.turns.all()):
        return "rota"
    if unit.person_id == person_id:
        return "person"
    return "team" if person_id in _behind(unit) else ""


def _joined(known: _Known, person_id: int) -> Hours | None:
    """The hours of all lifelines of somebody as one."""
    states = [known.hours(unit) for unit in known.units.values() if person_id in _behind(unit)]
    sure = [state for state in states if state is not None]
    if not sure:
        return None
    is_open = any(state.is_open for state in sure)
    ends = [state.until for state in sure if state.until and state.is_open == is_open]
    return Hours(is_open, (max if is_open else min)(ends, default=None))


def _turn(row: RotaTurn) -> rota.Turn:
    return rota.Turn(row.person_id, row.starts, row.ends, row.weekday, row.first_day, row.last_day)


def _title(unit: Lifeline) -> str:
    text = pick(unit.texts.all())
    return text.title if text else unit.code
