"""What the catalogue asks of the world outside: articles that others publish, subjects of KLE, and whether links work.

The adapters in `indgang.integrations` fetch and read; comparing and storing is done here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


class SourceFailed(Exception):
    """The source did not answer, or not in a form that can be read. The argument says what happened."""


class NotExportable(SourceFailed):
    """The source has the article and does not give it away."""


class NoSuchArticle(SourceFailed):
    """The source has no such article."""


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article in the source's list. `updated_at` is aware."""

    id: int
    title: str
    url: str
    updated_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormNumber:
    """A number of FORM that classifies an article; `level` is "service", "area" or "task"."""

    level: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that an article refers to."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """A part under a heading. `blocks` are its paragraphs, lists and so on as clean HTML, one element each."""

    guid: str
    heading: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferedSelfService:
    """A self-service that an article offers; the address is that of the source's own page about it."""

    guid: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article as the source has it now, its HTML clean and split. `warnings` say what was odd about it."""

    id: int
    title: str
    header: str = ""
    url: str = ""
    byline: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    parts: tuple[ArticlePart, ...] = ()
    self_services: tuple[OfferedSelfService, ...] = ()
    legislation: tuple[Reference, ...] = ()
    form_numbers: tuple[FormNumber, ...] = ()
    warnings: tuple[str, ...] = ()


class ArticleSource(Protocol):
    """A portal that gives its articles away. Both calls raise SourceFailed or one of its kinds."""

    @property
    def domain(self) -> str:
        """The host whose numbers the ids are: the same id means something else on another domain."""
        ...

    @property
    def language(self) -> str:
        """The language of its articles, "da" or "en"."""
        ...

    def all_articles(self) -> Sequence[ListedArticle]:
        """Every article that may be fetched."""
        ...

    def article(self, article_id: int, municipality: str = "") -> SourceArticle:
        """One article; with a municipality's three-digit code as that municipality has added to it."""
        ...


@dataclass(frozen=True, slots=True)
class KleEntry:
    """A main group, group or subject of KLE, as a file has it."""

    number: str
    title: str
    guidance: str = ""
    keywords: tuple[str, ...] = ()
    preservation: str = ""
    deletion: str = ""
    legislation: tuple[Reference, ...] = ()
    created_on: date | None = None
    corrected_on: date | None = None
    expired_on: date | None = None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KleFile:
    """What was read of a file: each number once. `faults` make it unfit to import, `warnings` do not.

    `is_complete` says that it tells all about a number (the official file); else it knows titles and keywords
    only, and those alone are taken over.
    """

    entries: tuple[KleEntry, ...] = ()
    published_on: date | None = None
    is_complete: bool = True
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address answered: an HTTP status, or an error in words; `milliseconds` until the answer."""

    is_ok: bool
    status: int | None = None
    error: str = ""
    milliseconds: int | None = None


class LinkProber(Protocol):
    """Tries addresses on the web."""

    def probe_all(self, urls: Iterable[str]) -> Iterator[tuple[str, Probe]]:
        """Try each address and give its answer as it comes, in any order. Never raises for an address."""
        ...
