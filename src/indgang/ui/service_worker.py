"""The worker that keeps a public face on its device; served below the face's own address, which is its scope."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from indgang.ui.access import public

SOURCE = Path(__file__).resolve().parent / "static" / "ui" / "sw.js"


@public("A script without data: it keeps the pages that a device may see anyway.")
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script, looked for anew by browsers with each visit."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _script() -> bytes:
    return SOURCE.read_bytes()
