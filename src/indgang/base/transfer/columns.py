"""Declared columns: the same for every file format, inwards and outwards."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.errors import Text as Sentence
from indgang.base.transfer.cells import CellType, Raw, Unusable, Value, as_text
from indgang.base.transfer.faults import BadCell, shortened
from indgang.core.cpr import find_cpr

Record = dict[str, Any]
MASK = "••••••-••••"


def folded(heading: str) -> str:
    """A heading as it is compared: small letters, words joined by underscores."""
    return "_".join(heading.casefold().replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `name` is the English heading of exports; `danish` is taken as a heading too. `required`: a row must have
    a value. `reference` names the kind whose single-column key the value must be; `sentence` is the help for
    people.
    """

    name: str
    type: CellType
    sentence: Sentence
    danish: str = ""
    required: bool = False
    reference: str = ""

    def headings(self) -> set[str]:
        """The headings under which the column is found."""
        return {folded(self.name), folded(self.danish)} - {""}

    def read(self, raw: Raw | Unusable) -> Value:
        """The value of a cell. Raises BadCell with a reason for the user."""
        if isinstance(raw, Unusable):
            raise BadCell(raw.reason, code=raw.code, shown=masked(raw.shown))
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if self.required:
                raise BadCell(_("The cell is empty, but must be filled in."), code="missing-value")
            return self.type.empty
        refuse_cpr(raw)
        return self.type.parse(raw)

    def write(self, value: Value) -> Raw:
        """The cell for a value."""
        return self.type.write(value)


def refuse_cpr(raw: Raw) -> None:
    """Raise BadCell when the cell holds a CPR number. The reason and what is shown do not repeat it."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return
    texts = [raw if isinstance(raw, str) else as_text(raw)]
    if not isinstance(raw, str) and len(texts[0]) == 9:
        texts.append("0" + texts[0])  # a spreadsheet has eaten the zero of the day
    if any(find_cpr(text) for text in texts):
        raise BadCell(
            _("This looks like a CPR number. Indgang never stores them; remove it or write it otherwise."),
            code="cpr",
            shown=masked(texts[0]),
        )


def masked(raw: object) -> str:
    """The text as it may be shown: shortened, with any CPR number covered."""
    text = "" if raw is None else str(raw)
    for match in reversed(find_cpr(text)):
        text = text[: match.start] + MASK + text[match.end :]
    if text.isdigit() and len(text) == 9 and find_cpr("0" + text):
        text = MASK
    return shortened(text)
