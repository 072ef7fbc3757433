"""How the desk's views answer: the whole desk anew, which the page morphs into place."""

from typing import Any, cast

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string

from indgang.base.access import Actor
from indgang.contact.models import NotSolvedReason, ReferralReason
from indgang.organisation.models import Desk
from indgang.queue.models import Ticket
from indgang.ui.access import PageRequest
from indgang.web.desk import keys
from indgang.web.desk.help_now import panel_of
from indgang.web.desk.state import workspace_of

QR_SCALE = 4
REASONS = [choice for choice in NotSolvedReason.choices if choice[0] != NotSolvedReason.NOT_REGISTERED]

# "No reason given" comes first: nobody is held up by a list.
REFERRAL_REASONS = sorted(ReferralReason.choices, key=lambda choice: choice[0] != ReferralReason.NOT_SAID)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts."""
    return cast(PageRequest, request).actor


def answer(
    request: HttpRequest, desk: Desk, *, focus: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """The desk as it is now. `focus` is the id of the element that gets the focus; `more` goes to the template."""
    response = render(request, "desk/_desk.html", context(request, desk, focus=focus, **more), status=status)
    response["Cache-Control"] = "no-store"
    return response


def context(request: HttpRequest, desk: Desk, **more: Any) -> dict[str, Any]:
    """What the desk's templates know. `key` names the next meeting, so that a double press begins one."""
    actor = actor_of(request)
    work = workspace_of(desk, actor)
    line = work.playbook.lifeline if work.playbook and work.contact else None
    return {
        "site": desk.site,
        "desk": desk,
        "work": work,
        "now": panel_of(actor, line, work.contact.id) if line and work.contact else None,
        "key": get_random_string(20),
        "key_groups": keys.grouped(),
        "reasons": REASONS,
        "referral_reasons": REFERRAL_REASONS,
        **more,
    }


def slip_of(ticket: Ticket) -> dict[str, Any]:
    """What the citizen gets to see of a number: its label, its page, and that as a QR code."""
    address = settings.PUBLIC_URL + reverse("citizen:ticket", args=[ticket.secret])
    code = segno.make(address, error="m").svg_data_uri(scale=QR_SCALE, border=2)
    return {"label": ticket.label, "lane": ticket.lane.name, "address": address, "code": code}
