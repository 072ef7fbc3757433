"""The queue discipline: who is called next to a desk, and why.

`rank` puts every waiting ticket that the officer can serve in one total order, best first:

1. Whoever has waited the profile's `max_wait_minutes` or longer, the longest wait first, regardless of the
   rules.
2. The profile's rules in order; a ticket belongs to the first rule whose condition it meets.
3. Tickets that meet no rule. Rules only order: whether a desk may serve a ticket at all is `can_serve`'s
   answer.

Within a rule: tickets that have reached first priority, by waiting time; then those on their way there, by
the moment they reach it; then appointments that are not due yet, by due time. A ticket rises one priority
step for each `ageing_minutes` it waits, so a ticket of priority p is overtaken only by tickets that arrive
less than (p - 1) * ageing_minutes after it: nobody starves. Steps are compared by the moment first priority
is reached, not by the number of steps taken so far, so that two waiting tickets change order at most once, in
favour of the longer wait.

Waiting counts from arrival, for an appointment from the due time when that is later: neither the minutes
before an appointment nor those a late citizen was away are waiting. A ticket that is referred on keeps both
times. `not_before` (ten more minutes asked for; called and did not come) keeps a ticket out until then, and
its place after. A number taken at home whose holder `is_away` still is passed by: it is in nobody's order, and has
its place again, by arrival, as soon as the holder is here (`passed_by` says who was).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_PRIORITY = 1
LAST_PRIORITY = 3

Facts = dict[str, int | str | None]

_A_MINUTE = timedelta(minutes=1)
_AT_ONCE, _FOR_EVER = timedelta(), timedelta(days=36500)


class Condition(StrEnum):
    """What a call rule asks for."""

    DUE = "due"
    RETURNED = "returned"
    LANE = "lane"
    ANY = "any"


class Reason(StrEnum):
    """Why a ticket has its place; the facts beside it fill the sentence."""

    OVERDUE = "overdue"
    DUE = "due"
    RETURNED = "returned"
    LANE = "lane"
    ANY = "any"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    """A ticket in the queue.

    `lane` is the code of the series or desk kind, `number` what the screen shows ("K12").
    Priority 1 is first, 3 last. `wanted_person`, `language`, `task`, `topic` and `group` are for `can_serve`.
    """

    id: int
    lane: str
    number: str
    arrived_at: datetime
    due_at: datetime | None = None
    priority: int = 2
    task: str | None = None
    topic: str | None = None
    group: int | None = None
    returned_at: datetime | None = None
    not_before: datetime | None = None
    called_count: int = 0
    language: str = "da"
    wanted_person: int | None = None
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class CallRule:
    """One line of a desk's profile; lower `order` comes first.

    The condition, the lane (None: all lanes) and the minutes waited (from `min_wait_minutes`, up to but not
    with `max_wait_minutes`; None: no limit) must all fit. Raises ValueError for a rule that can never fit.
    """

    order: int
    condition: Condition = Condition.ANY
    lane: str | None = None
    min_wait_minutes: int | None = None
    max_wait_minutes: int | None = None

    def __post_init__(self) -> None:
        Condition(self.condition)
        if self.condition == Condition.LANE and not self.lane:
            raise ValueError("a rule about a lane must name the lane")
        if self.max_wait_minutes is not None and self.max_wait_minutes <= (self.min_wait_minutes or 0):
            raise ValueError("a rule's highest wait must be above its lowest and above 0")


@dataclass(frozen=True, slots=True)
class CallProfile:
    """How a desk calls, in minutes.

    `ageing_minutes` is the wait for one priority step, `due_window_minutes` how long before its time an
    appointment counts as due. None switches ageing or the longest wait off, and with both off somebody may
    starve. Raises ValueError for values that cannot be.
    """

    rules: tuple[CallRule, ...] = ()
    ageing_minutes: int | None = 10
    max_wait_minutes: int | None = 30
    due_window_minutes: int = 5

    def __post_init__(self) -> None:
        if self.ageing_minutes is not None and self.ageing_minutes <= 0:
            raise ValueError("ageing must take at least a minute a step")
        if self.max_wait_minutes is not None and self.max_wait_minutes <= 0:
            raise ValueError("the longest wait must be at least a minute")
        if self.due_window_minutes < 0:
            raise ValueError("the window before an appointment cannot be negative")
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: rule.order)))


@dataclass(slots=True)
class Ranked:
    """One ticket's place: the order number of its rule (None: overdue or no rule) and what explains it."""

    ticket_id: int
    rule: int | None
    reason_code: Reason
    _place: int
    _ranking: "_Ranking" = field(compare=False, repr=False)

    @property
    def reason_facts(self) -> Facts:
        """What fills the sentence "why this number"; made on demand, can be stored as JSON.

        `waited_minutes`, `priority` (as given), `current_priority` (after ageing), `lane`, `rule`,
        `max_wait_minutes`, `due_in_minutes` (appointments; negative: due since), `called_count`, and of the
        tickets that had waited longer: `overtaken` (this desk could serve them, they come later),
        `skipped_paused` (asked for time, or were called and did not come), `skipped_away` (taken at home, and not
        here yet) and `skipped_not_servable` (not for this officer).
        """
        return self._ranking.facts(self._place, self.rule)


