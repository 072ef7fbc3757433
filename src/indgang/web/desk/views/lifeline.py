"""The lifeline beside the playbook: who can help now, and what came of phoning."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.contact import services as contact
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import lifeline_card, presence_of_person
from indgang.organisation.services import set_presence
from indgang.ui.access import permission
from indgang.ui.presence import standing_words
from indgang.web.desk.forms import Try, checked
from indgang.web.desk.help_now import Panel, panel_by_code, panel_of
from indgang.web.desk.views.answers import actor_of, answer


@permission("contact.register")
@require_GET
@never_cache
def help_now(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """Who can help with this now, in the order to try them."""
    return _answer(request, desk, panel_by_code(actor_of(request), code, request.GET.get("contact", "")))


@permission("contact.register")
@require_POST
def attempt(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """Count that the officer phones; the call itself is the telephone's."""
    form = checked(Try, request.POST).cleaned_data
    contact.try_lifeline(
        actor=actor_of(request),
        site=site,
        lifeline=form["unit"] or code,
        person_id=form["person"],
        contact_id=form["contact"],
        key=form["key"],
    )
    return _answer(request, desk, panel_by_code(actor_of(request), code, request.POST.get("contact", "")))


@permission("contact.register")
@require_POST
def result(request: HttpRequest, site: Site, desk: Desk, code: str, attempt_id: int) -> HttpResponse:
    """Say what came of it (field `result`). Without an answer the next one to try comes first."""
    actor = actor_of(request)
    done = contact.close_attempt(actor=actor, attempt_id=attempt_id, result=request.POST.get("result", ""))
    panel = panel_of(actor, lifeline_card(code), done.contact_id)
    return _answer(request, desk, panel)


@permission("organisation.receive")
@require_POST
def say(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """One who sits here and is a lifeline too says how they stand (field `state`), until the usual end."""
    actor = actor_of(request)
    set_presence(actor=actor, state=request.POST.get("state", ""))
    now = presence_of_person(actor.person_id) if actor.person_id is not None else None
    words = standing_words(now) if now is not None else ""
    return answer(request, desk, message=_("Colleagues now see you as: %(state)s.") % {"state": words})


def _answer(request: HttpRequest, desk: Desk, panel: Panel) -> HttpResponse:
    return render(request, "desk/_lifeline.html", {"site": desk.site, "desk": desk, "now": panel})
