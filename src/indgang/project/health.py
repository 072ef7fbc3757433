"""Whether this process can serve."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from indgang.ui.access import public


@public("A load balancer asks before anyone has logged in; it tells nothing but 'ok'.")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
