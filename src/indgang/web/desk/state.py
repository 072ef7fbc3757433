"""What the desk's page shows, gathered once for each answer."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, may
from indgang.base.errors import NotFound
from indgang.catalogue import queries as catalogue
from indgang.catalogue.queries import StepCard, TaskCard
from indgang.catalogue.queries.news import NewsLine
from indgang.contact import queries as contacts
from indgang.contact.models import Outcome
from indgang.contact.outcomes import LEAST_REACH
from indgang.contact.queries import ContactView, InquiryView, ReferralCard
from indgang.contact.services.finishing import NEEDS_TASK
from indgang.core.reach import Reach
from indgang.followup.queries import answers_for
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import LifelineCard, active_sites, desks_of, lifeline_card
from indgang.queue.models import DeskSession, Ticket, TicketState
from indgang.queue.queries import DeskState, LaneView, TicketLine, desk_state
from indgang.queue.services.desks import is_gone
from indgang.web.desk import referred
from indgang.web.desk.errands import Errands, errand_of
from indgang.web.desk.expected import Expected, expected_at
from indgang.web.desk.post import Post, post_of
from indgang.web.desk.record import Record, in_english, record_of


@dataclass(frozen=True, slots=True)
class Line:
    """A number in the rail, with its errand in words."""

    ticket: TicketLine
    errand: str
    can_call: bool = True
    referred: ReferralCard | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter of the contact at hand."""

    inquiry: InquiryView
    title: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Parked:
    """A contact that was put aside, with its number if it has one."""

    contact: ContactView
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Playbook:
    """The task of the matter in work. `steps` are those of the version that was on the screen when it was chosen."""

    card: TaskCard
    version: int | None
    steps: list[StepCard]
    lifeline: LifelineCard | None
    english: TaskCard | None
    record: Record

    @property
    def stops_short(self) -> bool:
        """Whether a step lies beyond the officer's reach, or the task as a whole does."""
        nothing = self.card.decision is not None and self.card.decision.reach is Reach.NONE
        return nothing or any(step.within_reach is False for step in self.steps)


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome to register. `needs_task`: none is chosen yet; `beyond`: it takes a further reach than is allowed."""

    code: str
    label: str
    needs_task: bool
    beyond: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Door:
    """How the desk stands for the one who looks: theirs, somebody else's, or nobody's."""

    session: DeskSession | None
    is_mine: bool
    can_take_over: bool


@dataclass(frozen=True, slots=True)
class Rail:
    """The left column: the queue as this desk sees it."""

    desk: Desk
    door: Door
    waiting: list[Line]
    lanes: list[LaneView]
    appointments: list[Expected]
    away: list[Line]
    held: list[Line]
    no_shows: list[Line]
    parked: list[Parked]
    referred: list[referred.Referred]
    is_free: bool
    post: Post
    cases: int
    token: str

    @property
    def oldest_minutes(self) -> int | None:
        """How long the one has waited who waits longest at this desk."""
        return max((line.ticket.waited_minutes for line in self.waiting), default=None)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The whole page."""

    rail: Rail
    ticket: Ticket | None
    ticket_errand: str
    why: str
    contact: ContactView | None
    matters: list[Matter]
    matter: Matter | None
    playbook: Playbook | None
    choices: list[Choice]
    onward: list[LaneView]
    sites: list[Site]
    desks: list[Desk]
    came: referred.Referred | None

    @property
    def called(self) -> bool:
        """Whether a number is called here and nobody has come yet, or its meeting is not begun."""
        return self.ticket is not None and (
            self.ticket.state == TicketState.CALLED
            or self.contact is None
            or self.contact.ticket_id != self.ticket.pk
        )

    @property
    def marks(self) -> list[NewsLine]:
        """What the officer has not read yet about the task on the screen."""
        return self.rail.post.about(self.playbook.card) if self.playbook else []

    @property
    def service(self) -> LaneView | None:
        """The lane to which this desk refers with one key."""
        return next((lane for lane in self.onward if lane.desk_kind == "service"), None)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What rail and page are both made of."""

    desk: Desk
    actor: Actor
    queue: DeskState
    door: Door
    open_contacts: list[ContactView]
    present: ContactView | None


def rail_of(desk: Desk, actor: Actor) -> Rail:
    """The left column alone."""
    return _rail(_facts(desk, actor))


def workspace_of(desk: Desk, actor: Actor) -> Workspace:
    """The page as it is now for the one who looks."""
    facts = _facts(desk, actor)
    rail = _rail(facts)
    ticket = facts.queue.ticket if facts.door.is_mine else None
    present = facts.present
    matters = _matters(present)
    matter = next((one for one in matters if one.is_current), None)
    playbook = (
        _playbook(desk.site, actor, present, matter) if matter and present else _preview(desk, actor, ticket)
    )
    return Workspace(
        rail=rail,
        ticket=ticket,
        ticket_errand=errand_of(ticket),
        why=facts.queue.why if ticket else "",
        contact=present,
        matters=matters,
        matter=matter,
        playbook=playbook,
        choices=_choices(matter, playbook if present else None),
        onward=[lane for lane in rail.lanes if lane.desk_kind != desk.kind],
        sites=[site for site in active_sites() if site.pk != desk.site_id] if present else [],
        desks=[one for one in desks_of(desk.site) if one.pk != desk.pk] if present else [],
        came=referred.of_number(ticket.pk if ticket else present.ticket_id if present else None),
    )


def door_of(desk: Desk, session: DeskSession | None, actor: Actor) -> Door:
    """How the desk stands for the actor. One whom the demo simulates there must take the chair first."""
    if session is None:
        return Door(None, is_mine=False, can_take_over=False)
    mine = session.officer_id == actor.person_id and not session.is_simulated
    free = is_gone(session, clock.now()) or may(actor, "queue.close_other_desk", desk.site_id)
    return Door(session, is_mine=mine, can_take_over=not mine and free)


def at_hand(desk: Desk, open_contacts: Sequence[ContactView], ticket: Ticket | None) -> ContactView | None:
    """The contact in front of the officer: the active one; else a paused one that belongs to what is at the desk."""
    active = next((one for one in open_contacts if one.state == "active"), None)
    if active is not None:
        return active
    ticket_id = ticket.pk if ticket else None
    paused = [one for one in open_contacts if one.state == "paused" and one.ticket_id in {None, ticket_id}]
    return max(paused, key=lambda one: one.started_at, default=None)


def _facts(desk: Desk, actor: Actor) -> _Facts:
    queue = desk_state(desk)
    door = door_of(desk, queue.session, actor)
    mine = contacts.open_contacts_of(actor.person_id) if actor.person_id is not None else []
    mine = [one for one in mine if one.site_id == desk.site_id]
    ticket = queue.ticket if door.is_mine else None
    return _Facts(desk, actor, queue, door, mine, at_hand(desk, mine, ticket) if door.is_mine else None)


def _rail(facts: _Facts) -> Rail:
    queue = facts.queue
    parked = [one for one in facts.open_contacts if one is not facts.present]
    with_contact = {one.ticket_id for one in parked}
    held = [line for line in queue.held if line.id not in with_contact]
    came = referred.of_numbers(line.id for line in [*queue.waiting, *held])
    errands = Errands(line.task_code for line in [*queue.waiting, *queue.away, *held, *queue.no_shows])

    def lines(of: Iterable[TicketLine]) -> list[Line]:
        return [
            Line(
                one,
                errands.of(one.task_code, one.own_words, one.topic_code),
                queue.can_recall.get(one.id, True),
                came.get(one.id),
            )
            for one in of
        ]

    return Rail(
        desk=facts.desk,
        door=facts.door,
        waiting=lines(queue.waiting),
        lanes=queue.lanes,
        appointments=expected_at(facts.desk.site),
        away=lines(queue.away),
        held=lines(held),
        no_shows=lines(queue.no_shows),
        parked=_parked(parked, queue),
        referred=referred.on_their_way(facts.desk.site_id),
        is_free=facts.door.is_mine
        and queue.ticket is None
        and not (queue.session and queue.session.is_paused),
        post=post_of(facts.actor),
        cases=answers_for(facts.actor, facts.desk.pk),
        token=_token(facts),
    )


def _choices(matter: Matter | None, playbook: Playbook | None) -> list[Choice]:
    """The six outcomes, and which of them the officer cannot register on this matter."""
    if matter is None:
        return []
    reach = playbook.card.decision.reach if playbook and playbook.card.decision else Reach.NONE
    return [
        Choice(
            code=outcome.value,
            label=str(outcome.label),
            needs_task=playbook is None and outcome in NEEDS_TASK,
            beyond=playbook is not None and reach < LEAST_REACH.get(outcome, Reach.NONE),
            chosen=matter.inquiry.outcome == outcome,
        )
        for outcome in Outcome
    ]


def _parked(parked: Sequence[ContactView], queue: DeskState) -> list[Parked]:
    labels = {line.id: line.label for line in [*queue.held, *queue.waiting, *queue.no_shows]}
    codes = [inquiry.task_code for one in parked for inquiry in one.inquiries if inquiry.task_code]
    titles = {line.code: line.title for line in catalogue.task_lines(codes, actor=SYSTEM)}
    return [
        Parked(
            one,
            labels.get(one.ticket_id or 0, ""),
            ", ".join(titles[code] for row in one.inquiries if (code := row.task_code or "") in titles),
        )
        for one in parked
    ]


def _matters(contact: ContactView | None) -> list[Matter]:
    if contact is None:
        return []
    codes = [row.task_code for row in contact.inquiries if row.task_code]
    titles = {line.code: line.title for line in catalogue.task_lines(codes, actor=SYSTEM)}
    return [
        Matter(row, titles.get(row.task_code or "", ""), row.position == contact.current)
        for row in contact.inquiries
    ]


def _playbook(site: Site, actor: Actor, contact: ContactView, matter: Matter) -> Playbook | None:
    code = matter.inquiry.task_code
    if code is None:
        return None
    card = catalogue.task_card(code, site=site, person_id=actor.person_id, actor=SYSTEM)
    card, record = record_of(card, site, actor, matter.inquiry.play_id)
    wants_english = contact.language == "en" and card.language != "en"
    english = in_english(card, site, actor) if wants_english else None
    return Playbook(card, card.play_version, card.steps, _lifeline(card), english, record)


def _preview(desk: Desk, actor: Actor, ticket: Ticket | None) -> Playbook | None:
    """The playbook of the number that is called, to read while the citizen comes."""
    if ticket is None or ticket.task is None:
        return None
    card = catalogue.task_card(ticket.task.code, site=desk.site, person_id=actor.person_id, actor=SYSTEM)
    card, record = record_of(card, desk.site, actor)
    return Playbook(card, card.play_version, card.steps, _lifeline(card), None, record)


def _lifeline(card: TaskCard) -> LifelineCard | None:
    if card.lifeline_id is None:
        return None
    try:
        return lifeline_card(card.lifeline_id)
    except NotFound:
        return None


def _token(facts: _Facts) -> str:
    """Changes when anything in the centre or the right column does, so that two windows stay in step."""
    session, ticket, contact = facts.door.session, facts.queue.ticket, facts.present
    parts = [
        (session.pk, session.is_paused, facts.door.is_mine) if session else None,
        (ticket.pk, ticket.state, ticket.call_count, ticket.officer_id) if ticket else None,
        (contact.id, contact.state, contact.current) if contact else None,
        [(row.position, row.version) for row in contact.inquiries] if contact else None,
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
