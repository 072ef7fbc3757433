"""What the register asks of the layers below: tasks, reach, delegations, tickets, desks, lifelines."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Invalid, NotFound
from indgang.catalogue import queries as catalogue
from indgang.contact.models import Inquiry
from indgang.core.day import danish_date
from indgang.core.reach import DelegationFact, ReachDecision, ScopeKind, TaskFacts
from indgang.organisation import queries as organisation

if TYPE_CHECKING:
    from indgang.catalogue.models import Task
    from indgang.contact.models import Contact
    from indgang.organisation.models import Site
    from indgang.queue.models import Ticket

AT_DESK = ("called", "serving")
CLOSED = ("finished", "no_show", "left", "expired")


@dataclass(frozen=True, slots=True)
class TaskFound:
    """A task, the play that is on the screen now, and how far the officer may take it at the site."""

    task: "Task"
    play_id: int | None
    decision: ReachDecision


def find_task(code: str, *, officer_id: int | None, site: "Site", on: date | None = None) -> TaskFound:
    """The active task with this code, and the reach on the Danish day `on` (default: today).

    Raises NotFound (of the catalogue).
    """
    decision = catalogue.reach_of(person_id=officer_id, task=code, site=site, on=on)
    plays = apps.get_model("catalogue", "Play").objects.filter(task=OuterRef("pk")).order_by("-version")
    tasks = apps.get_model("catalogue", "Task").objects.select_related("topic")
    task = tasks.annotate(play_now=Subquery(plays.values("pk")[:1])).get(code=code)
    return TaskFound(task, task.play_now, decision)


def put_task(inquiry: Inquiry, found: TaskFound) -> None:
    """Put what was found into the row; saves nothing."""
    inquiry.task = found.task
    inquiry.play_id = found.play_id
    inquiry.allowed_reach = found.decision.reach


def delegation_for(task: "Task", officer_id: int | None, on: date | None = None) -> int | None:
    """The id of a delegation by which the officer may decide the task on the Danish day `on` (default: today).

    The most specific one, or None.
    """
    day = on or danish_date(clock.now())
    facts = TaskFacts(task.code, task.topic.code, task.group)
    rows = apps.get_model("organisation", "Delegation").objects.filter(
        person=officer_id, person__is_active=True
    )
    held = [
        (list(ScopeKind).index(ScopeKind(row.scope_kind)), row.pk)
        for row in rows
        for fact in [DelegationFact(ScopeKind(row.scope_kind), row.scope_code, row.valid_from, row.valid_to)]
        if fact.holds_on(day) and fact.scope.covers(facts)
    ]
    return min(held)[1] if held else None


def background_of(officer_id: int | None) -> str:
    """Which house the officer comes from ("library"); "other" for nobody. Raises NotFound."""
    if officer_id is None:
        return "other"
    people = apps.get_model("organisation", "Person").objects
    background = people.filter(pk=officer_id).values_list("background", flat=True).first()
    if background is None:
        raise NotFound(facts={"officer": officer_id})
    return str(background)


def ticket_at(site: "Site", ticket_id: int | None) -> "Ticket | None":
    """The ticket, with its series and errand. Raises NotFound when the site has none with this id."""
    if ticket_id is None:
        return None
    tickets = apps.get_model("queue", "Ticket").objects.select_related("series", "task")
    ticket: Ticket | None = tickets.filter(pk=ticket_id, site=site).first()
    if ticket is None:
        raise NotFound(facts={"ticket": ticket_id})
    return ticket


def has_ticket(contact: "Contact", ticket: "Ticket") -> bool:
    """Whether the ticket is at the contact's desk or on hold for it, or with its officer, now."""
    desk_id = ticket.held_for_id if ticket.state == "held" else ticket.desk_id
    return ticket.state in (*AT_DESK, "held") and (
        desk_id == contact.desk_id or ticket.officer_id in {None, contact.officer_id}
    )


def open_desk_of(officer_id: int) -> int | None:
    """The id of the desk that the officer has open, or None."""
    sessions = apps.get_model("queue", "DeskSession").objects.filter(
        officer=officer_id, closed_at__isnull=True
    )
    desk_id: int | None = sessions.values_list("desk_id", flat=True).first()
    return desk_id


def officers_at_desks() -> set[int]:
    """The ids of the officers who have a desk open."""
    sessions = apps.get_model("queue", "DeskSession").objects.filter(closed_at__isnull=True)
    return set(sessions.values_list("officer_id", flat=True))


def lane_id(site: "Site", letter: str) -> int:
    """The active series of the site with this letter. Raises Invalid."""
    series = apps.get_model("queue", "Series").objects.filter(
        site=site, letter=letter.upper(), is_active=True
    )
    found: int | None = series.values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(_("There is no number series “%(letter)s” here.") % {"letter": letter}, field="letter")
    return found


def desk_and_lane(site: "Site", slug: str) -> tuple[int, int]:
    """The active desk of the site with this slug, and the lane in which its numbers wait. Raises Invalid."""
    desk = apps.get_model("organisation", "Desk").objects.filter(site=site, slug=slug, is_active=True).first()
    lanes = apps.get_model("queue", "Series").objects.filter(site=site, is_active=True).order_by("letter")
    lane = lanes.filter(desk_kind=desk.kind).first() if desk else None
    if desk is None or lane is None:
        raise Invalid(_("Numbers cannot be sent to the desk “%(slug)s”.") % {"slug": slug}, field="to_desk")
    return desk.pk, lane.pk


def whom_to_phone(lifeline_id: int | None) -> dict[str, Any] | None:
    """Code, title, name and phone of the lifeline, or of the deputy who answers now.

    None without a lifeline.
    """
    try:
        card = organisation.lifeline_card(lifeline_id).call if lifeline_id is not None else None
    except NotFound:  # taken out of use
        return None
    if card is None:
        return None
    facts = {"code": card.code, "title": card.title, "name": card.name, "phone": card.phone}
    return facts | {"open_now": card.open_now}


def lifeline_id(code: str) -> int:
    """The active lifeline with this code. Raises Invalid."""
    rows = apps.get_model("organisation", "Lifeline").objects.filter(code=code, is_active=True)
    found: int | None = rows.values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(_("There is no lifeline “%(code)s”.") % {"code": code}, field="lifeline")
    return found


def active_person(person_id: int | None) -> int | None:
    """The person, when there is one with this id at work; else None."""
    people = apps.get_model("organisation", "Person").objects
    return person_id if people.filter(pk=person_id, is_active=True).exists() else None


def site_id(slug: str) -> int:
    """The active site with this slug. Raises Invalid."""
    try:
        return organisation.find_site(slug).pk
    except NotFound as error:
        raise Invalid(_("There is no site “%(slug)s”.") % {"slug": slug}, field="to_site") from error
