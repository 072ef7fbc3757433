"""The appointments, for those who want to count by themselves. Only outwards, and without who holds them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor, may
from indgang.base.transfer.cells import Choice, Code, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import ExportKind
from indgang.booking.models import Appointment, AppointmentState, Channel
from indgang.booking.transfer.cells import Moment
from indgang.booking.transfer.resources import EXPORT

MOST = 999_999_999_999
BATCH = 500


class Appointments(ExportKind):
    """Every appointment that was ever booked. Codes, names and addresses stay where they are."""

    name = "appointments"
    noun = "appointment"
    title = _("Appointments")
    key = ("appointment",)
    topic = "booking"
    import_permission = "booking.import_appointments"
    export_permission = EXPORT
    columns = (
        Column("appointment", Integer(1, MOST), _("A number; it is not the citizen's code."), "aftale"),
        Column("site", Code(), _("The code of the site."), "betjeningssted"),
        Column("from", Moment(), _("When it begins, on Danish clocks."), "fra"),
        Column("to", Moment(), _("When it ends."), "til"),
        Column("tasks", Text(400), _("The codes of its tasks, with semicolons."), "opgaver"),
        Column("persons", Integer(1, 20), _("How many come."), "personer"),
        Column("kind", Text(8), _("What kind of resource meets the citizen: desk or person."), "hos"),
        Column("channel", Choice.of(Channel), _("Where it was booked."), "booket_hvor"),
        Column("public", YesNo(), _("Yes when a citizen booked it without staff."), "booket_af_borger"),
        Column("state", Choice.of(AppointmentState), _("What became of it."), "tilstand"),
        Column("booked_at", Moment(), _("When it was booked."), "booket"),
        Column("changes", Integer(0, MOST), _("How often it was moved or cancelled."), "ændringer"),
    )

    def stored(self) -> Iterator[Record]:
        """Every appointment, the oldest first."""
        return self._records(None)

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the sites where the actor may export."""
        sites = Appointment.objects.order_by().values_list("site", flat=True).distinct()
        return self._records([pk for pk in sites if may(actor, EXPORT, pk)])

    def _records(self, sites: list[int] | None) -> Iterator[Record]:
        rows = Appointment.objects.exclude(state__in=[AppointmentState.HELD, AppointmentState.LAPSED])
        rows = rows if sites is None else rows.filter(site__in=sites)
        rows = rows.select_related("site", "resource").prefetch_related("tasks__task")
        for row in rows.order_by("period", "pk").iterator(chunk_size=BATCH):
            tasks = sorted(row.tasks.all(), key=lambda one: one.position)
            yield {
                "appointment": row.pk,
                "site": row.site.slug,
                "from": row.period.lower,
                "to": row.period.upper,
                "tasks": "; ".join(one.task.code for one in tasks),
                "persons": row.persons,
                "kind": row.resource.kind if row.resource else "",
                "channel": row.channel,
                "public": row.is_public,
                "state": row.state,
                "booked_at": row.booked_at,
                "changes": row.sequence,
            }
