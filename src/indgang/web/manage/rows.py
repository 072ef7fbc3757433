"""What is stored of a kind, as the columns that import and export know it (`base.transfer`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from indgang.base.transfer import Record, registry
from indgang.base.transfer.model_kinds import ModelKind


@dataclass(frozen=True, slots=True)
class Stored:
    """A row with its id; `path` is its key as it stands in addresses."""

    id: int
    values: Record
    path: str = ""

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


def model_kind(name: str) -> ModelKind:
    """The kind with this name, whose rows are rows of one table. Raises NotFound, and TypeError for another one."""
    kind = registry.get(name)
    if not isinstance(kind, ModelKind):
        raise TypeError(f"the rows of {name} are in several tables")
    return kind


def stored(name: str) -> list[Stored]:
    """Every row of a kind, in the order of its export."""
    kind = model_kind(name)
    return [
        Stored(int(pk), record, kind.code_of(kind.key_of(record) or ()))
        for pk, record in kind.stored_with_ids()
    ]


def grouped(rows: Iterable[Stored], column: str) -> dict[Any, list[Stored]]:
    """The rows by their value in a column."""
    found: dict[Any, list[Stored]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found
