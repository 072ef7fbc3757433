"""A promised call, for the citizen who holds its link: when it is, another time, and that it is not needed."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.followup import windows
from indgang.followup.callback_queries import citizen_call
from indgang.followup.codes import shown
from indgang.followup.services import choose_time, withdraw_as_citizen
from indgang.ui.access import public
from indgang.web.citizen.limits import allow

WHY = "It takes a signed link that only the citizen was sent, and names nobody."
MOST_CHANGES = 20
TOO_MANY = 429


@public(WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, call: str) -> HttpResponse:
    """When we phone, and another time (field `window`)."""
    if request.method != "POST":
        return _page(request, call)
    if not allow(request, "call", most=MOST_CHANGES):
        error = _("That was many tries. Wait ten minutes, or phone us.")
        return _page(request, call, error=error, status=TOO_MANY)
    try:
        choose_time(token=call, start=_moment(request.POST.get("window", "")))
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        field = refusal.field if isinstance(refusal, Invalid) else ""
        return _page(request, call, error=str(refusal), field=field, status=refusal.status)
    messages.success(request, _("Thank you. We phone at the new time."))
    return _quiet(redirect("call:page", call=call))


@public(WHY)
@require_POST
def cancel(request: HttpRequest, call: str) -> HttpResponse:
    """The call is not needed any more."""
    try:
        withdraw_as_citizen(code=citizen_call(call).code)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We do not phone. Thank you for telling us."))
    return _quiet(redirect("call:page", call=call))


def _page(
    request: HttpRequest, call: str, *, error: str = "", field: str = "", status: int = 200
) -> HttpResponse:
    found = citizen_call(call)
    offered = (
        windows.offered(found.lifeline_id, without=found.callback_id)
        if found.is_open and not found.was_reached and found.lifeline_id is not None
        else []
    )
    facts = {
        "call": found,
        "token": call,
        "code": shown(found.code),
        "days": windows.by_day(offered),
        "chosen": found.window_from.isoformat(),
        "error": error,
        "error_field": field,
    }
    return _quiet(render(request, "call/page.html", facts, status=status))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Keep the address out of logs of other places and out of search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _moment(raw: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return found if found.tzinfo else None
