"""The tickets, for those who want to count by themselves: only outwards, and without anybody's words."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor, may
from indgang.base.transfer.cells import Choice, Code, Date, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import ExportKind
from indgang.core.day import danish_time
from indgang.organisation.models import Site
from indgang.queue.models import Ticket, TicketChannel, TicketState
from indgang.queue.transfer.setup import EXPORT, Letter

AT_ONCE = 2000
MOMENTS = ("arrived_at", "due_at", "first_called_at", "called_at", "started_at", "ended_at")
WHEN = Text(19)


class Tickets(ExportKind):
    """Every ticket with its moments, on Danish clocks."""

    name = "tickets"
    noun = "ticket"
    title = _("Numbers taken")
    key = ("site", "day", "number")
    topic = "queue"
    import_permission = "queue.import_tickets"
    export_permission = EXPORT
    columns = (
        Column("site", Code(), _("The code of the site."), "betjeningssted", required=True),
        Column("day", Date(), _("The day."), "dag", required=True),
        Column("number", Text(8), _("The number as it is shown."), "nummer", required=True),
        Column("lane", Letter(), _("The lane where it waited last."), "kø"),
        Column("task", Code(60), _("The code of the task."), "opgave"),
        Column("topic", Code(), _("The code of the topic."), "emne"),
        Column("channel", Choice.of(TicketChannel), _("Where it was taken."), "kanal"),
        Column("language", Text(5), _("The citizen's language."), "sprog"),
        Column("state", Choice.of(TicketState), _("How far it has come."), "tilstand"),
        Column("priority", Integer(1, 3), _("1 is first, 3 last."), "prioritet"),
        Column("arrived_at", WHEN, _("When the citizen came."), "kommet"),
        Column("due_at", WHEN, _("The time of the appointment."), "aftalt_tid"),
        Column("first_called_at", WHEN, _("The first call."), "første_kald"),
        Column("called_at", WHEN, _("The last call."), "seneste_kald"),
        Column("started_at", WHEN, _("The last time that service began."), "begyndt"),
        Column("ended_at", WHEN, _("The end."), "slut"),
        Column("calls", Integer(0, 32767), _("How often it was called."), "kald"),
        Column("time_uncertain", YesNo(), _("Yes when it was closed by the system."), "usikker_tid"),
    )

    def stored(self) -> Iterator[Record]:
        """Every ticket, the oldest first."""
        return self._records(Ticket.objects.all())

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the sites where the actor may export."""
        sites = [pk for pk in Site.objects.values_list("pk", flat=True) if may(actor, EXPORT, pk)]
        return self._records(Ticket.objects.filter(site__in=sites))

    def _records(self, tickets: QuerySet[Ticket]) -> Iterator[Record]:
        rows = tickets.select_related("site", "series", "lane", "task", "topic").order_by("day", "pk")
        for ticket in rows.iterator(AT_ONCE):
            yield {
                "site": ticket.site.slug,
                "day": ticket.day,
                "number": ticket.label,
                "lane": ticket.lane.letter,
                "task": ticket.task.code if ticket.task else "",
                "topic": ticket.topic.code if ticket.topic else "",
                "channel": ticket.channel,
                "language": ticket.language,
                "state": ticket.state,
                "priority": ticket.priority,
                "calls": ticket.call_count,
                "time_uncertain": ticket.time_uncertain,
                **{name: _moment(getattr(ticket, name)) for name in MOMENTS},
            }


def _moment(moment: datetime | None) -> str:
    return danish_time(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
