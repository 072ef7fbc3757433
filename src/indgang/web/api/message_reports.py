"""What SMS gateways report about messages: at an address that we signed for the one message."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from indgang.messaging.services import take_report
from indgang.messaging.signing import is_signed
from indgang.ui.access import public

LONGEST_REPORT = 64 * 1024


@public("Gateways have no login; the address is signed for one message, and some of them report by GET.")
@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def report(request: HttpRequest, message: int, signature: str) -> HttpResponse:
    """Take a report; a repeated one changes nothing. A wrong signature finds nothing."""
    if not is_signed(message, signature) or len(request.body) > LONGEST_REPORT:
        raise Http404
    query = {name: request.GET[name] for name in request.GET}
    if request.content_type == "application/x-www-form-urlencoded":
        query |= {name: request.POST[name] for name in request.POST}
    take_report(message_id=message, query=query, body=request.body)
    return HttpResponse("OK", content_type="text/plain")
