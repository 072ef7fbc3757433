"""The rows of steps in the editor of a play: as typed, moved, and read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import ValidationError

from indgang.catalogue.content.reading import sentence
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.services.parts import MOST_STEPS

COLUMNS = ("kind", "reach", "seconds", "to", "da", "en")
BLANK = {"kind": "do", "reach": "guide", "seconds": "", "to": "", "da": "", "en": ""}
STOP = "stop_refer"
MOST_ROWS = MOST_STEPS + 1


@dataclass(slots=True)
class StepRow:
    """One step of the form, as typed."""

    values: dict[str, str]
    error: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it has no text; such a row is no step."""
        return not (self.values["da"].strip() or self.values["en"].strip())


def typed_rows(data: QueryDict) -> list[StepRow]:
    """The rows as they were sent, in the order of their numbers: da-0, kind-0, place-0 and so on."""
    sent = [name.rpartition("-")[2] for name in data if name.startswith("kind-")]
    numbers = sorted({int(number) for number in sent if number.isdecimal() and len(number) < 4})[:MOST_ROWS]
    rows = [
        (_place(data.get(f"place-{number}", ""), number), number, StepRow(_sent(data, number)))
        for number in numbers
    ]
    return [row for _place_, _number, row in sorted(rows, key=lambda one: one[:2])]


def stored_rows(steps: list[Mapping[str, Any]]) -> list[StepRow]:
    """The rows of stored steps."""
    return [
        StepRow({name: "" if step.get(name) is None else str(step[name]) for name in COLUMNS})
        for step in steps
    ]


def moved(rows: list[StepRow], order: str) -> tuple[list[StepRow], int]:
    """The rows after "up-3", "down-3", "remove-3" or "add", and which of them to look at."""
    verb, _dash, number = order.partition("-")
    place = int(number) if number.isdecimal() and int(number) < len(rows) else -1
    if verb == "add":
        return ([*rows, StepRow(dict(BLANK))] if len(rows) < MOST_ROWS else rows), len(rows)
    if place < 0:
        return rows, 0
    others = [row for index, row in enumerate(rows) if index != place]
    if verb == "remove":
        return others or [StepRow(dict(BLANK))], max(0, place - 1)
    target = max(0, place - 1) if verb == "up" else min(len(rows) - 1, place + 1)
    return [*others[:target], rows[place], *others[target:]], target


def read_rows(rows: list[StepRow]) -> list[StepContent] | None:
    """The steps; None when a row cannot be used, which then says why."""
    found = []
    for row in rows:
        if row.is_blank:
            continue
        seconds = row.values["seconds"].strip()
        values: dict[str, Any] = {
            name: row.values[name].replace("\r\n", "\n") for name in ("kind", "reach", "da", "en")
        }
        values["to"] = (row.values["to"] or None) if row.values["kind"] == STOP else None
        values["seconds"] = int(seconds) if seconds.isdecimal() and len(seconds) < 6 else None
        if seconds and values["seconds"] is None:
            row.error = _("Write the time as a whole number of seconds.")
            continue
        try:
            found.append(StepContent.model_validate(values))
        except ValidationError as error:
            row.error = sentence(error.errors(include_url=False)[0])
    return None if any(row.error for row in rows) else found


def _sent(data: QueryDict, number: int) -> dict[str, str]:
    return {name: data.get(f"{name}-{number}", BLANK[name]) for name in COLUMNS}


def _place(text: str, number: int) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float(number + 1)
