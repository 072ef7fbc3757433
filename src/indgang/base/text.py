"""Choosing among texts that exist once per language."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.utils.translation import get_language

DEFAULT_LANGUAGE = "da"


class HasLanguage(Protocol):
    """A row that is written in one language."""

    language: str


Row = TypeVar("Row", bound=HasLanguage)


def pick(rows: Iterable[Row], language: str | None = None) -> Row | None:
    """The row in `language` (default: the active one), else the Danish one, else any, else None."""
    wanted = (language or get_language() or DEFAULT_LANGUAGE).split("-")[0]
    by_language = {row.language: row for row in rows}
    return (
        by_language.get(wanted) or by_language.get(DEFAULT_LANGUAGE) or next(iter(by_language.values()), None)
    )
