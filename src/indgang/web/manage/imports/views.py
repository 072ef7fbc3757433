"""Import in two steps, and export.

The file is checked first and written by a second, explicit step. It is not kept in between: the browser sends it
again, and the digest of what was checked sees to it that nothing else is written.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.access import SYSTEM, Actor, may
from indgang.base.errors import Invalid
from indgang.base.transfer import ImportReport, Source, bundles, registry, run_export, run_import
from indgang.base.transfer.columns import Column
from indgang.base.transfer.faults import PreviewRow
from indgang.base.transfer.tables import MOST_BYTES
from indgang.catalogue.services import load_content
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.choices import capital
from indgang.web.manage.imports.examples import EXAMPLES
from indgang.web.manage.imports.files import FILE_TYPES, is_bundle, kinds_of, template_file

MOST_SHOWN = 100
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind, or a bundle of kinds, that can be imported or exported."""

    name: str
    title: str
    holds: list[str]
    columns: tuple[Column, ...]
    may_import: bool
    may_export: bool
    has_example: bool


def offers_for(actor: Actor) -> list[Offer]:
    """What the actor may import or export: bundles first."""
    found = []
    for name in [*bundles.names(), *registry.names()]:
        kinds = kinds_of(name)
        own = bundles.members(name)
        found.append(
            Offer(
                name=name,
                title=_bundle_title(name) if own else capital(kinds[0].title),
                holds=[capital(kind.title) for kind in own],
                columns=() if own else kinds[0].columns,
                may_import=all(may(actor, kind.import_permission) for kind in kinds),
                may_export=all(may(actor, kind.export_permission) for kind in kinds),
                has_example=any(kind.name in EXAMPLES for kind in kinds),
            )
        )
    return [offer for offer in found if offer.may_import or offer.may_export]


def _bundle_title(name: str) -> str:
    titles = {
        "organisation": _("The whole municipality"),
        "queue": _("The whole set-up of the queue"),
        "catalogue": _("The whole catalogue"),
    }
    return titles.get(name, name)


@permission("catalogue.export")
@require_GET
@never_cache
def imports(request: PageRequest) -> HttpResponse:
    """Import, export and templates."""
    offers = offers_for(request.actor)
    facts = {
        "offers": offers,
        "importable": [offer for offer in offers if offer.may_import],
        "most_megabytes": MOST_BYTES // 1024 // 1024,
    }
    return render(request, "manage/imports.html", facts)


@dataclass(frozen=True, slots=True)
class Shown:
    """A report ready to be read: the first of the rows that do something, and how many more there are."""

    report: ImportReport
    rows: list[PreviewRow]
    more: int

    @property
    def parts(self) -> tuple[ImportReport, ...]:
        """The kinds of a bundle."""
        return self.report.parts


def shown(report: ImportReport) -> Shown:
    """The report with as much of its preview as people read."""
    rows = [row for row in all_rows(report) if row.action != "unchanged"]
    return Shown(report, list(islice(rows, MOST_SHOWN)), max(0, len(rows) - MOST_SHOWN))


def all_rows(report: ImportReport) -> Iterable[PreviewRow]:
    """The preview of a report, and of its parts where it has them."""
    return chain.from_iterable(part.preview for part in report.parts) if report.parts else report.preview


@permission("catalogue.import")
@require_POST
def check(request: PageRequest) -> HttpResponse:
    """Read a file and say what is wrong with it, or what it would do. Nothing is written."""
    return _run(request, check_only=True)


@permission("catalogue.import")
@require_POST
def write(request: PageRequest) -> HttpResponse:
    """Write the file that was checked."""
    return _run(request, check_only=False)


def _run(request: PageRequest, *, check_only: bool) -> HttpResponse:
    kind = request.POST.get("kind", "")
    try:
        source = _source(request.FILES.get("file"))
        digest = hashlib.sha256(kind.encode() + b"\0" + source.data).hexdigest()
        if not check_only and request.POST.get("digest") != digest:
            raise Invalid(_("This is not the file that was checked. Check it first."), field="file")
    except Invalid as refusal:
        return render(request, "manage/_import_refused.html", {"reason": str(refusal)}, status=UNPROCESSABLE)
    report = run_import(kind, source, actor=request.actor, check=check_only)
    if report.written and any(part.kind in _organisation() for part in (*report.parts, report)):
        load_content(actor=SYSTEM)  # Tasks find the lifelines that have come.
    facts = {"shown": shown(report), "report": report, "digest": digest, "is_check": check_only}
    return render(request, "manage/_import_report.html", facts, status=200 if report.ok else UNPROCESSABLE)


def _source(upload: Any) -> Source:
    if upload is None or not upload.size:
        raise Invalid(_("Choose a file first."), field="file")
    return Source.uploaded(upload)


def _organisation() -> set[str]:
    return {"organisation", *(kind.name for kind in bundles.members("organisation"))}


@permission("catalogue.export")
@require_GET
def template(request: PageRequest, kind: str, file_format: str) -> HttpResponse:
    """A file with the right columns: empty, or with `?example=1` one invented row."""
    if file_format not in {"csv", "xlsx"}:
        raise Http404
    with_example = "example" in request.GET
    data, ending = template_file(kind, file_format, with_example=with_example)
    word = _("example") if with_example else _("template")
    return _download(data, f"{kind}-{word}.{ending}", ending)


@permission("catalogue.export")
@require_GET
@never_cache
def export(request: PageRequest, kind: str, file_format: str) -> HttpResponse:
    """What is stored of a kind, in the columns that the import takes."""
    data = run_export(kind, file_format, actor=request.actor)
    ending = "zip" if is_bundle(kind) and file_format == "csv" else file_format
    return _download(data, f"{kind}.{ending}", ending)


def _download(data: bytes, name: str, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=FILE_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
