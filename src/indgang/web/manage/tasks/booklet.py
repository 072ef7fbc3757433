"""The playbook on paper, for the ring binder."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base.errors import NotFound
from indgang.catalogue.booklet import PAPERS, booklet_pdf
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.queries import topics
from indgang.organisation.models import Site
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.sites import sites_of


@permission("catalogue.view_plays")
@require_GET
@never_cache
def booklet(request: PageRequest) -> HttpResponse:
    """What to print: the whole playbook, a topic, or what one site offers."""
    facts: dict[str, Any] = {
        "sites": [("", _("Everything the municipality does"))]
        + [(site.slug, site.name) for site in sites_of(request.actor)],
        "topics": choices.sorted_choices(
            ((topic.code, topic.title) for topic in topics()), empty=_("All topics")
        ),
        "languages": choices.languages(),
        "papers": [(paper, paper.upper()) for paper in PAPERS],
        "own_language": _language(request),
    }
    return render(request, "manage/booklet.html", facts)


@permission("catalogue.view_plays")
@require_GET
@never_cache
def booklet_file(request: PageRequest) -> HttpResponse:
    """The booklet as PDF: `site`, `topic`, `language` and `paper` say what of it."""
    made = booklet_pdf(
        actor=request.actor,
        site=_site(request),
        topic=request.GET.get("topic", ""),
        language=_language(request),
        paper=request.GET.get("paper") or "a4",
    )
    return _pdf(made, _("playbook"))


@permission("catalogue.view_plays")
@require_GET
@never_cache
def task_sheet(request: PageRequest, code: str) -> HttpResponse:
    """One task as PDF; with `site` as that site takes it."""
    made = booklet_pdf(
        actor=request.actor, site=_site(request), code=code, language=_language(request), paper="a4"
    )
    return _pdf(made, code)


def _site(request: PageRequest) -> Site | None:
    """The site that is asked for, where the actor has a role. Raises NotFound."""
    slug = request.GET.get("site", "")
    if not slug:
        return None
    site = next((site for site in sites_of(request.actor) if site.slug == slug), None)
    if site is None:
        raise NotFound
    return site


def _language(request: PageRequest) -> str:
    asked = request.GET.get("language", "")
    own = (get_language() or "da").split("-")[0]
    return asked or (own if own in LANGUAGES else "da")


def _pdf(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
