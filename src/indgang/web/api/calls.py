"""What the telephone system tells: signed with a secret that both have, so that it needs no token."""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from indgang.base import clock
from indgang.contact.services import take_phone_event
from indgang.contact.services.phoning import EVENTS
from indgang.ui.access import public

HEADER = "X-Indgang-Signature"
LONGEST = 8 * 1024
WINDOW_SECONDS = 300


@public("The telephone system has no login; each word is signed with a secret, and old ones are refused.")
@csrf_exempt
@require_POST
@never_cache
def calls(request: HttpRequest) -> HttpResponse:
    """Take `{"event", "from", "to", "agent", "ts"}`, signed in `X-Indgang-Signature: sha256=…` over the body.

    The same body again changes nothing. Without a secret in the settings, or with a wrong signature, there is nothing
    here (404).
    """
    if not settings.CALLS_SECRET or len(request.body) > LONGEST:
        raise Http404
    digest = hmac.new(settings.CALLS_SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    given = request.headers.get(HEADER, "").removeprefix("sha256=")
    if not hmac.compare_digest(given.encode(), digest.encode()):
        raise Http404
    event = _event(request.body)
    if event is None:
        return _problem("The body is a JSON object with event, to and ts.")
    if abs(clock.now().timestamp() - float(event["ts"])) > WINDOW_SECONDS:
        return _problem("ts, in seconds since 1970, is more than five minutes away.")
    return JsonResponse({"counted": take_phone_event(digest=digest, event=event)})


def _event(body: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(body)
    except ValueError:
        return None
    if not isinstance(event, dict) or event.get("event") not in EVENTS:
        return None
    sent_at = event.get("ts")
    is_number = isinstance(sent_at, int | float) and not isinstance(sent_at, bool)
    return event if is_number else None


def _problem(detail: str) -> HttpResponse:
    return JsonResponse(
        {"type": "about:blank", "title": "Invalid", "status": 422, "detail": detail},
        status=422,
        content_type="application/problem+json",
    )
