"""The services as linked data, for everybody: CPSV-AP 3.2 as JSON-LD."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_GET

from indgang.catalogue import revision
from indgang.catalogue.cpsv import services_jsonld
from indgang.catalogue.visibility import today
from indgang.ui.access import public

JSONLD = "application/ld+json"


def _tag(request: HttpRequest) -> str:
    """Changes with the catalogue and with the day."""
    return f'"{revision.current()}-{today().isoformat()}"'


@public("What the municipality does is public; it holds what a kiosk shows everybody, in full.")
@require_GET
@condition(etag_func=_tag)
def services(request: HttpRequest) -> HttpResponse:
    """Every task that everybody may see, with conditions, cost and authority."""
    return HttpResponse(services_jsonld(), content_type=JSONLD)
