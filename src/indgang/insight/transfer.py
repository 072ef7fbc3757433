"""The figures day by day, as the pages show them: what is hidden there is empty here."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor, may
from indgang.base.transfer import registry
from indgang.base.transfer.cells import Code, Date, Decimal, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import ExportKind
from indgang.contact.queries import days_with_contacts
from indgang.core.kpi import Figure, figures
from indgang.core.kpi_appointments import appointment_figures
from indgang.insight.facts import facts_by_site
from indgang.insight.queries import PERMISSION
from indgang.organisation.models import Site

MOST = 999_999_999_999


class DayFigures(ExportKind):
    """Every figure of every day and site; seconds for times, 0 to 1 for shares."""

    name = "figures"
    noun = "figure"
    title = _("Figures of the days")
    key = ("day", "site", "figure")
    topic = "insight"
    import_permission = "insight.import_figures"
    export_permission = PERMISSION
    columns = (
        Column("day", Date(), _("The Danish day."), "dag"),
        Column("site", Code(), _("The code of the site."), "betjeningssted"),
        Column("figure", Text(40), _("The code of the figure."), "tal"),
        Column("value", Decimal(0, MOST), _("A number, seconds, or a share from 0 to 1."), "værdi"),
        Column("n", Integer(0, MOST), _("How many cases are behind it."), "antal"),
        Column("numerator", Integer(0, MOST), _("Of a share: how many hit."), "tæller"),
        Column("denominator", Integer(0, MOST), _("Of a share: of how many."), "nævner"),
        Column("hidden", YesNo(), _("Yes when fewer than five cases are behind it."), "skjult"),
    )

    def stored(self) -> Iterator[Record]:
        """Every figure, the oldest day first."""
        return _records(dict(Site.objects.values_list("pk", "slug")))

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the sites whose figures the actor may see."""
        sites = Site.objects.values_list("pk", "slug")
        return _records({pk: slug for pk, slug in sites if may(actor, PERMISSION, pk)})


def _records(sites: Mapping[int, str]) -> Iterator[Record]:
    for day in days_with_contacts(sites):
        for site, facts in facts_by_site(day, sites).items():
            if facts.contacts or facts.tickets:
                of_day = figures(facts.contacts, facts.inquiries, facts.tickets)
                of_day |= appointment_figures(facts.appointments, facts.offered_minutes)
                for figure in of_day.values():
                    yield {"day": day, "site": site} | _record(figure)


def _record(figure: Figure) -> Record:
    return {
        "figure": figure.code,
        "value": figure.value,
        "n": figure.n,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "hidden": figure.is_suppressed,
    }


FIGURES = DayFigures()


def register() -> None:
    """Tell the framework about the kind."""
    registry.register(FIGURES)
