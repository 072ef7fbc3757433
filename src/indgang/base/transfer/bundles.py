"""Several kinds at once: a folder or ZIP archive with a file for each, or a workbook with a sheet for each.

Files and sheets are named after the kinds: sites.csv, people.xlsx, lifelines.json.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from indgang.base.transfer import registry, writing
from indgang.base.transfer.columns import Record
from indgang.base.transfer.faults import BadFile, Fault, ImportReport
from indgang.base.transfer.files import ZIP, read_table
from indgang.base.transfer.kinds import Kind
from indgang.base.transfer.reading_xlsx import is_workbook, read_sheet, sheet_names, unpacked
from indgang.base.transfer.suggest import did_you_mean
from indgang.base.transfer.tables import Source, Table

NAME = "organisation"
SUFFIXES = (".csv", ".xlsx", ".json", ".txt", ".tsv")
MOST_FILES = 100

_members: list[str] = []


def include(*kinds: str) -> None:
    """Let these kinds be a part of the bundle's export; any registered kind may be in an import."""
    _members.extend(kinds)


def kinds() -> list[Kind]:
    """The kinds of the bundle's export, those that others refer to first."""
    return registry.in_order(_members)


def is_bundle(kind: str, file: Path | Source) -> bool:
    """Whether the import is one of several kinds: asked for by name, or plain from what the file is."""
    if kind == NAME:
        return True
    if isinstance(file, Path):
        if file.is_dir():
            return True
        try:
            file = Source.of(file)
        except BadFile:
            return False
    try:
        if not file.data.startswith(ZIP):
            return False
        if not is_workbook(file):
            return any(_kind_of(name) for name in _archive_names(file))
        return kind in _members and len(_known_sheets(file)) > 1 and kind == _members[0]
    except BadFile:
        return False


def read(file: Path | Source) -> tuple[list[tuple[Kind, Table]], list[Fault], list[Fault]]:
    """The tables of every kind in the bundle, in the order in which they build on each other; faults; warnings."""
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    warnings: list[Fault] = []
    try:
        for name, where, table in _tables(file, faults, warnings):
            if name in tables:
                reason = _("There is more than one file for “%(kind)s”.") % {"kind": name}
                faults.append(Fault(where, None, "", "", reason, "duplicate-file"))
            else:
                tables[name] = table
        if not tables and not faults:
            raise BadFile(
                _(
                    "There is nothing to import here. Name the files or sheets after what they hold: %(names)s."
                )
                % {"names": ", ".join(registry.names())},
                code="empty",
            )
    except BadFile as problem:
        faults.append(Fault(file.name, problem.line, "", "", problem.reason, problem.code))
    return [(kind, tables[kind.name]) for kind in registry.in_order(tables)], faults, warnings


def with_warnings(report: ImportReport, warnings: Sequence[Fault]) -> ImportReport:
    """The report with more warnings."""
    return replace(report, warnings=(*warnings, *report.warnings))


def _tables(
    file: Path | Source, faults: list[Fault], warnings: list[Fault]
) -> Iterator[tuple[str, str, Table]]:
    if isinstance(file, Path) and not file.is_dir():
        file = Source.of(file)
    if isinstance(file, Source) and is_workbook(file):
        yield from _sheets(file, faults)
        return
    for source in _files(file):
        kind = _kind_of(source.name)
        if kind is None:
            _note_stranger(source.name, faults, warnings)
            continue
        try:
            yield kind, source.name, read_table(registry.get(kind), source)
        except BadFile as problem:
            faults.append(Fault(source.name, problem.line, "", "", problem.reason, problem.code))


def _sheets(file: Source, faults: list[Fault]) -> Iterator[tuple[str, str, Table]]:
    for sheet in sheet_names(file):
        name = sheet.strip().casefold()
        where = f"{file.name} [{sheet}]"
        try:
            if registry.is_kind(name):
                yield name, where, read_sheet(file, sheet)
            elif read_sheet(file, sheet).lines:
                faults.append(Fault(where, None, "", "", _unknown(name), "unknown-kind"))
        except BadFile as problem:
            if problem.code != "empty":
                faults.append(Fault(where, problem.line, "", "", problem.reason, problem.code))


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


def _note_stranger(name: str, faults: list[Fault], warnings: list[Fault]) -> None:
    path = PurePosixPath(name)
    if path.suffix.lower() in SUFFIXES and path.stem.casefold() not in {"readme", "laesmig", "læsmig"}:
        faults.append(Fault(name, None, "", "", _unknown(path.stem), "unknown-kind"))
    else:
        warnings.append(Fault(name, None, "", "", _("The file was not read; it is no table."), "not-read"))


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
    whole = {kind.name: writing.as_rows(kind.columns, records) for kind, records in rows.items()}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
