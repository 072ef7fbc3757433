"""What can be imported and exported.

A kind declares its columns, says what is stored, checks its rules and makes the changes.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, ClassVar, Literal

from indgang.base.access import Actor
from indgang.base.errors import Text as Sentence
from indgang.base.transfer.cells import Raw, Value
from indgang.base.transfer.columns import Column, Record

Key = tuple[Any, ...]


@dataclass(slots=True)
class Row:
    """A row of a file: the values of the cells that could be read, and whether anything is wrong."""

    file: str
    line: int
    values: Record
    key: Key | None
    raw: dict[str, Any] = field(default_factory=dict)
    ok: bool = True

    def has(self, *columns: str) -> bool:
        """Whether all these columns are in the file and could be read in this row."""
        return all(column in self.values for column in columns)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to write. `before` is None for a new row, `after` None for a removed one."""

    action: Literal["created", "changed", "removed"]
    key: Key
    before: Record | None
    after: Record | None
    columns: tuple[str, ...] = ()

    @property
    def new(self) -> Record:
        """The row as it shall be; only for created and changed."""
        if self.after is None:
            raise ValueError("a removed row has no new values")
        return self.after

    @property
    def old(self) -> Record:
        """The row as it was; only for changed and removed."""
        if self.before is None:
            raise ValueError("a created row has no old values")
        return self.before


class World:
    """What may be referred to: what is stored, and what stands in the same import, also in rows with a fault.

    So one wrong cell gives one report, not one more for each row that refers to its row.
    """

    def __init__(self, stored_codes: Callable[[str], set[str] | None]) -> None:
        self._stored_codes = stored_codes
        self._stored: dict[str, set[str] | None] = {}
        self._mentioned: dict[str, set[str]] = {}
        self._distrusted: set[str] = set()
        self.incoming: dict[str, list[Row]] = {}

    def mention(self, kind: str, codes: Iterable[str]) -> None:
        """Note codes that the import itself brings."""
        self._mentioned.setdefault(kind, set()).update(codes)

    def distrust(self, kind: str) -> None:
        """Note that the import's rows of a kind could not all be read; references to it cannot be checked."""
        self._distrusted.add(kind)

    def codes(self, kind: str) -> set[str] | None:
        """The codes that may be referred to; None when nobody knows them and nothing can be checked."""
        if kind in self._distrusted:
            return None
        if kind not in self._stored:
            self._stored[kind] = self._stored_codes(kind)
        stored = self._stored[kind]
        mentioned = self._mentioned.get(kind)
        if stored is None and mentioned is None:
            return None
        return (stored or set()) | (mentioned or set())


# Notes a fault in a row: (row, column, reason, code).
AddFault = Callable[[Row, str, str, str], None]


class Kind(ABC):
    """One sort of rows.

    `key` are the columns that tell rows apart. `owner`, when set, makes the file the whole truth for each
    owner that it mentions: stored rows of that owner that are not in the file are removed. `noun` begins
    audit actions and targets. Columns that a file leaves out keep their stored values; new rows get the
    columns' empty values.
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    title: ClassVar[Sentence]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    owner: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()
    import_permission: ClassVar[str]
    export_permission: ClassVar[str]
    topic: ClassVar[str] = "organisation"

    @abstractmethod
    def stored(self) -> Iterable[Record]:
        """Every stored row, in the order of exports, with a value for every column."""

    @abstractmethod
    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Write the changes. Called in the import's transaction, under its lock, when all is checked."""

    def visible(self, actor: Actor) -> Iterable[Record]:
        """The rows that the actor may export; override when that is not all of them."""
        del actor
        return self.stored()

    def fill_in(self, values: Record, world: World) -> None:
        """Fill in what a row leaves out, before keys are compared. Cells with a fault are not there."""

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Look for faults across cells and rows. Values whose cells had a fault are not there."""

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """Look for faults in what would be stored afterwards, all rows together; `rows` are the sound ones."""

    def column(self, name: str) -> Column:
        """The column with this name."""
        return next(column for column in self.columns if column.name == name)

    def key_of(self, values: Record) -> Key | None:
        """The key of a row, or None when a part of it could not be read. Text is compared without case."""
        if any(name not in values for name in self.key):
            return None
        return tuple(_comparable(values[name]) for name in self.key)

    def owner_of(self, values: Record) -> Key | None:
        """The owner of a row, or None when a part of it could not be read."""
        if any(name not in values for name in self.owner):
            return None
        return tuple(_comparable(values[name]) for name in self.owner)

    def code_of(self, key: Key) -> str:
        """The key as people read it and as references spell it."""
        parts = [_spelled(self.column(name).write(value)) for name, value in zip(self.key, key, strict=False)]
        return "/".join(parts).rstrip("/")


class ExportKind(Kind):
    """Rows that come about in Indgang itself and are only exported; nobody has the permission to import them."""

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Never."""
        raise NotImplementedError(f"{self.name} are only exported")


def _spelled(cell: Raw) -> str:
    return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell)


def _comparable(value: Value) -> Value:
    return value.casefold() if isinstance(value, str) else value
