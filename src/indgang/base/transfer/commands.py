"""Single rows from a page or the API, through the same columns, checks and writes as an import."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.base.errors import Invalid, NotFound
from indgang.base.transfer import planning, registry
from indgang.base.transfer.columns import Record
from indgang.base.transfer.faults import BadCell, Fault
from indgang.base.transfer.kinds import Change, Kind, World
from indgang.base.transfer.runs import take_lock, write
from indgang.base.transfer.tables import Line, Table


def apply_rows(
    kind: Kind, rows: Sequence[Mapping[str, Any]], *, actor: Actor, site_id: int | None = None
) -> list[Change]:
    """Create or change the rows in one transaction, and say what that did; nothing is done when one is wrong.

    The cells are raw values or text as in a file. The caller has checked the permission; `site_id` says where
    the change is felt. Raises Invalid for the first fault; its `facts["faults"]` hold all of them, with the
    number of the row (1 is the first).
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name in names:
        kind.column(name)
    lines = [Line(number, tuple(row.get(name) for name in names)) for number, row in enumerate(rows, start=1)]
    table = Table("", heading=tuple(names), heading_line=0, lines=lines)
    with transaction.atomic():
        take_lock()
        world = World(registry.stored_codes)
        plan = planning.read_rows(kind, table, world)
        planning.complete(plan, world)
        faults = plan.report().faults
        if faults:
            raise _invalid(faults)
        write(plan, actor, site_id=site_id)
    return plan.changes


def apply_row(
    kind: Kind, row: Mapping[str, Any], *, actor: Actor, site_id: int | None = None, new: bool | None = None
) -> Change | None:
    """Create or change one row; None when it was so already. `new` says which of the two it must be.

    A row that exists keeps what is not given. Raises Invalid as `apply_rows` does, and for a new row whose key
    is taken.
    """
    with transaction.atomic():
        take_lock()
        stored = _stored(kind, row)
        if new and stored is not None:
            raise Invalid(_("This is taken already."), field=kind.key[0], code="taken")
        if new is False and stored is None:
            raise NotFound
        known = {} if stored is None else _required_cells(kind, stored)
        changes = apply_rows(kind, [known | dict(row)], actor=actor, site_id=site_id)
    return changes[0] if changes else None


def _stored(kind: Kind, row: Mapping[str, Any]) -> Record | None:
    """The row with the same key, as it is stored."""
    world = World(registry.stored_codes)
    values: Record = {}
    for name in kind.key:
        try:
            values[name] = kind.column(name).read(row.get(name))
        except BadCell:
            return None
    kind.fill_in(values, world)
    key = kind.key_of(values)
    return next((record for record in kind.stored() if kind.key_of(record) == key), None)


def _required_cells(kind: Kind, record: Record) -> dict[str, Any]:
    return {column.name: column.write(record[column.name]) for column in kind.columns if column.required}


def _invalid(faults: Sequence[Fault]) -> Invalid:
    first = faults[0]
    listed = [
        {"row": fault.line, "field": fault.column, "reason": fault.reason, "code": fault.code}
        for fault in faults
    ]
    return Invalid(first.reason, field=first.column, code=first.code, facts={"faults": listed})
