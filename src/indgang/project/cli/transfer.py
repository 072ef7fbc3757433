"""`import` and `export`."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from indgang.project.cli import documents
from indgang.project.cli.common import Subcommands, command, say, start_django

if TYPE_CHECKING:
    from indgang.base.transfer import ImportReport

SHOWN_ROWS = 20
CONTENT = "content"
KLE = "kle"


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    bring_in = command(
        commands,
        "import",
        run_import,
        "Import a table, a folder of tables, or the catalogue's content files. Any fault: nothing is written.",
    )
    bring_in.add_argument(
        "kind",
        help="tasks, sites, hours, people, ...; organisation for several; content for the catalogue; kle",
    )
    bring_in.add_argument("file", nargs="?", type=Path, help="CSV, XLSX, JSON, ZIP or a folder")
    bring_in.add_argument("--check", action="store_true", help="report and show, but write nothing")
    bring_in.add_argument("--json", action="store_true", help="print the report as JSON")
    bring_in.add_argument("--language", choices=("da", "en"), default="da", help="the language of the report")
    take_out = command(commands, "export", run_export, "Export a table in the columns that import takes.")
    take_out.add_argument(
        "kind", help="as for import; services for other systems (jsonld); booklet for the ring binder (pdf)"
    )
    take_out.add_argument("--format", choices=("csv", "xlsx", "json", "jsonld", "pdf"))
    take_out.add_argument("--site", help="of the booklet: the slug of a site; what is offered there")
    take_out.add_argument("--topic", help="of the booklet: the code of a topic")
    take_out.add_argument(
        "--language", choices=("da", "en"), default="da", help="of the booklet: its language"
    )
    take_out.add_argument("--paper", choices=("a4", "a5"), default="a4", help="of the booklet: its paper")
    take_out.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write here instead of to standard output"
    )


def run_import(options: argparse.Namespace) -> int:
    """`indgang import KIND FILE [--check]`: 0 when all was right, 1 when there were faults and nothing was written."""
    start_django()
    from django.utils.translation import override

    from indgang.base.errors import DomainError

    with override(options.language):
        try:
            return _import(options)
        except DomainError as error:
            say(f"indgang: {error}")
            return 1


def _import(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext

    from indgang.base.access import SYSTEM
    from indgang.base.transfer import run_import as run

    if options.kind == CONTENT:
        return _import_content(options)
    if options.file is None:
        say("indgang: " + gettext("Name the file to import."))
        return 2
    if options.kind == KLE:
        return _import_kle(options)
    report = run(options.kind, options.file, actor=SYSTEM, check=options.check)
    if report.written:
        from indgang.project.prepare import load_catalogue

        load_catalogue(say)
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, default=str))
    else:
        _tell(report)
    return 1 if report.faults else 0


def _import_content(options: argparse.Namespace) -> int:
    from indgang.base.access import SYSTEM
    from indgang.catalogue.services import load_content

    report = load_content(actor=SYSTEM, folder=options.file, check=options.check)
    for fault in report.faults:
        print(fault)
    _sum_up(
        created=len(report.created),
        changed=len(report.changed),
        removed=0,
        unchanged=len(report.unchanged),
        faults=len(report.faults),
        written=not options.check and not report.faults,
    )
    return 1 if report.faults else 0


def _import_kle(options: argparse.Namespace) -> int:
    from indgang.base.access import SYSTEM
    from indgang.base.transfer import Source
    from indgang.base.transfer.faults import BadFile
    from indgang.catalogue.services.kle import import_kle
    from indgang.catalogue.source_words import in_words
    from indgang.integrations.kle import read_kle

    try:
        file = read_kle(Source.of(options.file).data)
    except BadFile as refusal:
        say(f"indgang: {refusal.reason}")
        return 1
    report = import_kle(actor=SYSTEM, file=file, check=options.check)
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
    for fault in report.faults:
        say(f"{options.file.name}: {in_words(fault)}")
    for warning in report.warnings:
        say(f"{options.file.name}: {in_words(warning)}")
    _sum_up(
        created=len(report.new),
        changed=len(report.changed) + len(report.expired),
        removed=0,
        unchanged=report.unchanged,
        faults=len(report.faults),
        written=report.written,
    )
    return 1 if report.faults else 0


def _tell(report: "ImportReport") -> None:
    from django.utils.translation import gettext

    for fault in report.faults:
        print(fault)
    for warning in report.warnings:
        say(gettext("Note: %(warning)s") % {"warning": warning})
    for row in report.preview[:SHOWN_ROWS]:
        print(row)
    if len(report.preview) > SHOWN_ROWS:
        print(gettext("... and %(count)d more") % {"count": len(report.preview) - SHOWN_ROWS})
    _sum_up(
        created=report.created,
        changed=report.changed,
        removed=report.removed,
        unchanged=report.unchanged,
        faults=len(report.faults),
        written=report.written,
    )


def _sum_up(*, written: bool, **counts: int) -> None:
    from django.utils.translation import gettext

    numbers = gettext(
        "%(created)d created, %(changed)d changed, %(removed)d removed, %(unchanged)d unchanged, "
        "%(faults)d faults."
    )
    say(f"{numbers % counts} " + (gettext("Written.") if written else gettext("Nothing was written.")))


def run_export(options: argparse.Namespace) -> int:
    """`indgang export KIND --format csv|xlsx|json [-o FILE]`, and what is no table (see `cli.documents`)."""
    start_django()
    from indgang.base.access import SYSTEM
    from indgang.base.errors import DomainError
    from indgang.base.transfer import run_export as run

    try:
        content = (
            documents.made(options)
            if documents.is_document(options)
            else run(options.kind, options.format or "csv", actor=SYSTEM)
        )
    except DomainError as error:
        say(f"indgang: {error}")
        return 1
    if options.output:
        part = options.output.with_name(options.output.name + ".part")
        part.write_bytes(content)
        part.replace(options.output)
    else:
        sys.stdout.buffer.write(content)
    return 0
