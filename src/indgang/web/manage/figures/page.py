"""The figures of a day, made ready to be read: tiles, bars and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indgang.core.folding import danish_sort_key
from indgang.core.kpi import Figure
from indgang.core.kpi_definitions import DEFINITIONS, Definition, Unit
from indgang.insight.queries import Breakdown, Figures
from indgang.organisation.queries import lifeline_cards
from indgang.web.manage.charts import bar_lengths
from indgang.web.manage.figures import words

FEW = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure. `goal` is the target or the benchmark as a share; `is_below` only with a target."""

    figure: Figure
    name: str
    value: str
    base: str
    counted: str
    of: str
    source: str
    goal: float | None
    goal_text: str
    is_target: bool

    @property
    def code(self) -> str:
        """The code of the definition."""
        return self.figure.code

    @property
    def has_value(self) -> bool:
        """Whether there is anything to show."""
        return self.figure.value is not None

    @property
    def length(self) -> float:
        """The share as the length of a bar that is 400 long in all."""
        return round(400 * (self.figure.value or 0), 2)

    @property
    def goal_x(self) -> float:
        """Where the line of the goal stands on that bar."""
        return round(400 * (self.goal or 0), 2)

    @property
    def is_below(self) -> bool:
        """Whether the value is below its target."""
        return self.is_target and self.goal is not None and (self.figure.value or 0) < self.goal


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a breakdown. `count` is None where it is hidden."""

    key: str
    label: str
    count: int | None
    share: str
    length: float


@dataclass(frozen=True, slots=True)
class Part:
    """A breakdown as a table with bars."""

    code: str
    title: str
    column: str
    counted: str
    rows: list[Row]
    total: int | None
    is_suppressed: bool

    @property
    def shown(self) -> list[Row]:
        """The rows to be read at once: where many are hidden, only those that say something."""
        return self.rows if len(self.hidden) <= FEW else [row for row in self.rows if row.count is not None]

    @property
    def folded(self) -> list[Row]:
        """The hidden rows that are folded away."""
        return self.hidden if len(self.hidden) > FEW else []

    @property
    def hidden(self) -> list[Row]:
        """The rows whose count is hidden."""
        return [row for row in self.rows if row.count is None]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """The figures of one site, as text in the order of the tiles."""

    name: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """How often a lifeline was reached, as text: the share, and of how many tries."""

    name: str
    value: str
    base: str


@dataclass(frozen=True, slots=True)
class Page:
    """All of it."""

    tiles: list[Tile]
    parts: list[Part]
    sites: list[SiteRow]
    units: list[UnitRow]
    is_empty: bool


def page_of(figures: Figures) -> Page:
    """The page of the figures in the active language."""
    by_site = _sites(figures.by_site) if len(figures.by_site) > 1 else []
    return Page(
        tiles=[tile_of(figures.figures[code]) for code in DEFINITIONS if code in figures.figures],
        parts=[part_of(row) for row in figures.breakdowns.values() if row.code != "site" or by_site],
        sites=by_site,
        units=_units(figures.by_unit),
        is_empty=not any(figure.n or figure.is_suppressed for figure in figures.figures.values()),
    )


def tile_of(figure: Figure) -> Tile:
    """One figure in words."""
    definition = figure.definition
    goal = definition.target if definition.target is not None else definition.benchmark
    return Tile(
        figure=figure,
        name=_(definition.name),
        value=value_text(figure, definition),
        base=_base(figure, definition),
        counted=_(definition.numerator),
        of=_(definition.denominator) if definition.denominator else "",
        source=words.source_of(definition),
        goal=goal,
        goal_text=_goal_text(definition),
        is_target=definition.target is not None,
    )


def value_text(figure: Figure, definition: Definition) -> str:
    """The value as people read it."""
    if figure.is_suppressed:
        return _("Hidden: fewer than five cases")
    if figure.value is None:
        return _("Nothing yet")
    if definition.unit is Unit.SHARE:
        return percent(figure.value)
    if definition.unit is Unit.SECONDS:
        return duration(figure.value)
    if definition.unit is Unit.DAYS:
        return days(figure.value)
    return str(round(figure.value))


def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{share * 100:.0f} %" if _is_danish() else f"{share * 100:.0f}%"


def duration(seconds: float) -> str:
    """Seconds as "4 min 20 s"."""
    whole = round(seconds)
    if whole < 60:
        return _("%(seconds)d s") % {"seconds": whole}
    values = {"minutes": whole // 60, "seconds": whole % 60}
    return _("%(minutes)d min %(seconds)d s") % values if values["seconds"] else _("%(minutes)d min") % values


def days(value: float) -> str:
    """Days with one decimal, whole from ten on: "2,5 dage"."""
    tidy = round(value) if value >= 10 else round(value, 1)
    number = f"{tidy:g}".replace(".", "," if _is_danish() else ".")
    return (
        _("%(number)s day") % {"number": number} if tidy == 1 else _("%(number)s days") % {"number": number}
    )


def _is_danish() -> bool:
    return (get_language() or "da").startswith("da")


def _base(figure: Figure, definition: Definition) -> str:
    if figure.n is None or figure.value is None:
        return ""
    if definition.unit is Unit.SHARE:
        return _("%(hits)d of %(all)d") % {"hits": figure.numerator or 0, "all": figure.denominator or 0}
    if definition.unit in {Unit.SECONDS, Unit.DAYS}:
        return ngettext("over %(count)d case", "over %(count)d cases", figure.n) % {"count": figure.n}
    return ""


def _goal_text(definition: Definition) -> str:
    if definition.target is not None:
        return _("Target %(share)s") % {"share": percent(definition.target)}
    if definition.benchmark is not None:
        return _("For comparison %(share)s") % {"share": percent(definition.benchmark)}
    return ""


def part_of(breakdown: Breakdown) -> Part:
    """A breakdown with its bars. Tasks that nobody asked about are not there."""
    cells = dict(breakdown.cells)
    labels = words.labels_of(breakdown.code, list(cells))
    lengths = bar_lengths(list(cells.values()))
    return Part(
        code=breakdown.code,
        title=_(words.BREAKDOWNS[breakdown.code]),
        column=_(words.COLUMNS[breakdown.code]),
        counted=_(DEFINITIONS[breakdown.of].name),
        rows=[
            Row(key, labels[key], count, _share(count, breakdown.total), length)
            for (key, count), length in zip(cells.items(), lengths, strict=True)
        ],
        total=breakdown.total,
        is_suppressed=breakdown.is_suppressed,
    )


def _share(count: int | None, total: int | None) -> str:
    return percent(count / total) if count and total else ""


def _sites(by_site: Mapping[str, Mapping[str, Figure]]) -> list[SiteRow]:
    names = words.labels_of("site", list(by_site))
    return [SiteRow(names[slug], cells_of(figures.values())) for slug, figures in by_site.items()]


def _units(by_unit: Mapping[str, Figure]) -> list[UnitRow]:
    names = {card.code: card.title for card in lifeline_cards()} if by_unit else {}
    rows = [
        UnitRow(names.get(unit, unit), value_text(one, one.definition), _base(one, one.definition))
        for unit, one in by_unit.items()
    ]
    return sorted(rows, key=lambda row: danish_sort_key(row.name))


def cells_of(figures: Iterable[Figure]) -> list[str]:
    """The figures of a row of a table; "·" for what is hidden, "–" for what is not there."""
    return [
        "·"
        if figure.is_suppressed
        else value_text(figure, figure.definition)
        if figure.value is not None
        else "–"
        for figure in figures
    ]
