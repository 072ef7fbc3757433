"""From a table to a plan: every fault of every cell and row in one go, and what the right rows would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Unusable
from indgang.base.transfer.columns import Column, Record, folded, masked
from indgang.base.transfer.faults import Action, BadCell, Fault, ImportReport, PreviewRow
from indgang.base.transfer.kinds import Change, Key, Kind, Row, World
from indgang.base.transfer.suggest import did_you_mean, listed, nearest
from indgang.base.transfer.tables import Cell, Table, is_blank
from indgang.base.transfer.writing import as_rows


@dataclass(slots=True)
class Plan:
    """What an import of one kind would do."""

    kind: Kind
    file: str
    rows: list[Row] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    preview: list[PreviewRow] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, row: Row, column: str, reason: str, code: str) -> None:
        """Note that a row is wrong."""
        row.ok = False
        value = masked(row.raw.get(column, ""))
        self.faults.append(Fault(row.file, row.line, column, value, reason, code))

    def report(self, *, written: bool = False) -> ImportReport:
        """The plan as the user reads it, faults in the order of the file."""
        count = [change.action for change in self.changes].count
        return ImportReport(
            kind=self.kind.name,
            file=self.file,
            created=count("created"),
            changed=count("changed"),
            removed=count("removed"),
            unchanged=self.unchanged,
            faults=tuple(sorted(self.faults, key=lambda fault: (fault.file, fault.line or 0))),
            warnings=tuple(self.warnings),
            preview=tuple(self.preview),
            written=written,
        )


def read_rows(kind: Kind, table: Table, world: World) -> Plan:
    """Read the cells and tell the world which codes the file brings. The first of two steps."""
    plan = Plan(kind, table.file, faults=list(table.faults), warnings=list(table.warnings))
    placed = _places(kind, table, plan)
    plan.columns = tuple(column.name for column in placed.values())
    for line in table.lines:
        row = Row(table.file, line.number, {}, None)
        for at, cell in enumerate(line.cells):
            if at >= len(table.heading) and not is_blank(cell):
                reason = _(
                    "The row has more cells than the heading. Put a text with %(marks)s in quotation marks."
                )
                plan.fault(row, "", reason % {"marks": "; ,"}, "too-many-cells")
                break
        for at, column in placed.items():
            _read_cell(plan, row, column, line.cells[at] if at < len(line.cells) else None)
        for name in kind.key:
            if name not in row.raw and not kind.column(name).required:
                row.values[name] = kind.column(name).type.empty
        kind.fill_in(row.values, world)
        row.key = kind.key_of(row.values)
        plan.rows.append(row)
    world.mention(kind.name, filter(None, (_mentioned(kind, row) for row in plan.rows)))
    if table.faults or not set(kind.key) <= {*plan.columns, *_optional(kind)}:
        world.distrust(kind.name)
    world.incoming[kind.name] = plan.rows
    return plan


def _optional(kind: Kind) -> set[str]:
    return {column.name for column in kind.columns if not column.required}


def _mentioned(kind: Kind, row: Row) -> str:
    """The code under which others refer to the row, also when it cannot be used as one."""
    if row.key is not None:
        return kind.code_of(row.key)
    return str(row.raw.get(kind.key[0], "")).strip().casefold() if len(kind.key) == 1 else ""


def _places(kind: Kind, table: Table, plan: Plan) -> dict[int, Column]:
    """Which column stands where; notes unknown, repeated and missing ones as faults of the heading."""
    placed: dict[int, Column] = {}
    known = {heading: column for column in kind.columns for heading in column.headings()}
    guessed: set[str] = set()

    def fault(name: str, reason: str, code: str) -> None:
        shown = masked(name)
        plan.faults.append(Fault(table.file, table.heading_line, shown, shown, reason, code))

    for at, heading in enumerate(table.heading):
        column = known.get(folded(heading))
        if column is not None and column in placed.values():
            fault(heading, _("The column is there twice."), "duplicate-column")
        elif column is not None:
            placed[at] = column
        elif heading:
            near = nearest(folded(heading), known)
            guessed |= {known[near].name} if near else set()
            reason = _("There is no such column. The columns are: %(names)s.") % {
                "names": listed(column.name for column in kind.columns)
            }
            fault(heading, reason + did_you_mean(folded(heading), known), "unknown-column")
        elif any(at < len(line.cells) and not is_blank(line.cells[at]) for line in table.lines):
            fault("", _("Column %(number)d has no name.") % {"number": at + 1}, "nameless-column")
    present = {column.name for column in placed.values()}
    for column in kind.columns:
        if table.heading and column.required and column.name not in present | guessed:
            fault(
                column.name,
                _("The column is missing. The first line must hold the columns' names."),
                "missing-column",
            )
    return placed


def _read_cell(plan: Plan, row: Row, column: Column, cell: Cell) -> None:
    shown = cell.shown if isinstance(cell, Unusable) else cell
    row.raw[column.name] = "" if shown is None else shown
    try:
        row.values[column.name] = column.read(cell)
    except BadCell as problem:
        row.ok = False
        value = problem.shown if problem.shown is not None else masked(shown)
        plan.faults.append(Fault(row.file, row.line, column.name, value, problem.reason, problem.code))


def complete(plan: Plan, world: World) -> None:
    """Check keys, references and the kind's own rules, and work out the changes. The second step."""
    _check_duplicates(plan)
    _check_references(plan, world)
    plan.kind.check(plan.rows, world, plan.fault)
    stored = {_key(plan.kind, record): record for record in plan.kind.stored()}
    _compare(plan, stored)
    after = dict(stored)
    for change in plan.changes:
        if change.after is None:
            del after[change.key]
        else:
            after[change.key] = change.after
    # Also beside other faults, so that nobody mends these only to be told of the next.
    plan.kind.check_outcome(after, [row for row in plan.rows if row.ok], plan.fault)


