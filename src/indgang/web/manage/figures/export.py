"""The figures of a day as a table for a spreadsheet: what is hidden on the page is empty here."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from indgang.base.transfer import Column, Record
from indgang.base.transfer.cells import Integer, Raw, Text, Value, YesNo
from indgang.base.transfer.writing import as_csv, as_xlsx
from indgang.core.kpi import Figure
from indgang.insight.queries import Figures
from indgang.web.manage.figures import words

MOST = 10**12
SHARE_DIGITS = 4
ALL_SITES = "*"


class Number:
    """A cell with a number: whole where it is whole, else with at most four decimals."""

    empty: Value = None

    def parse(self, raw: Raw) -> Value:
        """Never: these files are only written."""
        raise NotImplementedError

    def write(self, value: Value) -> Raw:
        """The number, or an empty cell."""
        if value is None:
            return ""
        rounded = round(float(value), SHARE_DIGITS)
        return int(rounded) if rounded.is_integer() else rounded


COLUMNS = (
    Column("day", Text(10), _("The Danish day.")),
    Column("site", Text(40), _("The code of the site; * is all of them together.")),
    Column("figure", Text(40), _("The code of the figure, or of what is counted.")),
    Column("by", Text(40), _("What the count is broken down by; empty for a figure.")),
    Column("key", Text(60), _("The code of the task, channel and so on.")),
    Column("label", Text(200), _("The same in words.")),
    Column("value", Number(), _("A count, seconds, or a share from 0 to 1; empty when hidden.")),
    Column("n", Integer(0, MOST), _("How many cases are behind it.")),
    Column("numerator", Integer(0, MOST), _("Of a share: how many hit.")),
    Column("denominator", Integer(0, MOST), _("Of a share: of how many.")),
    Column("hidden", YesNo(), _("Yes when too few cases are behind it, or it would give such a one away.")),
)


def as_file(figures: Figures, file_format: str, site: str | None) -> bytes:
    """The figures as "csv" or "xlsx"; `site` is the one that was chosen on the page."""
    records = list(_records(figures, site))
    if file_format == "xlsx":
        return as_xlsx({str(figures.day): (COLUMNS, records)})
    return as_csv(COLUMNS, records)


def _records(figures: Figures, site: str | None) -> Iterator[Record]:
    where = site or ALL_SITES
    for figure in figures.figures.values():
        yield _figure(figures, where, figure)
    if site is None:
        for slug, row in figures.by_site.items():
            for figure in row.values():
                yield _figure(figures, slug, figure)
    for part in figures.breakdowns.values():
        labels = words.labels_of(part.code, list(part.cells))
        for key, count in part.cells.items():
            yield _row(figures, where, part.of) | {
                "by": part.code,
                "key": key,
                "label": labels[key],
                "value": count,
                "n": count,
                "hidden": count is None,
            }


def _figure(figures: Figures, where: str, figure: Figure) -> Record:
    return _row(figures, where, figure.code) | {
        "label": str(_(figure.definition.name)),
        "value": figure.value,
        "n": figure.n,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "hidden": figure.is_suppressed,
    }


def _row(figures: Figures, where: str, code: str) -> Record:
    empty: Record = {column.name: column.type.empty for column in COLUMNS}
    return empty | {"day": str(figures.day), "site": where, "figure": code}
