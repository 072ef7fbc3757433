"""Types of cells that only the catalogue has."""

import re
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Choice, Raw, Text, Value, as_text
from indgang.base.transfer.faults import BadCell
from indgang.core.reach import Reach

BETWEEN = " | "
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Listed:
    """Several short texts with an upright stroke between them: "pas | nyt pas | rejsepas"."""

    most: int
    empty: ClassVar[Value] = ()

    def parse(self, raw: Raw) -> tuple[str, ...]:
        """The texts in order, each once."""
        parts = (part.strip() for part in as_text(raw).split("|"))
        return tuple(dict.fromkeys(Text(self.most).parse(part) for part in parts if part))

    def write(self, value: Value) -> Raw:
        """The texts in one cell."""
        return BETWEEN.join(value)


@dataclass(frozen=True, slots=True)
class Address:
    """A web address."""

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The address."""
        text = Text(300).parse(raw)
        if not _ADDRESS.fullmatch(text):
            raise BadCell(_("Write the whole address, beginning with https://."), code="bad-address")
        return text

    def write(self, value: Value) -> Raw:
        """The address itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Laws:
    """Laws as "title <address>", or the title alone, with an upright stroke between them."""

    empty: ClassVar[Value] = ()

    def parse(self, raw: Raw) -> tuple[tuple[str, str], ...]:
        """Pairs of title and address."""
        found = []
        for part in filter(None, (part.strip() for part in as_text(raw).split("|"))):
            title, begins, address = part.partition("<")
            url = Address().parse(address.rstrip(">").strip()) if begins else ""
            found.append((Text(200).parse(title.strip()), url))
        return tuple(found)

    def write(self, value: Value) -> Raw:
        """The laws in one cell."""
        return BETWEEN.join(f"{title} <{url}>" if url else title for title, url in value)


@dataclass(frozen=True, slots=True)
class Kle:
    """A KLE number of two or three pairs of digits, such as 23.09.02."""

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The number."""
        text = as_text(raw)
        if not re.fullmatch(r"\d{2}\.\d{2}(\.\d{2})?", text, re.ASCII):
            raise BadCell(_("Write a KLE number as 23.09.02. Format the cell as text."), code="bad-kle")
        return text

    def write(self, value: Value) -> Raw:
        """The number itself."""
        return str(value)


_DANISH = {
    "oplyse": "inform",
    "medbetjene": "guide",
    "modtage": "receive",
    "forberede": "prepare",
    "afgøre": "decide",
}
REACHES = Choice.of([reach.code for reach in Reach], ingen="none", **_DANISH)
STEP_REACHES = Choice.of([reach.code for reach in Reach if reach], empty="guide", **_DANISH)