def _key(kind: Kind, record: Record) -> Key:
    key = kind.key_of(record)
    if key is None:
        raise ValueError(f"a stored row of {kind.name} lacks a part of its key")
    return key


def _check_duplicates(plan: Plan) -> None:
    first: dict[Key, Row] = {}
    for row in plan.rows:
        if row.key is None:
            continue
        if row.key in first:
            plan.fault(
                row,
                plan.kind.key[0],
                _("Lines %(first)d and %(second)d are about the same: %(key)s. Keep one of them.")
                % {
                    "first": first[row.key].line,
                    "second": row.line,
                    "key": masked(plan.kind.code_of(row.key)),
                },
                "duplicate-key",
            )
        else:
            first[row.key] = row


def _check_references(plan: Plan, world: World) -> None:
    for column in plan.kind.columns:
        if not column.reference:
            continue
        codes = world.codes(column.reference)
        for row in plan.rows if codes is not None else ():
            code = row.values.get(column.name)
            if code and codes is not None and code not in codes:
                plan.fault(
                    row,
                    column.name,
                    _("“%(code)s” does not exist, neither here nor in the import.") % {"code": code}
                    + did_you_mean(code, codes),
                    "unknown-reference",
                )


def _compare(plan: Plan, stored: Mapping[Key, Record]) -> None:
    kind = plan.kind
    owners = {kind.owner_of(row.values) for row in plan.rows} if kind.owner else set()
    mentioned: set[Key] = set()
    for row in plan.rows:
        if row.key is None or row.key in mentioned:
            continue
        mentioned.add(row.key)
        if row.ok:
            _compare_row(plan, row, stored.get(row.key))
    for key, record in stored.items():
        if key not in mentioned and kind.owner and kind.owner_of(record) in owners:
            plan.changes.append(Change("removed", key, record, None))
            _show(plan, None, "removed", key, values=record)


def _compare_row(plan: Plan, row: Row, before: Record | None) -> None:
    kind = plan.kind
    key = row.key or ()
    if before is None:
        after = {column.name: column.type.empty for column in kind.columns} | row.values
        plan.changes.append(Change("created", key, None, after, tuple(after)))
        _show(plan, row, "created", key, values=after)
        return
    after = before | {name: row.values[name] for name in plan.columns if name not in kind.key}
    changed = tuple(name for name in after if after[name] != before[name])
    if changed:
        plan.changes.append(Change("changed", key, before, after, changed))
        _show(plan, row, "changed", key, values=after, changed=changed, before=before)
    else:
        plan.unchanged += 1
        _show(plan, row, "unchanged", key, values=after)


def _show(
    plan: Plan,
    row: Row | None,
    action: Action,
    key: Key,
    *,
    values: Record,
    changed: Sequence[str] = (),
    before: Record | None = None,
) -> None:
    kind = plan.kind
    (shown,) = as_rows(kind.columns, [values])
    old: dict[str, object] = {}
    if before is not None:
        (spelled,) = as_rows(kind.columns, [before])
        old = {name: spelled[name] for name in changed}
    plan.preview.append(
        PreviewRow(
            file=plan.file,
            line=row.line if row else None,
            action=action,
            key=kind.code_of(key),
            values=shown,
            before=old,
        )
    )


def joined(
    kind: str, file: str, parts: Iterable[ImportReport], *, faults: Sequence[Fault] = ()
) -> ImportReport:
    """Several reports as one."""
    reports = tuple(parts)
    return ImportReport(
        kind=kind,
        file=file,
        created=sum(part.created for part in reports),
        changed=sum(part.changed for part in reports),
        unchanged=sum(part.unchanged for part in reports),
        removed=sum(part.removed for part in reports),
        faults=(*faults, *(fault for part in reports for fault in part.faults)),
        warnings=tuple(warning for part in reports for warning in part.warnings),
        preview=tuple(row for part in reports for row in part.preview),
        parts=reports,
        written=bool(reports) and all(part.written for part in reports),
    )
