"""What an import says: faults with file, line, column and reason, and what was or would be changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

Action = Literal["created", "changed", "unchanged", "removed"]
SHOWN_VALUE_LENGTH = 80


class BadCell(ValueError):
    """A cell cannot be used; the message is the reason, for the user, in the active language."""

    def __init__(self, reason: str, *, code: str, shown: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.shown = shown


class BadFile(Exception):
    """A file cannot be read at all; the message is the reason, for the user, in the active language."""

    def __init__(self, reason: str, *, code: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must be put right before the file can be imported.

    `line` is the line that people see: the line of a CSV or JSON file on which the row begins, or the row of
    a sheet (1 is the heading); None when the whole file is meant. `reason` is in the language that was
    active. `value` is what stood there, shortened, and never holds a CPR number.
    """

    file: str
    line: int | None
    column: str
    value: str
    reason: str
    code: str

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(_("line %(line)d") % {"line": self.line})
        if self.column:
            place.append(_("column %(column)s") % {"column": self.column})
        return f"{', '.join(place)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A right row and what it does: `values` as they will be stored, `before` of the columns that change."""

    file: str
    line: int | None
    action: Action
    key: str
    values: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.action == "changed":
            cells = [
                f"{name}: {_shown(old)} → {_shown(self.values[name])}" for name, old in self.before.items()
            ]
        elif self.action == "created":
            cells = [f"{name}: {_shown(value)}" for name, value in self.values.items() if value is not None]
        else:
            cells = []
        place = (
            self.file
            if self.line is None
            else _("%(file)s, line %(line)d") % {"file": self.file, "line": self.line}
        )
        words = {
            "created": _("new"),
            "changed": _("changed"),
            "unchanged": _("unchanged"),
            "removed": _("removed"),
        }
        return f"{place}: {words[self.action]}: {self.key}" + (f" ({'; '.join(cells)})" if cells else "")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import or of its check.

    With any fault nothing at all was written. `written` is True only when the changes are stored. `parts`
    holds the report of each kind when several were imported together; the counts and faults here are then
    their sums.
    """

    kind: str
    file: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    preview: tuple[PreviewRow, ...] = ()
    parts: tuple["ImportReport", ...] = ()
    written: bool = False

    @property
    def ok(self) -> bool:
        """Whether the file can be (or was) imported."""
        return not self.faults

    @property
    def changes_anything(self) -> bool:
        """Whether a row is created, changed or removed."""
        return bool(self.created or self.changed or self.removed)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for `--json` and the API."""
        return asdict(self)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None else shortened(value)


def shortened(value: object) -> str:
    """A value as it is shown in a fault."""
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN_VALUE_LENGTH else text[: SHOWN_VALUE_LENGTH - 1] + "…"
