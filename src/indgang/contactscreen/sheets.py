"""The sheets that both sides write in: their fields, and which of them show with the values as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from indgang.base.errors import Text


@dataclass(frozen=True, slots=True)
class Field:
    """A field; its kinds are those of `catalogue.models.FieldKind`, but for papers and checklists.

    `choices` are (code, label); a field of the kind "several_of" holds codes with commas between.
    """

    name: str
    label: Text
    kind: str = "text"
    help: Text = ""
    needed: bool = False
    choices: tuple[tuple[str, Text], ...] = ()


def _fine(name: str, value: str) -> Text:
    del name, value
    return ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in one language.

    `shown(values)` names the fields that apply now (without it: all); `fault(name, value)` says what is wrong with a
    value, "" when nothing is.
    """

    title: Text
    fields: tuple[Field, ...]
    version: int | None = None
    shown: Callable[[Mapping[str, str]], set[str]] | None = None
    fault: Callable[[str, str], Text] = field(default=_fine)

    def field(self, name: str) -> Field | None:
        """The field with this name, or None."""
        return next((one for one in self.fields if one.name == name), None)
