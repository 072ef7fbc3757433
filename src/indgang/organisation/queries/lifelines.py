"""Lifelines as the officer at the desk needs them: whom to phone right now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from indgang.base.errors import NotFound
from indgang.base.once import once
from indgang.base.text import pick
from indgang.core import hours as core
from indgang.core import rota
from indgang.core.day import danish_date
from indgang.organisation.models import Lifeline, Person, RotaTurn
from indgang.organisation.queries.days_off import DaysOff
from indgang.organisation.spans import Span, write_spans


@dataclass(frozen=True, slots=True)
class LifelineCard:
    """A lifeline right now: `name` and `phone` are of who has the turn, where it has a rota.

    `open_now` is None when its hours are not known. `next_open` and `open_until` are UTC. `hours` is the week
    as people write it. `deputy` is the card of the one that stands in, with its own deputy, and so on; the
    chain never repeats. `is_stale`: nobody has tried the number for `settings.LIFELINE_STALE_DAYS` days, or
    ever.
    """

    id: int
    code: str
    title: str
    name: str
    phone: str
    email: str
    open_now: bool | None
    open_until: datetime | None
    next_open: datetime | None
    hours: str
    deputy: "LifelineCard | None"
    verified_on: date | None
    is_stale: bool

    @property
    def call(self) -> "LifelineCard":
        """Whom to phone now: the first in the chain that is open, else this one."""
        card: LifelineCard | None = self
        while card is not None:
            if card.open_now:
                return card
            card = card.deputy
        return self


def lifeline_card(code_or_id: str | int) -> LifelineCard:
    """The card of an active lifeline, by code or by id. Raises NotFound."""
    wanted = Q(pk=code_or_id) if isinstance(code_or_id, int) else Q(code=code_or_id)
    row = _rows().filter(wanted, is_active=True).first()
    if row is None:
        raise NotFound(facts={"lifeline": str(code_or_id)})
    return _cards_by_id()[row.pk]


def lifeline_cards() -> list[LifelineCard]:
    """The cards of all active lifelines, by title."""
    return sorted(_cards_by_id().values(), key=lambda card: card.title.casefold())


def lifeline_hours(lifeline_id: int) -> core.OpeningHours:
    """When the lifeline answers, with holidays and closed days; without rules for one whose hours are unknown."""
    row = _rows().filter(pk=lifeline_id).first()
    return DaysOff().hours(row) if row is not None else core.OpeningHours(())


def hold_lifeline(lifeline_id: int) -> None:
    """Lock the lifeline until the transaction ends, for whoever counts what is promised in its name."""
    Lifeline.objects.select_for_update(of=("self",)).filter(pk=lifeline_id).first()


def stale_before(today: date) -> date:
    """A number last tried before this day is stale."""
    return today - timedelta(days=settings.LIFELINE_STALE_DAYS)


def _rows() -> QuerySet[Lifeline]:
    turns = RotaTurn.objects.filter(person__is_active=True).select_related("person").order_by("pk")
    return Lifeline.objects.select_related("person", "team").prefetch_related(
        "texts", "hours", Prefetch("turns", turns)
    )


def _cards_by_id() -> dict[int, LifelineCard]:
    """All active lifelines: there are some dozens, and their deputies are among them."""
    return once(("lifeline cards", get_language()), _read_cards)


def _read_cards() -> dict[int, LifelineCard]:
    rows = {row.pk: row for row in _rows().filter(is_active=True)}
    days_off = DaysOff()
    return {pk: _card(row, rows, days_off, frozenset({pk})) for pk, row in rows.items()}


def _card(row: Lifeline, rows: dict[int, Lifeline], days_off: DaysOff, seen: frozenset[int]) -> LifelineCard:
    text = pick(row.texts.all())
    state = days_off.hours_now(row)
    deputy = rows.get(row.deputy_id or 0) if row.deputy_id not in seen else None
    person, has_turn = _person(row, days_off.now)
    return LifelineCard(
        id=row.pk,
        code=row.code,
        title=text.title if text else row.code,
        name=person.name if person else row.team.name if row.team else "",
        phone=(has_turn and person is not None and person.direct_phone) or row.direct_phone,
        email=row.email,
        open_now=state.is_open if state else None,
        open_until=state.until if state and state.is_open else None,
        next_open=state.until if state and not state.is_open else None,
        hours=write_spans(Span(span.weekday, span.opens, span.closes) for span in row.hours.all()),
        deputy=_card(deputy, rows, days_off, seen | {deputy.pk}) if deputy else None,
        verified_on=row.verified_on,
        is_stale=row.verified_on is None or row.verified_on < stale_before(danish_date(days_off.now)),
    )


def _person(row: Lifeline, now: datetime) -> tuple[Person | None, bool]:
    """Who is behind the lifeline now, and whether by the rota: then the phone is theirs."""
    turns = list(row.turns.all())
    on_turn = rota.on_turn(
        (
            rota.Turn(turn.person_id, turn.starts, turn.ends, turn.weekday, turn.first_day, turn.last_day)
            for turn in turns
        ),
        now,
    )
    people = {turn.person_id: turn.person for turn in turns}
    if on_turn.people:
        return people[on_turn.people[0]], True
    return (row.person if row.person is not None and row.person.is_active else None), False
