"""Bar charts, computed here and drawn by templates as plain SVG.

A chart library (DESIGN 3 allows one) would need scripts to show what a few rectangles show, could not be printed
or read by a screen reader without more work, and would be one more thing to keep up to date. Every chart has its
table beside it, so the drawing itself is hidden from screen readers.

Lengths are in the units of the drawing's `viewBox`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One hour: two columns side by side, and the label under them where there is room for one."""

    label: str
    x: float
    left_y: float
    left_height: float
    right_y: float
    right_height: float
    width: float
    label_x: float


@dataclass(frozen=True, slots=True)
class HourChart:
    """Two counts per hour. `top` is what the highest line stands for; `now_x` marks the present moment."""

    width: int
    height: int
    base: float
    columns: list[Column]
    top: int
    now_x: float | None

    @property
    def label_y(self) -> float:
        """The line that the labels stand on."""
        return self.base + 13


def hour_chart(
    hours: Sequence[tuple[int, int, int]], *, now: float | None = None, width: int = 280, height: int = 92
) -> HourChart:
    """A chart of (hour, left, right); `now` is the present hour with its fraction.

    It is about as wide as it is shown on a card, so that the labels are about as high as their font size says.
    """
    base, head = height - 18.0, 10.0
    top = max([1, *(max(left, right) for _hour, left, right in hours)])
    slot = width / max(1, len(hours))
    bar = min(14.0, slot / 2 - 2)
    every = 1 if len(hours) <= 12 else 2

    def tall(count: int) -> float:
        return round((base - head) * count / top, 2)

    columns = [
        Column(
            label=f"{hour:02d}" if place % every == 0 else "",
            x=round(slot * place + slot / 2 - bar - 0.5, 2),
            left_y=round(base - tall(left), 2),
            left_height=tall(left),
            right_y=round(base - tall(right), 2),
            right_height=tall(right),
            width=round(bar, 2),
            label_x=round(slot * place + slot / 2, 2),
        )
        for place, (hour, left, right) in enumerate(hours)
    ]
    now_x = None
    if now is not None and hours and hours[0][0] <= now <= hours[-1][0] + 1:
        now_x = round(slot * (now - hours[0][0]), 2)
    return HourChart(width, height, base, columns, top, now_x)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart of bars. `length` is 0 where the value is hidden or missing."""

    label: str
    text: str
    y: float
    length: float
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars from left to right, `scale` long at most."""

    width: int
    height: int
    bars: list[Bar]


BAR_WIDTH = 400
BAR_STEP = 30


def bar_lengths(values: Sequence[float | None], longest: float | None = None) -> list[float]:
    """The lengths of bars for the values, the greatest (or `longest`) `BAR_WIDTH` long; None gives 0."""
    greatest = longest or max((value for value in values if value), default=0.0)
    return [round(BAR_WIDTH * value / greatest, 2) if value and greatest else 0.0 for value in values]
