"""The contacts, for those who want to count by themselves.

Only outwards, without officers and without any text.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor, may
from indgang.base.transfer import registry
from indgang.base.transfer.cells import Choice, Code, Date, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import ExportKind
from indgang.contact.models import Channel, NotSolvedReason, Outcome
from indgang.contact.queries import FinishedContact, days_with_contacts, finished_of_day
from indgang.core.day import danish_time
from indgang.core.reach import Reach
from indgang.organisation.models import Background, Site

EXPORT = "contact.export"
MOST = 999_999_999_999


class Contacts(ExportKind):
    """Every matter of every finished contact.

    Notes stay where they are: they are written for the colleague.
    """

    name = "contacts"
    noun = "contact"
    title = _("Contacts")
    key = ("contact", "position")
    topic = "contact"
    import_permission = "contact.import_contacts"
    export_permission = EXPORT
    columns = (
        Column(
            "contact", Integer(1, MOST), _("The same number for the matters of one contact."), "henvendelse"
        ),
        Column("position", Integer(1, MOST), _("1 for the first matter."), "nr"),
        Column("site", Code(), _("The code of the site."), "betjeningssted"),
        Column("day", Date(), _("The Danish day."), "dag"),
        Column("started_at", Text(16), _("When the contact began, on Danish clocks."), "begyndt"),
        Column("channel", Choice.of(Channel), _("How the meeting took place."), "kanal"),
        Column("language", Text(5), _("The citizen's language."), "sprog"),
        Column("staff", Choice.of(Background), _("The house that the officer comes from."), "baggrund"),
        Column("task", Code(60), _("The code of the task."), "opgave"),
        Column("outcome", Choice.of(Outcome), _("What came of it."), "udfald"),
        Column("reason", Choice.of(NotSolvedReason), _("Why it was not solved."), "årsag"),
        Column("reach", Text(8), _("How far it was taken: inform to decide."), "rækkevidde"),
        Column("seconds", Integer(0, MOST), _("Active seconds of the matter."), "sekunder"),
        Column(
            "contact_seconds", Integer(0, MOST), _("Active seconds of the contact."), "henvendelse_sekunder"
        ),
        Column("time_uncertain", YesNo(), _("Yes when it was closed by the system."), "usikker_tid"),
    )

    def stored(self) -> Iterator[Record]:
        """Every matter, the oldest first."""
        return self._records(dict(Site.objects.values_list("pk", "slug")))

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the sites where the actor may export."""
        sites = Site.objects.values_list("pk", "slug")
        return self._records({pk: slug for pk, slug in sites if may(actor, EXPORT, pk)})

    def _records(self, sites: Mapping[int, str]) -> Iterator[Record]:
        for day in days_with_contacts(sites):
            for contact in finished_of_day(day, sites):
                yield from _rows(contact, sites[contact.site_id])


def _rows(contact: FinishedContact, site: str) -> Iterator[Record]:
    for position, row in enumerate(contact.inquiries, start=1):
        yield {
            "contact": contact.id,
            "position": position,
            "site": site,
            "day": contact.day,
            "started_at": danish_time(contact.started_at).strftime("%Y-%m-%d %H:%M"),
            "channel": contact.channel,
            "language": contact.language,
            "staff": contact.background,
            "task": row.task or "",
            "outcome": row.outcome,
            "reason": row.reason,
            "reach": Reach(row.reach).code if row.reach else "",
            "seconds": row.seconds,
            "contact_seconds": contact.seconds,
            "time_uncertain": contact.time_uncertain,
        }


CONTACTS = Contacts()


def register() -> None:
    """Tell the framework about the kind."""
    registry.register(CONTACTS)
