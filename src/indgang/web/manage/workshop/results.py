"""What came of a workshop: the page, the workbook, the council's paper, and the way into the catalogue."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base import clock
from indgang.base.access import may
from indgang.base.transfer.cells import Integer, Text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.writing import as_xlsx
from indgang.organisation.queries import active_sites
from indgang.planning import services
from indgang.planning.policies import EXPORT, SETTLE
from indgang.planning.queries import cards, find_workshop, takeovers
from indgang.planning.transfer import WORKSHOPS, records
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.figures.export import Number
from indgang.web.manage.workshop import words
from indgang.web.manage.workshop.outcome import Outcome, outcome_of
from indgang.web.manage.workshop.report import council_paper

FILE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST = 10**9
SHARES = (
    Column("side", Text(40), ""),
    Column("generalist", Integer(0, MOST), ""),
    Column("with_a_group", Integer(0, MOST), ""),
    Column("not_agreed_yet", Integer(0, MOST), ""),
    Column("share", Number(), ""),
    Column("generalist_minutes", Integer(0, MOST), ""),
    Column("minutes", Integer(0, MOST), ""),
    Column("share_by_minutes", Number(), ""),
)
TRAINING = (
    Column("side", Text(40), ""), Column("task", Text(250), ""), Column("competences", Text(1000), ""),
)  # fmt: skip


@permission("planning.map")
@require_GET
@never_cache
def results(request: PageRequest, workshop: int) -> HttpResponse:
    """The shares with their picture, the grey zone and the training."""
    facts = {
        "workshop": find_workshop(workshop),
        "outcome": outcome_of(cards(workshop)),
        "may_settle": may(request.actor, SETTLE),
        "may_export": may(request.actor, EXPORT),
    }
    return render(request, "manage/workshop/results.html", facts)


@permission("planning.export")
@require_GET
@never_cache
def file(request: PageRequest, workshop: int, file_format: str) -> HttpResponse:
    """The same as a workbook, or as two pages for the council."""
    if file_format not in FILE_TYPES:
        raise Http404
    found = find_workshop(workshop)
    if file_format == "pdf":
        content = council_paper(found, municipality=_municipality(), at=clock.now())
    else:
        content = workbook(workshop)
    response = HttpResponse(content, content_type=FILE_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="indgang-workshop-{workshop}.{file_format}"'
    return response


def _municipality() -> str:
    """The municipality, when all sites are one's."""
    names = {site.municipality.name for site in active_sites()}
    return names.pop() if len(names) == 1 else ""


def workbook(workshop: int) -> bytes:
    """A sheet with every task, one with the shares, one with the training."""
    found = cards(workshop)
    outcome = outcome_of(found)
    return as_xlsx(
        {
            "tasks": (WORKSHOPS.columns, records(found)),
            "shares": (SHARES, _shares(outcome)),
            "training": (TRAINING, _training(outcome)),
        }
    )


def _shares(outcome: Outcome) -> list[Record]:
    return [
        {
            "side": line.code,
            "generalist": line.share.generalist,
            "with_a_group": line.share.known,
            "not_agreed_yet": line.share.open,
            "share": line.share.value,
            "generalist_minutes": line.share.generalist_minutes,
            "minutes": line.share.known_minutes,
            "share_by_minutes": line.share.by_minutes,
        }
        for line in outcome.lines
    ]


def _training(outcome: Outcome) -> list[Record]:
    return [
        {"side": line.side, "task": title, "competences": ", ".join(line.competences) if place == 0 else ""}
        for line in outcome.training
        for place, (_id, title, _minutes) in enumerate(line.tasks)
    ]


@permission("planning.settle")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def catalogue(request: PageRequest, workshop: int) -> HttpResponse:
    """What taking over into the catalogue changes; with one button it is done."""
    found = find_workshop(workshop)
    if request.method == "POST":
        written = services.take_over(
            actor=request.actor, workshop_id=workshop, only=request.POST.getlist("change")
        )
        tasks = words.tasks_in_words(len({change.mapped_id for change in written}))
        messages.success(request, _("Taken over into the catalogue: %(tasks)s.") % {"tasks": tasks})
        return redirect("manage:workshop_catalogue", workshop=workshop)
    names = words.field_names()
    changes = takeovers(workshop_id=workshop, actor=request.actor)
    facts = {
        "workshop": found,
        "changes": [
            (one, names[one.field], words.short(one.field, one.before), words.short(one.field, one.after))
            for one in changes
        ],
        "allowed": [one for one in changes if one.is_allowed],
        "refused": [one for one in changes if not one.is_allowed],
    }
    return render(request, "manage/workshop/catalogue.html", facts)
