"""Saying how one stands, and reading what was referred to one."""

import re
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base import clock
from indgang.base.access import require
from indgang.base.errors import Invalid
from indgang.contact import services as contact
from indgang.core.day import danish_date, opening_instant
from indgang.organisation.models import Person
from indgang.organisation.queries import find_person, presence_of_person
from indgang.organisation.services import clear_presence, set_presence
from indgang.ui.access import PageRequest, permission
from indgang.ui.presence import standing_words
from indgang.web.backline.presence.state import Bar, bar_of, behind, referrals_for

MORNING = time(8)
UNPROCESSABLE = 422
CLEAR = "clear"


@permission("organisation.receive")
@require_GET
@never_cache
def presence(request: PageRequest) -> HttpResponse:
    """One's state in full: until when, with what reason; and the lifelines one is behind. The same for a `person`
    that one may speak for."""
    return _page(request, _other(request, request.GET))


@permission("organisation.receive")
@require_GET
@never_cache
def bar(request: PageRequest) -> HttpResponse:
    """The bar alone, as it is now."""
    facts = {"bar": bar_of(request.actor, request.GET.get("here", ""))}
    return render(request, "backline/presence/_bar.html", facts)


@permission("organisation.receive")
@require_POST
@never_cache
def say(request: PageRequest) -> HttpResponse:
    """Say how one stands, or how a `person` that one may speak for does (`state`), for so many `minutes`, until the
    morning of a `day`, or as usual; `clear` takes the word back. Then back to the page it was said on."""
    other = _other(request, request.POST)
    person_id = other.pk if other else None
    try:
        if request.POST.get("state") == CLEAR:
            clear_presence(actor=request.actor, person_id=person_id)
        else:
            set_presence(
                actor=request.actor,
                person_id=person_id,
                state=request.POST.get("state", ""),
                reason=request.POST.get("reason", ""),
                **_end(request),
            )
    except Invalid as refusal:
        return _page(request, other, refusal=refusal)
    if other:
        now = standing_words(presence_of_person(other.pk))
        messages.success(request, _("%(name)s: %(standing)s") % {"name": other.name, "standing": now})
        return redirect(f"{reverse('backline:presence')}?person={other.username}")
    if getattr(request, "htmx", False):
        facts = {"bar": bar_of(request.actor, request.POST.get("here", ""))}
        return render(request, "backline/presence/_bar.html", facts)
    here = request.POST.get("here", "")
    safe = url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()})
    return redirect(here if safe else reverse("backline:presence"))


@permission("contact.read_referrals")
@require_GET
@never_cache
def referrals(request: PageRequest) -> HttpResponse:
    """What was referred to one's lifelines."""
    return render(
        request,
        "backline/presence/referrals.html",
        {"lines": referrals_for(request.actor)},
    )


@permission("contact.read_referrals")
@require_POST
@never_cache
def mark(request: PageRequest, referral: int, verb: str) -> HttpResponse:
    """One has read the referral, or has taken it up."""
    if verb == "seen":
        contact.see_referral(actor=request.actor, referral_id=referral)
    elif verb == "used":
        contact.use_referral(actor=request.actor, referral_id=referral)
        messages.success(request, _("Noted. The one who referred can see it."))
    else:
        raise Invalid(_("Unknown command."), field="verb")
    return redirect("backline:referrals")


def _end(request: HttpRequest) -> dict[str, Any]:
    """When the word ends, as it was typed; nothing for the usual end."""
    day, clock_text, minutes = (request.POST.get(name, "").strip() for name in ("day", "clock", "minutes"))
    if minutes:
        if not minutes.isdecimal() or len(minutes) > 6:
            raise Invalid(_("Say for how many minutes, at least one."), field="minutes")
        return {"minutes": int(minutes)}
    if not day and not clock_text:
        return {}
    try:
        date = datetime.fromisoformat(day).date() if day else danish_date(clock.now())
        at = _clock(clock_text) if clock_text else MORNING
    except ValueError:
        raise Invalid(_("Choose a day, and write the time as 9.30."), field="day") from None
    return {"until": opening_instant(date, at)}


def _clock(text: str) -> time:
    """A time of day as it is typed: "14", "9.30", "9:30", "0930". Raises ValueError."""
    found = re.fullmatch(r"(\d{1,2})[.:]?(\d{2})?", text)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def _other(request: PageRequest, sent: QueryDict) -> Person | None:
    """The somebody else that is spoken for (`person`), or None."""
    username = sent.get("person", "")
    if not username:
        return None
    person = find_person(username)
    if person.pk == request.actor.person_id:
        return None
    require(request.actor, "organisation.change", person.home_site_id)
    return person


def _page(request: PageRequest, other: Person | None, refusal: Invalid | None = None) -> HttpResponse:
    facts = {
        "other": other,
        "others": Bar(presence_of_person(other.pk), "") if other else None,
        "behind": behind(other.pk if other else request.actor.person_id),
        "errors": {refusal.field: str(refusal)} if refusal else {},
        "sent": request.POST if refusal else {},
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "backline/presence/page.html", facts, status=status)
