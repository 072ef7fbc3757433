"""Somebody with an appointment stands at the desk without the code: by first name and birth date."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.booking.calendar import rules_of
from indgang.booking.services import check_in_by_birth_date
from indgang.booking.services.holders import birth_date_of
from indgang.core.cpr import mask_cpr
from indgang.organisation.models import Desk, Site
from indgang.ui.access import permission
from indgang.ui.booking import arrival_words
from indgang.web.desk.views.answers import actor_of, slip_of
from indgang.web.desk.views.booking import CHANGED, day_list


@permission("booking.check_in")
@require_POST
@never_cache
def arrive(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Check somebody in (fields `name` and `birth`), and show the number; also whom a caseworker's calendar expects."""
    name = request.POST.get("name", "").strip()[:80]
    birth = request.POST.get("birth", "").strip()[:20]
    try:
        born = birth_date_of(birth)
        if not name or born is None:
            raise Invalid(_("Write both first name and birth date."), field="name" if not name else "birth")
        arrival = check_in_by_birth_date(actor=actor_of(request), site=site, first_name=name, birth_date=born)
    except DomainError as error:
        refused = day_list(request, site, desk, refusal=error, name=mask_cpr(name), birth=mask_cpr(birth))
        refused.status_code = error.status
        return refused
    facts = {
        "site": site,
        "desk": desk,
        "arrival": arrival,
        "said": arrival_words(arrival, rules_of(site)),
        "slip": slip_of(arrival.ticket),
    }
    response = render(request, "desk/_arrived.html", facts)
    response["HX-Trigger"] = CHANGED
    return response
