"""The figures of a day."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from ninja import Router, Schema

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.core.kpi import Figure
from indgang.insight.queries import figures_of_day
from indgang.web.api.access import ApiRequest, permission, site_for
from indgang.web.api.moments import Day

router = Router(tags=["figures"])


class FigureOut(Schema):
    """A figure with what it is computed from. Hidden (`is_suppressed`) when fewer than five cases are behind it."""

    code: str
    name: str
    unit: str
    value: float | None
    n: int | None
    numerator: int | None
    denominator: int | None
    is_suppressed: bool


class BreakdownOut(Schema):
    """Counts by one thing; null where a small count is hidden."""

    of: str
    total: int | None
    cells: dict[str, int | None]


class FiguresOut(Schema):
    """The figures of a Danish day."""

    day: date
    sites: list[str]
    figures: list[FigureOut]
    breakdowns: dict[str, BreakdownOut]
    uncertain_contacts: int
    uncertain_tickets: int
    open_contacts: int
    computed_at: datetime


@router.get("/figures", response=FiguresOut)
@permission("insight.view")
def figures(request: ApiRequest, day: Day | None = None, site: str | None = None) -> FiguresOut:
    """The figures of a Danish day (default: today), at one site or at all that the caller may see."""
    place = site_for(request.auth, site, "insight.view") if site else None
    found = figures_of_day(actor=request.auth, day=day or danish_date(clock.now()), site=place)
    return FiguresOut(
        day=found.day,
        sites=list(found.sites),
        figures=[_figure(figure) for figure in found.figures.values()],
        breakdowns={
            code: BreakdownOut(of=one.of, total=one.total, cells=dict(one.cells))
            for code, one in found.breakdowns.items()
        },
        uncertain_contacts=found.uncertain_contacts,
        uncertain_tickets=found.uncertain_tickets,
        open_contacts=found.open_contacts,
        computed_at=found.computed_at,
    )


def _figure(figure: Figure) -> FigureOut:
    definition = figure.definition
    return FigureOut(
        code=figure.code,
        name=_(definition.name),
        unit=str(definition.unit),
        value=figure.value,
        n=figure.n,
        numerator=figure.numerator,
        denominator=figure.denominator,
        is_suppressed=figure.is_suppressed,
    )
