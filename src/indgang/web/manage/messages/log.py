"""The log of messages, one message, and what a person can do with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.access import may
from indgang.messaging.errors import MessageNotOpen
from indgang.messaging.models import Channel, MessageState
from indgang.messaging.queries import message_card, message_log, message_trouble
from indgang.messaging.services import cancel_message, send_again, settle_message
from indgang.ui.access import PageRequest, permission

FIRST_STATES = (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.WAITING)


@permission("messaging.view")
@require_GET
@never_cache
def log(request: PageRequest) -> HttpResponse:
    """The messages of the actor's sites, all or those in one state."""
    state = request.GET.get("state", "")
    state = state if state in MessageState.values else ""
    page = _number(request.GET.get("page", ""))
    found = message_log(request.actor, state=state, page=page)
    trouble = message_trouble(request.actor)
    facts = {
        "lines": [(line, may(request.actor, "messaging.resend", line.site_id)) for line in found.lines],
        "states": [
            (one, MessageState(one).label, found.counts.get(one, 0), one == state)
            for one in _ordered(found.counts, state)
        ],
        "all_count": sum(found.counts.values()),
        "state": state,
        "page": page,
        "has_more": found.has_more,
        "trouble": trouble,
        "not_set_up": [Channel(one).label for one in trouble.not_set_up],
    }
    return render(request, "manage/messages/log.html", facts)


@permission("messaging.view")
@require_GET
@never_cache
def card(request: PageRequest, message: int) -> HttpResponse:
    """One message with everything that happened to it."""
    found = message_card(request.actor, message)
    acts = may(request.actor, "messaging.resend", found.line.site_id)
    return render(request, "manage/messages/card.html", {"card": found, "line": found.line, "may_act": acts})


@permission("messaging.resend")
@require_POST
def again(request: PageRequest, message: int) -> HttpResponse:
    """Send it again, at once."""
    return _done(request, message, send_again, _("The message is sent again."))


@permission("messaging.resend")
@require_POST
def cancel(request: PageRequest, message: int) -> HttpResponse:
    """Take back a message that waits."""
    return _done(request, message, cancel_message, _("The message is taken back."))


@permission("messaging.resend")
@require_POST
def settle(request: PageRequest, message: int) -> HttpResponse:
    """Note that nothing more needs to be done about it."""
    return _done(request, message, settle_message, _("Noted. The message asks for nobody any more."))


def _done(request: PageRequest, message: int, do: Callable[..., Any], said: str) -> HttpResponse:
    try:
        do(actor=request.actor, message_id=message)
    except MessageNotOpen as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("manage:message", message=message)


def _ordered(counts: dict[str, int], chosen: str) -> list[str]:
    """The states that there are messages in, those that ask for somebody first."""
    rest = [state for state in MessageState.values if state not in FIRST_STATES]
    return [state for state in (*FIRST_STATES, *rest) if counts.get(state) or state == chosen]


def _number(text: str) -> int:
    return min(int(text), 10_000) if text.isascii() and text.isdigit() and int(text) else 1
