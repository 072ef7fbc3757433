"""Kinds whose rows are rows of one model, with a few columns kept elsewhere (texts, roles)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from django.db import models

from indgang.base.access import Actor
from indgang.base.transfer.cells import Value
from indgang.base.transfer.columns import Record
from indgang.base.transfer.kinds import Change, Key, Kind

BATCH = 500


class Link(NamedTuple):
    """A column that holds the code of a row of another model: stored in `field`, found by `code`."""

    field: str
    model: type[models.Model]
    code: str


class ModelKind(Kind):
    """Stores each row in `model`.

    A column is kept in the field of the same name, unless `fields` names another, `links` says that it refers
    to a row of another model, or it is one of `extras`, which `read_extras` and `write_extras` look after.
    """

    model: ClassVar[type[models.Model]]
    fields: ClassVar[Mapping[str, str]] = {}
    links: ClassVar[Mapping[str, Link]] = {}
    extras: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ("pk",)

    def stored(self) -> Iterable[Record]:
        """Every row of the model."""
        return (record for _pk, record in self.stored_with_ids())

    def stored_with_ids(self) -> Iterator[tuple[Any, Record]]:
        """Every row of the model with its primary key."""
        plain = [column for column in self.columns if column.name not in self.extras]
        lookups = [self._lookup(column.name) for column in plain]
        extras = self.read_extras()
        rows = self.model._default_manager.order_by(*self.order).values_list("pk", *lookups)
        for pk, *values in rows:
            record: Record = {
                column.name: column.type.empty if value is None else value
                for column, value in zip(plain, values, strict=True)
            }
            record |= {name: self.column(name).type.empty for name in self.extras}
            yield pk, record | extras.get(pk, {})

    def read_extras(self) -> Mapping[Any, Record]:
        """The extra columns' values by primary key; those that are left out are empty."""
        return {}

    def write_extras(self, rows: Sequence[tuple[Any, Change]]) -> None:
        """Store the extra columns of created and changed rows, given with their primary keys."""

    def attributes(self, change: Change) -> dict[str, Any]:
        """Fields of a new row that no column holds."""
        del change
        return {}

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Create, change and remove rows, each sort with few queries."""
        del actor
        ids = {self.key_of(record): pk for pk, record in self.stored_with_ids()}
        removed = [ids[change.key] for change in changes if change.action == "removed"]
        if removed:
            self.model._default_manager.filter(pk__in=removed).delete()
        kept = [change for change in changes if change.action != "removed"]
        linked = self._linked(kept)
        touched = self._create([change for change in kept if change.action == "created"], linked)
        touched += self._change([change for change in kept if change.action == "changed"], linked, ids)
        if self.extras:
            self.write_extras(touched)

    def _create(self, changes: Sequence[Change], linked: Mapping[str, Record]) -> list[tuple[Any, Change]]:
        rows = [
            self.model(**self._values(change.new, linked), **self.attributes(change)) for change in changes
        ]
        made = self.model._default_manager.bulk_create(rows, batch_size=BATCH)
        return [(row.pk, change) for row, change in zip(made, changes, strict=True)]

    def _change(
        self, changes: Sequence[Change], linked: Mapping[str, Record], ids: Mapping[Key | None, Any]
    ) -> list[tuple[Any, Change]]:
        rows = [self.model(pk=ids[change.key], **self._values(change.new, linked)) for change in changes]
        names = {name for change in changes for name in change.columns if name not in self.extras}
        fields = sorted(self._field(name) for name in names)
        if rows and fields:
            self.model._default_manager.bulk_update(rows, fields, batch_size=BATCH)
        return [(ids[change.key], change) for change in changes]

    def _lookup(self, name: str) -> str:
        link = self.links.get(name)
        return f"{link.field}__{link.code}" if link else self.fields.get(name, name)

    def _field(self, name: str) -> str:
        return self.links[name].field if name in self.links else self.fields.get(name, name)

    def _linked(self, changes: Sequence[Change]) -> dict[str, Record]:
        """For each link column: the primary keys of the codes that the changes use."""
        found: dict[str, Record] = {}
        for name, link in self.links.items():
            codes = {change.new[name] for change in changes} - {"", None}
            rows = link.model._default_manager.filter(**{f"{link.code}__in": codes}) if codes else None
            found[name] = dict(rows.values_list(link.code, "pk")) if rows is not None else {}
        return found

    def _values(self, record: Record, linked: Mapping[str, Record]) -> dict[str, Any]:
        values: dict[str, Value] = {}
        for name, value in record.items():
            if name in self.links:
                values[f"{self.links[name].field}_id"] = linked[name][value] if value else None
            elif name not in self.extras:
                values[self.fields.get(name, name)] = value
        return values
