"""The further languages of the pages that citizens read at home: one catalogue for each, as far as it has come.

Danish and English are complete; German, Ukrainian and Arabic are examples that are filled in part by part. Their
catalogue may hold any text of Indgang, and stands in the face of the citizens' start page. `check` of tools.messages
refuses texts that nothing asks for any more and broken placeholders, and says how far each language has come; it does
not ask for what is missing, which is shown in Danish.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("de", "uk", "ar")
HOME = Path("web") / "citizen" / "start"
# What citizens read at home: the texts of these apps are what the share is counted of.
FACES = tuple(Path("web") / "citizen" / part for part in (".", "appointment", "book", "places", "start"))
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def further_path(language: str, package: Path) -> Path:
    """Where the language's catalogue is."""
    return package / HOME / "locale" / language / "LC_MESSAGES" / "django.po"


def read_further(language: str, package: Path) -> Catalog | None:
    """The language's catalogue; None when there is none."""
    path = further_path(language, package)
    if not path.exists():
        return None
    with path.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def said(message: Message) -> bool:
    """Whether the text is translated, in all its forms."""
    string = message.string
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


def share(language: str, package: Path, wanted: set[tuple[str | None, str]]) -> tuple[int, int]:
    """How many of the `wanted` texts (context and singular id) are translated, and of how many."""
    catalogue = read_further(language, package) or ()
    known = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogue
        if message.id and said(message)
    }
    return len(wanted & known), len(wanted)


def compiled(language: str, package: Path) -> bytes | None:
    """The catalogue as Django reads it."""
    catalogue = read_further(language, package)
    if catalogue is None:
        return None
    catalogue.creation_date = catalogue.revision_date = UNDATED
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()
