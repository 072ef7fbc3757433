"""Which calendars elsewhere are connected, and how they are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.booking.calendars.queries import links_at
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.sites import sites_of


@permission("booking.setup")
@require_GET
@never_cache
def calendars(request: PageRequest) -> HttpResponse:
    """The connections at the manager's sites, those that need somebody first, and who has none."""
    lines, without = links_at([site.pk for site in sites_of(request.actor, "booking.setup")])
    facts = {"lines": lines, "without": without, "failing": sum(not line.is_good for line in lines)}
    return render(request, "manage/calendars.html", facts)
