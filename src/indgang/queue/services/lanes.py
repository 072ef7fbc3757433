"""Which series a ticket gets its number from, and which lanes a desk serves."""

from collections.abc import Iterable, Sequence

from indgang.catalogue.queries import TaskRouting
from indgang.queue.errors import NoSeries, UnknownSeries
from indgang.queue.models import Series
from indgang.queue.statements import SERIES

SERVICE, QUICK = "service", "quick"


def active_series(site_id: int) -> list[Series]:
    """The series of a site that issue numbers, by letter."""
    return SERIES.where("this.site_id = %s AND this.is_active ORDER BY this.letter", site_id)


def pick_letter(series: Iterable[Series], letter: str) -> Series:
    """The series with this letter. Raises UnknownSeries."""
    for one in series:
        if one.letter == letter.strip().upper():
            return one
    raise UnknownSeries(letter)


def pick_series(series: Sequence[Series], letter: str | None, task: TaskRouting | None) -> Series:
    """The wished letter; else the lane for the task's kind of desk, which for a sensitive one is SERVICE;
    else the default.

    A site without that lane, or without a default, falls back to its default or first series. Raises
    UnknownSeries for a wished letter that does not exist, NoSeries when the site has none at all.
    """
    if letter:
        return pick_letter(series, letter)
    if not series:
        raise NoSeries
    default = next((one for one in series if one.is_default), series[0])
    if task is None:
        return default
    kind = SERVICE if task.sensitive else task.desk
    if default.desk_kind == kind:
        return default
    return next((one for one in series if one.desk_kind == kind), default)
