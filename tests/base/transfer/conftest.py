"""A kind that lives in a list, so that the framework is tried without a domain."""

from collections.abc import Iterable, Sequence

import pytest

from indgang.base.access import Actor
from indgang.base.transfer.cells import Choice, Code, Date, Integer, Text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import Change, Kind
from indgang.base.transfer.tables import Source


class Boats(Kind):
    """Boats with a code, a name, a size and the boat that tows them."""

    name = "boats"
    noun = "boat"
    title = "Boats"
    key = ("code",)
    import_permission = export_permission = "organisation.import"
    columns = (
        Column("code", Code(), "The code.", "kode", required=True),
        Column("name", Text(12), "The name.", "navn", required=True),
        Column("size", Choice.of(["small", "large"], empty="small"), "The size.", "størrelse"),
        Column("crew", Integer(0, 9, empty=1), "How many.", "besætning"),
        Column("built", Date(), "When.", "bygget"),
        Column("towed_by", Code(), "Another boat.", "slæbes_af", reference="boats"),
    )

    def __init__(self) -> None:
        self.rows: list[Record] = []

    def stored(self) -> Iterable[Record]:
        return list(self.rows)

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        for change in changes:
            self.rows = [row for row in self.rows if self.key_of(row) != change.key]
            if change.after is not None:
                self.rows.append(dict(change.after))


@pytest.fixture
def boats() -> Boats:
    return Boats()


def csv_source(text: str, *, name: str = "boats.csv", encoding: str = "utf-8") -> Source:
    return Source(name, text.encode(encoding))
