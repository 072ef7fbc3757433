"""KLE: importing the municipality's file of it, looking numbers up, and tasks whose number is past."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base import clock
from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.base.transfer import Source
from indgang.base.transfer.tables import MOST_BYTES
from indgang.catalogue.queries.kle import is_past, kle_count, kle_search, last_kle_run, past_kle_uses
from indgang.catalogue.services.kle import KleReport, import_kle
from indgang.catalogue.source_words import in_words
from indgang.core.day import danish_date
from indgang.integrations.kle import read_kle
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.organisation.common import UNPROCESSABLE

MOST_TOLD = 60


@permission("catalogue.view_plays")
@require_GET
@never_cache
def kle(request: PageRequest) -> HttpResponse:
    """Look up numbers, and see which tasks need another one."""
    return _page(request, {})


@permission("catalogue.import")
@require_POST
@never_cache
def import_file(request: PageRequest) -> HttpResponse:
    """Check a file of KLE, or import it: all of it or nothing."""
    upload: Any = request.FILES.get("file")
    try:
        if upload is None or not upload.size:
            raise Invalid(_("Choose a file first."), field="file")
        file = read_kle(Source.uploaded(upload).data)
    except Invalid as refusal:
        return _page(request, {"file_error": str(refusal)}, status=UNPROCESSABLE)
    report = import_kle(actor=request.actor, file=file, check="check" in request.POST)
    facts = {"report": report, "file_name": upload.name, "told": _told(report), "groups": _groups(report)}
    return _page(request, facts, status=UNPROCESSABLE if report.faults else 200)


def _told(report: KleReport) -> list[tuple[bool, str]]:
    faults = [(True, in_words(text)) for text in report.faults]
    return (faults + [(False, in_words(text)) for text in report.warnings])[:MOST_TOLD]


def _groups(report: KleReport) -> list[tuple[str, int, list[str]]]:
    words = (
        ("new", _("New")),
        ("changed", _("Changed")),
        ("expired", _("Expired")),
        ("missing", _("Not in the file; they stay")),
    )
    return [
        (word, len(getattr(report, name)), getattr(report, name)[:MOST_TOLD])
        for name, word in words
        if getattr(report, name)
    ]


def _page(request: PageRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    today = danish_date(clock.now())
    facts = {
        "query": query,
        "found": [(row, is_past(row.expired_on, today)) for row in kle_search(query)],
        "count": kle_count(),
        "run": last_kle_run(),
        "past": past_kle_uses(),
        "most_megabytes": MOST_BYTES // 1024 // 1024,
        "may_import": may(request.actor, "catalogue.import"),
        "may_change": may(request.actor, "catalogue.change"),
        **more,
    }
    return render(request, "manage/sources/kle.html", facts, status=status)
