"""Several kinds at once: a folder or ZIP archive with a file for each, or a workbook with a sheet for each.

Files and sheets are named after the kinds: sites.csv, people.xlsx, lifelines.json.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from indgang.base.transfer import registry, writing
from indgang.base.transfer.columns import Record
from indgang.base.transfer.faults import BadFile, Fault, ImportReport
from indgang.base.transfer.files import ZIP, read_table, refuse_other_types
from indgang.base.transfer.kinds import Kind
from indgang.base.transfer.reading_json import read_json_tables
from indgang.base.transfer.reading_xlsx import is_workbook, read_sheet, sheet_names, unpacked
from indgang.base.transfer.suggest import did_you_mean
from indgang.base.transfer.tables import Source, Table

SUFFIXES = (".csv", ".xlsx", ".json", ".txt", ".tsv")
MOST_FILES = 100

_bundles: dict[str, list[str]] = {}


def register(name: str, *kinds: str) -> None:
    """Give several kinds a name under which they are exported together; imports may hold any kinds."""
    _bundles[name] = list(kinds)


def names() -> list[str]:
    """The names of the bundles."""
    return list(_bundles)


def members(name: str) -> list[Kind]:
    """The kinds of a bundle, those that others refer to first; empty when there is no such bundle."""
    return registry.in_order(_bundles.get(name, []))


def is_bundle(kind: str, file: Path | Source) -> bool:
    """Whether several kinds are imported: asked for by name, or it is a folder or archive of tables."""
    if kind in _bundles or (isinstance(file, Path) and file.is_dir()):
        return True
    try:
        source = file if isinstance(file, Source) else Source.of(file)
        if not source.data.startswith(ZIP) or is_workbook(source):
            return False
        return any(_kind_of(name) for name in _archive_names(source))
    except BadFile:
        return False


@dataclass(slots=True)
class Bundle:
    """What was read, what was noticed while reading, and the kinds whose file could not be read."""

    tables: list[tuple[Kind, Table]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def refuse(self, where: str, problem: BadFile, kind: str = "") -> None:
        """Note a file that cannot be read."""
        self.faults.append(Fault(where, problem.line, "", "", problem.reason, problem.code))
        self.broken |= {kind} - {""}


def read(file: Path | Source) -> Bundle:
    """The tables of a bundle, those that others refer to first."""
    bundle = Bundle()
    tables: dict[str, Table] = {}
    try:
        for name, where, table in _tables(file, bundle):
            if name in tables:
                reason = _("There is more than one file for “%(kind)s”.") % {"kind": name}
                bundle.faults.append(Fault(where, None, "", "", reason, "duplicate-file"))
                bundle.broken.add(name)
            else:
                tables[name] = table
    except BadFile as problem:
        bundle.refuse(file.name, problem)
    if not tables and not bundle.faults:
        reason = _("There is nothing to import. Name the files or sheets after what they hold: %(names)s.")
        reason %= {"names": ", ".join(registry.names())}
        bundle.faults.append(Fault(file.name, None, "", "", reason, "empty"))
    bundle.tables = [(kind, tables[kind.name]) for kind in registry.in_order(tables)]
    return bundle


def with_warnings(report: ImportReport, warnings: Sequence[Fault]) -> ImportReport:
    """The report with more warnings."""
    return replace(report, warnings=(*warnings, *report.warnings))


def _tables(file: Path | Source, bundle: Bundle) -> Iterator[tuple[str, str, Table]]:
    if isinstance(file, Path) and not file.is_dir():
        file = Source.of(file)
    if isinstance(file, Source) and not file.data.startswith(ZIP):
        yield from _json_tables(file, bundle)
        return
    if isinstance(file, Source) and is_workbook(file):
        yield from _sheets(file, bundle)
        return
    for source in _files(file):
        kind = _kind_of(source.name)
        if kind is None:
            _note_stranger(source.name, bundle)
            continue
        try:
            yield kind, source.name, read_table(registry.get(kind), source)
        except BadFile as problem:
            bundle.refuse(source.name, problem, kind)


def _json_tables(file: Source, bundle: Bundle) -> Iterator[tuple[str, str, Table]]:
    refuse_other_types(file)
    if PurePosixPath(file.name).suffix.lower() != ".json":
        raise BadFile(
            _("Give a folder or ZIP archive with a file for each kind, a workbook or JSON."),
            code="wrong-type",
        )
    for name, table in read_json_tables(file).items():
        if registry.is_kind(name):
            yield name, table.file, table
        else:
            bundle.faults.append(Fault(table.file, None, "", "", _unknown(name), "unknown-kind"))


def _sheets(file: Source, bundle: Bundle) -> Iterator[tuple[str, str, Table]]:
    for sheet in sheet_names(file):
        name = sheet.strip().casefold()
        where = f"{file.name} [{sheet}]"
        try:
            if registry.is_kind(name):
                yield name, where, read_sheet(file, sheet)
            elif read_sheet(file, sheet).lines:
                bundle.faults.append(Fault(where, None, "", "", _unknown(name), "unknown-kind"))
        except BadFile as problem:
            if problem.code != "empty":
                bundle.refuse(where, problem, name)


def _files(file: Path | Source) -> Iterator[Source]:
    if isinstance(file, Path):
        for path in sorted(file.iterdir()):
            if path.is_file() and not _is_hidden(path.name):
                yield Source.of(path)
        return
    with unpacked(file) as archive:
        members = [name for name in archive.namelist() if not name.endswith("/") and not _is_hidden(name)]
        if len(members) > MOST_FILES:
            raise BadFile(
                _("There are more than %(most)d files in the archive.") % {"most": MOST_FILES},
                code="too-many-files",
            )
        for name in sorted(members):
            try:
                yield Source(PurePosixPath(name).name, archive.read(name))
            except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
                raise BadFile(_("The file is damaged and cannot be opened."), code="damaged") from error


def _archive_names(file: Source) -> list[str]:
    with unpacked(file) as archive:
        return archive.namelist()


def _known_sheets(file: Source) -> list[str]:
    return [name for name in sheet_names(file) if registry.is_kind(name.strip().casefold())]


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$"))


def _kind_of(name: str) -> str | None:
    path = PurePosixPath(name)
    stem = path.stem.strip().casefold().replace("_", "-")
    return stem if path.suffix.lower() in SUFFIXES and registry.is_kind(stem) else None


def _note_stranger(name: str, bundle: Bundle) -> None:
    path = PurePosixPath(name)
    if path.suffix.lower() in SUFFIXES and path.stem.casefold() not in {"readme", "laesmig", "læsmig"}:
        bundle.faults.append(Fault(name, None, "", "", _unknown(path.stem), "unknown-kind"))
    else:
        bundle.warnings.append(
            Fault(name, None, "", "", _("The file was not read; it is no table."), "not-read")
        )


def _unknown(name: str) -> str:
    return _("Nothing to import is called “%(name)s”.") % {"name": name} + did_you_mean(
        name, registry.names()
    )


def written(rows: Mapping[Kind, Sequence[Record]], file_format: str) -> bytes:
    """All kinds in one file."""
    if file_format == "xlsx":
        return writing.as_xlsx({kind.name: (kind.columns, records) for kind, records in rows.items()})
    if file_format == "csv":
        return writing.as_zip(
            {f"{kind.name}.csv": writing.as_csv(kind.columns, records) for kind, records in rows.items()}
        )
    parts = [
        json.dumps(kind.name).encode() + b": " + writing.as_json(kind.columns, records).rstrip()
        for kind, records in rows.items()
    ]
    return b"{\n" + b",\n".join(parts) + b"\n}\n"
