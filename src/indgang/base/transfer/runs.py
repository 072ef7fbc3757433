"""Running imports and exports: one transaction, one at a time, all or nothing.

Imports wait for each other (a transaction-level advisory lock), so the same file imported twice at once is
created once and found unchanged once. The lock is taken before anything is read; what is checked is what is
written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors as postgres

from indgang.base import audit, live
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.base.transfer import bundles, planning, registry, writing
from indgang.base.transfer.columns import masked
from indgang.base.transfer.faults import BadFile, Fault, ImportReport
from indgang.base.transfer.files import read_table
from indgang.base.transfer.kinds import Change, Kind, World
from indgang.base.transfer.tables import Source, Table

LOCK = 4_201_187
ATTEMPTS = 4
Result = TypeVar("Result")


def run_import(kind: str, file: Path | Source, *, actor: Actor, check: bool = False) -> ImportReport:
    """Import a file (CSV, XLSX or JSON) of one kind, or of several kinds at once (see `bundles`).

    With `check`, or with any fault, nothing is written. Raises NotFound for an unknown kind and NotAllowed
    for an actor who may not import it; faults in the file are never raised but reported. Safe to repeat.
    """
    if bundles.is_bundle(kind, file):
        return run_bundle(kind, file, actor=actor, check=check)
    wanted = registry.get(kind)
    require(actor, wanted.import_permission)
    name = file.name
    try:
        source = file if isinstance(file, Source) else Source.of(file)
        table = read_table(wanted, source)
    except BadFile as problem:
        fault = Fault(name, problem.line, "", "", problem.reason, problem.code)
        return ImportReport(kind=kind, file=name, faults=(fault,))
    (report,) = _run([(wanted, table)], actor=actor, check=check)
    return report


def run_bundle(kind: str, file: Path | Source, *, actor: Actor, check: bool = False) -> ImportReport:
    """Import a folder, a ZIP archive or a workbook with a file or sheet for each kind, all or nothing.

    Rows may refer to rows of the other files. Raises NotAllowed unless the actor may import every kind in it.
    """
    bundle = bundles.read(file)
    for wanted, _table in bundle.tables:
        require(actor, wanted.import_permission)
    reports = _run(bundle.tables, actor=actor, check=check or bool(bundle.faults), broken=bundle.broken)
    joined = planning.joined(kind, file.name, reports, faults=bundle.faults)
    return bundles.with_warnings(joined, bundle.warnings)


def _run(
    tables: Sequence[tuple[Kind, Table]], *, actor: Actor, check: bool, broken: Iterable[str] = ()
) -> list[ImportReport]:
    try:
        return _again_when_disturbed(lambda: _attempt(tables, actor=actor, check=check, broken=broken))
    except (IntegrityError, DataError) as error:
        return _refused(_attempt(tables, actor=actor, check=True, broken=broken), error)


def _refused(reports: list[ImportReport], error: Exception) -> list[ImportReport]:
    """The reports, with the fault that only the database found."""
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or type(error.__cause__ or error).__name__
    reason = _("The database refused this; its rule is called %(rule)s. Nothing was written.") % {
        "rule": rule
    }
    first = reports[0]
    fault = Fault(first.file, None, "", "", reason, "refused-by-database")
    return [replace(first, faults=(*first.faults, fault)), *reports[1:]]


def _attempt(
    tables: Sequence[tuple[Kind, Table]], *, actor: Actor, check: bool, broken: Iterable[str]
) -> list[ImportReport]:
    with transaction.atomic():
        if check:
            _promise_not_to_write()
        else:
            take_lock()
        world = World(registry.stored_codes)
        for kind_name in broken:
            world.distrust(kind_name)
        plans = [planning.read_rows(kind, table, world) for kind, table in tables]
        for plan in plans:
            planning.complete(plan, world)
        written = not check and not any(plan.faults for plan in plans)
        if written:
            for plan in plans:
                write(plan, actor)
        return [plan.report(written=written) for plan in plans]


def take_lock() -> None:
    """Wait until no other import or command of this sort is under way; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _promise_not_to_write() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


def write(plan: planning.Plan, actor: Actor, *, site_id: int | None = None) -> None:
    """Make the plan's changes, with audit entries and a live notification for the site (None: for all)."""
    kind = plan.kind
    if not plan.changes:
        return
    kind.apply(plan.changes, actor)
    audit.record_many(actor, (_deed(kind, change, plan.file) for change in plan.changes))
    live.publish(site_id, kind.topic, kind=kind.name)


def _deed(kind: Kind, change: Change, file: str) -> audit.Deed:
    old, new = (
        writing.as_rows(kind.columns, [record])[0] if record is not None else {}
        for record in (change.before, change.after)
    )
    details: dict[str, object] = {"import": masked(file)} if file else {}
    details |= {"was": old} if change.after is None else {"changes": audit.differences(old, new)}
    return audit.Deed(f"{kind.noun}.{change.action}", f"{kind.noun}:{kind.code_of(change.key)}", details)


def _again_when_disturbed(attempt: Callable[[], Result]) -> Result:
    """Try again when somebody at the page changed the same rows at the same moment."""
    for left in reversed(range(ATTEMPTS)):
        try:
            return attempt()
        except (IntegrityError, OperationalError) as error:
            disturbed = isinstance(
                error.__cause__,
                postgres.UniqueViolation | postgres.DeadlockDetected | postgres.SerializationFailure,
            )
            if not disturbed or not left or connection.in_atomic_block:
                raise
    raise AssertionError


def run_export(kind: str, file_format: str, *, actor: Actor) -> bytes:
    """The rows that the actor may see as "csv", "xlsx" or "json", in the columns that the import takes.

    The bundle kind gives a ZIP archive of CSV files, a workbook with a sheet for each kind, or one JSON
    object. Raises NotFound for an unknown kind, Invalid for an unknown format, NotAllowed.
    """
    if file_format not in writing.FORMATS:
        raise Invalid(
            _("The format must be one of: %(formats)s.") % {"formats": ", ".join(writing.FORMATS)},
            field="format",
        )
    kinds = bundles.members(kind) or [registry.get(kind)]
    for wanted in kinds:
        require(actor, wanted.export_permission)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.savepoint_ids == []:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = {wanted: list(wanted.visible(actor)) for wanted in kinds}
    _note_export(kinds, file_format, actor)
    if kind in bundles.names():
        return bundles.written(rows, file_format)
    records = rows[kinds[0]]
    if file_format == "csv":
        return writing.as_csv(kinds[0].columns, records)
    if file_format == "json":
        return writing.as_json(kinds[0].columns, records)
    return writing.as_xlsx({kind: (kinds[0].columns, records)})


def _note_export(kinds: Iterable[Kind], file_format: str, actor: Actor) -> None:
    names = [kind.name for kind in kinds]
    audit.record(
        actor, "transfer.exported", f"export:{'+'.join(names)}", {"format": file_format, "kinds": names}
    )
