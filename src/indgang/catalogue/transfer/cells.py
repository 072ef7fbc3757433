"""Types of cells that only the catalogue has."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Choice, Raw, Text, Value, as_text
from indgang.base.transfer.faults import BadCell
from indgang.catalogue.content.schema import CostContent
from indgang.core.reach import Reach

BETWEEN = " | "
_ADDRESS = re.compile(r"https?://\S+")
_SOURCE = re.compile(r"(law|page|seed): (.+?)(?: <(\S+)>)?(?: \((\d{4}-\d\d-\d\d)\))?")


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
class Paragraphs:
    """A longer text; an empty line begins a new paragraph."""

    most: int
    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The paragraphs with one empty line between them."""
        if not isinstance(raw, str):
            return Text(self.most).parse(raw)
        pieces = re.split(r"\n\s*\n", raw.replace("\r\n", "\n"))
        text = "\n\n".join(filter(None, map(as_text, pieces)))
        if len(text) > self.most:
            Text(self.most).parse(text)
        return text

    def write(self, value: Value) -> Raw:
        """The text itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text of which nothing is changed but the blanks around it."""

    most: int
    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The text as it stands, lines ended as here."""
        if not isinstance(raw, str):
            return Text(self.most).parse(raw)
        text = raw.replace("\r\n", "\n").strip()
        as_text(text)  # Refuses what no text may hold.
        if len(text) > self.most:
            raise BadCell(
                _("The text has %(length)d characters; there is room for %(most)d.")
                % {"length": len(text), "most": self.most},
                code="too-long",
            )
        return text

    def write(self, value: Value) -> Raw:
        """The text itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Several:
    """Several of a few known words, with an upright stroke between them."""

    choices: tuple[str, ...]
    empty: ClassVar[Value] = ()

    def parse(self, raw: Raw) -> tuple[str, ...]:
        """The words in order, each once."""
        choice = Choice.of(self.choices)
        parts = filter(None, (part.strip() for part in as_text(raw).split("|")))
        return tuple(dict.fromkeys(choice.parse(part) for part in parts))

    def write(self, value: Value) -> Raw:
        """The words in one cell."""
        return BETWEEN.join(value)


@dataclass(frozen=True, slots=True)
class Days:
    """From how many to how many days: "14-60"."""

    empty: ClassVar[Value] = None

    def parse(self, raw: Raw) -> tuple[int, int]:
        """The least and the most."""
        found = re.fullmatch(r"(\d{1,4})\s*[-–]\s*(\d{1,4})", as_text(raw))
        if found is None or int(found[1]) > int(found[2]) or int(found[2]) > 3650:
            raise BadCell(_("Write days as from-to, for example 14-60."), code="bad-days")
        return int(found[1]), int(found[2])

    def write(self, value: Value) -> Raw:
        """From-to, or nothing."""
        return f"{value[0]}-{value[1]}" if value else ""


@dataclass(frozen=True, slots=True)
class Costs:
    """Prices as "kind amount since", with an upright stroke between them: "free", "fee 178.00 2026-01-01"."""

    empty: ClassVar[Value] = ()

    def parse(self, raw: Raw) -> tuple[tuple[str, str, str], ...]:
        """Kind, amount and day of each; amount and day may be empty."""
        found = []
        for part in filter(None, (part.strip() for part in as_text(raw).split("|"))):
            words = [*part.split(), "", ""][:3]
            try:
                day = date.fromisoformat(words[2]) if words[2] else None
                CostContent(kind=words[0], amount=words[1] or None, since=day)  # type: ignore[arg-type]
            except ValueError as error:
                raise BadCell(
                    _("Write a price as: free, varies, fee, or fee 178.00 2026-01-01."), code="bad-cost"
                ) from error
            found.append((words[0], words[1], words[2]))
        return tuple(found)

    def write(self, value: Value) -> Raw:
        """The prices in one cell."""
        return BETWEEN.join(" ".join(filter(None, cost)) for cost in value)


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources as "kind: title <address> (day)", with | between them; address and day may be left out."""

    empty: ClassVar[Value] = ()

    def parse(self, raw: Raw) -> tuple[tuple[str, str, str, str], ...]:
        """Kind, title, address and day of each."""
        found = []
        for part in filter(None, (part.strip() for part in as_text(raw).split("|"))):
            match = _SOURCE.fullmatch(part)
            if match is None:
                raise BadCell(
                    _("Write a source as: law: title <address> (2026-11-22). Kinds: law, page, seed."),
                    code="bad-source",
                )
            url = Address().parse(match[3]) if match[3] else ""
            found.append((match[1], Text(200).parse(match[2]), url, match[4] or ""))
        return tuple(found)

    def write(self, value: Value) -> Raw:
        """The sources in one cell."""
        return BETWEEN.join(
            f"{kind}: {title}" + (f" <{url}>" if url else "") + (f" ({day})" if day else "")
            for kind, title, url, day in value
        )


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
