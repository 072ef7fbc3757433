"""One box over everything, in the manager's face."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.catalogue.search import find
from indgang.ui.access import PageRequest, permission

MOST_FOUND = 20


@permission("catalogue.view_plays")
@require_GET
@never_cache
def found(request: PageRequest) -> HttpResponse:
    """What answers `q`: tasks first, then lifelines, news, self-service, articles and KLE."""
    asked = request.GET.get("q", "").strip()
    answer = find(asked, actor=request.actor, language=get_language(), limit=MOST_FOUND)
    return render(request, "manage/find.html", {"asked_for": asked, "found": answer})