CanServe = Callable[[WaitingTicket], bool]
Key = tuple[int, int, datetime, datetime, datetime, int]
_OVERDUE = -1  # as an index: the last of the reasons


def waiting_since(ticket: WaitingTicket) -> datetime:
    """When the waiting began: at arrival, for an appointment at its due time when that is later."""
    due_at = ticket.due_at
    return ticket.arrived_at if due_at is None or due_at <= ticket.arrived_at else due_at


def current_priority(ticket: WaitingTicket, profile: CallProfile, now: datetime) -> int:
    """The priority after ageing at `now`, 1 to 3: one step up for each whole `ageing_minutes` waited."""
    given = min(max(ticket.priority, FIRST_PRIORITY), LAST_PRIORITY)
    if profile.ageing_minutes is None:
        return given
    waited = max(now - waiting_since(ticket), timedelta())
    return max(FIRST_PRIORITY, given - waited // timedelta(minutes=profile.ageing_minutes))


def rank(
    tickets: Iterable[WaitingTicket], profile: CallProfile, can_serve: CanServe, now: datetime
) -> list[Ranked]:
    """All tickets that may be called to this desk at `now`, best first, each with its reason.

    The same tickets in any order give the same answer; ties go to the lower id. Only tickets that `can_serve`
    refuses, that are kept out by `not_before` or whose holder is away are missing.
    """
    discipline = _Discipline(profile, now)
    key = discipline.key
    servable: list[tuple[Key, WaitingTicket]] = []
    paused: list[WaitingTicket] = []
    away: list[WaitingTicket] = []
    not_servable: list[WaitingTicket] = []
    for ticket in tickets:
        if not can_serve(ticket):
            not_servable.append(ticket)
        elif ticket.is_away:
            away.append(ticket)
        elif ticket.not_before is not None and now < ticket.not_before:
            paused.append(ticket)
        else:
            servable.append((key(ticket), ticket))
    servable.sort(key=_by_key)
    ranking = _Ranking(profile, now, [ticket for _, ticket in servable], paused, away, not_servable)
    rules, reasons = discipline.orders, discipline.reasons
    return [
        Ranked(ticket.id, rules[sorted_by[0]], reasons[sorted_by[0]], place, ranking)
        for place, (sorted_by, ticket) in enumerate(servable)
    ]


def first(
    tickets: Iterable[WaitingTicket], profile: CallProfile, can_serve: CanServe, now: datetime
) -> WaitingTicket | None:
    """The ticket that `rank` puts first, without the explanation; None when nobody may be called."""
    discipline = _Discipline(profile, now)
    candidates = (
        ticket
        for ticket in tickets
        if not ticket.is_away
        and (ticket.not_before is None or ticket.not_before <= now)
        and can_serve(ticket)
    )
    return min(candidates, key=discipline.key, default=None)


def phases(ticket: WaitingTicket, profile: CallProfile, now: datetime) -> list[tuple[datetime, Key]]:
    """From which moment on, beginning with `now`, which key places the ticket; a lower key is called first.

    Keys of different tickets compare when both hold at the same moment. `not_before` is not looked at.
    """
    since = waiting_since(ticket)
    moments = {since}
    if ticket.due_at is not None:
        moments.add(ticket.due_at - timedelta(minutes=profile.due_window_minutes))
    waits = [profile.max_wait_minutes]
    waits += [minutes for rule in profile.rules for minutes in (rule.min_wait_minutes, rule.max_wait_minutes)]
    if profile.ageing_minutes is not None:
        steps = min(max(ticket.priority, FIRST_PRIORITY), LAST_PRIORITY) - FIRST_PRIORITY
        waits.append(profile.ageing_minutes * steps)
    moments.update(since + timedelta(minutes=minutes) for minutes in waits if minutes is not None)
    found: list[tuple[datetime, Key]] = []
    for moment in (now, *sorted(one for one in moments if one > now)):
        key = _Discipline(profile, moment).key(ticket)
        if not found or found[-1][1] != key:
            found.append((moment, key))
    return found


def passed_by(
    called: WaitingTicket,
    tickets: Iterable[WaitingTicket],
    profile: CallProfile,
    can_serve: CanServe,
    now: datetime,
) -> list[int]:
    """The ids of those that would have been called before `called`, had their holders been here; in no order."""
    discipline = _Discipline(profile, now)
    key = discipline.key(called)
    return [
        ticket.id
        for ticket in tickets
        if ticket.is_away
        and (ticket.not_before is None or ticket.not_before <= now)
        and can_serve(ticket)
        and discipline.key(ticket) < key
    ]


def _by_key(entry: tuple[Key, WaitingTicket]) -> Key:
    return entry[0]


class _Discipline:
    """A profile at one moment, with everything worked out that does not depend on the ticket.

    The rule's place in a key also finds its number in `orders` and its reason in `reasons`.
    """

    def __init__(self, profile: CallProfile, now: datetime) -> None:
        self.profile = profile
        self.now = now
        self.due_limit = now + timedelta(minutes=profile.due_window_minutes)
        self.overdue_limit = (
            None if profile.max_wait_minutes is None else now - timedelta(minutes=profile.max_wait_minutes)
        )
        self.rules = [
            (
                index,
                rule.condition,
                rule.lane,
                None if rule.min_wait_minutes is None else now - timedelta(minutes=rule.min_wait_minutes),
                None if rule.max_wait_minutes is None else now - timedelta(minutes=rule.max_wait_minutes),
            )
            for index, rule in enumerate(profile.rules)
        ]
        step = timedelta(minutes=profile.ageing_minutes) if profile.ageing_minutes else _FOR_EVER
        self.head_start = (_AT_ONCE, step, step * 2)

    @property
    def orders(self) -> list[int | None]:
        """The number of the rule at each place."""
        return [*(rule.order for rule in self.profile.rules), None, None]

    @property
    def reasons(self) -> list[Reason]:
        """The reason at each place."""
        return [*(Reason(rule.condition) for rule in self.profile.rules), Reason.NO_RULE, Reason.OVERDUE]

    def key(self, ticket: WaitingTicket) -> Key:
        """Sorts tickets: rule, band (first priority, rising, not due), two moments, arrival, id."""
        now = self.now
        arrived_at = ticket.arrived_at
        due_at = ticket.due_at
        since = arrived_at if due_at is None or due_at <= arrived_at else due_at
        if self.overdue_limit is not None and since <= self.overdue_limit:
            return _OVERDUE, 0, since, since, arrived_at, ticket.id
        rule = self.rule_index(ticket, since)
        if since > now:
            return rule, 2, since, since, arrived_at, ticket.id
        steps = ticket.priority - FIRST_PRIORITY
        first_at = since + self.head_start[0 if steps < 0 else steps if steps < LAST_PRIORITY else -1]
        if first_at <= now:
            return rule, 0, since, since, arrived_at, ticket.id
        return rule, 1, first_at, since, arrived_at, ticket.id

    def rule_index(self, ticket: WaitingTicket, since: datetime) -> int:
        """The place of the first rule that fits; one past the last when none does."""
        for index, condition, lane, waiting_from, waiting_to in self.rules:
            if lane is not None and lane != ticket.lane:
                continue
            if condition == "due" and (ticket.due_at is None or ticket.due_at > self.due_limit):
                continue
            if condition == "returned" and ticket.returned_at is None:
                continue
            if waiting_from is not None and since > waiting_from:
                continue
            if waiting_to is not None and since <= waiting_to:
                continue
            return index
        return len(self.rules)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """A finished ranking, kept to explain it: the tickets, best first, and those left out."""

    profile: CallProfile
    now: datetime
    ranked: list[WaitingTicket]
    paused: list[WaitingTicket]
    away: list[WaitingTicket]
    not_servable: list[WaitingTicket]

    def facts(self, place: int, rule: int | None) -> Facts:
        """The facts about the ticket at `place` (0 is the best), which came there by `rule`."""
        ticket = self.ranked[place]
        since = waiting_since(ticket)
        return {
            "rule": rule,
            "lane": ticket.lane,
            "priority": ticket.priority,
            "current_priority": current_priority(ticket, self.profile, self.now),
            "waited_minutes": max(0, (self.now - since) // _A_MINUTE),
            "max_wait_minutes": self.profile.max_wait_minutes,
            "due_in_minutes": None if ticket.due_at is None else (ticket.due_at - self.now) // _A_MINUTE,
            "called_count": ticket.called_count,
            "overtaken": _longer_waiting(self.ranked[place + 1 :], since),
            "skipped_paused": _longer_waiting(self.paused, since),
            "skipped_away": _longer_waiting(self.away, since),
            "skipped_not_servable": _longer_waiting(self.not_servable, since),
        }


def _longer_waiting(tickets: Iterable[WaitingTicket], since: datetime) -> int:
    return sum(waiting_since(ticket) < since for ticket in tickets)
