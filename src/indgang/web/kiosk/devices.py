"""Which kiosk this is. A token is typed once; the browser then carries a signed cookie for the kiosk's
addresses.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from indgang.base.access import Actor, may
from indgang.organisation.models import Site
from indgang.ui.access import public
from indgang.ui.devices import device_in, device_of_token, remember_device

LANGUAGES = ("da", "en")
WHY_PUBLIC = "A citizen at the door uses it; the device is what must be known, and it holds no personal data."

View = Callable[..., HttpResponseBase]


class KioskRequest(HttpRequest):
    """A request from a kiosk: the actor it takes numbers as, its device id (None in demo mode), its language."""

    kiosk_actor: Actor
    device_id: int | None
    kiosk_language: str


def kiosk(view: View) -> View:
    """Let a connected kiosk see the view, in the language of the address; another browser is asked to
    connect.

    In demo mode every browser is a kiosk. The address without a language uses the device's own, else Danish.
    """

    @wraps(view)
    def connected(request: KioskRequest, *args: Any, site: Site, **kwargs: Any) -> HttpResponseBase:
        request.device_id, actor = device_of(request, site)
        if actor is None:
            return _not_connected(request, site)
        request.kiosk_actor = actor
        request.kiosk_language = kwargs.pop("language", None) or own_language(request)
        with translation.override(request.kiosk_language):
            return view(request, *args, site=site, **kwargs)

    return public(WHY_PUBLIC)(never_cache(ensure_csrf_cookie(connected)))


def device_of(request: HttpRequest, site: Site) -> tuple[int | None, Actor | None]:
    """The device of this browser and the actor that takes numbers for it; (None, None) when it may not."""
    device = device_in(request)
    if device is not None and may(device, "queue.take", site.pk):
        return device.id, device
    if settings.DEMO:
        return None, Actor(kind="device", name="Demo kiosk", grants=frozenset({("device", site.pk)}))
    person: Actor = request.actor  # type: ignore[attr-defined]
    return (None, person) if may(person, "queue.take", site.pk) else (None, None)


def own_language(request: HttpRequest) -> str:
    """The language that the device starts in: what its cookie says, else Danish; never what a browser
    prefers.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in LANGUAGES else "da"


@public("It asks for the token that makes a browser a kiosk; in demo mode every browser may be one.")
@never_cache
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask for a device's token, and keep which device this is. In demo mode a token is made without asking."""
    if request.method == "GET":
        return render(request, "kiosk/connect.html", {"site": site})
    typed = request.POST.get("token", "")
    actor = device_of_token(typed, site=site, permission="queue.take")
    if actor is None:
        error = _("That token does not belong to a kiosk of this place. Ask for a new one.")
        return render(request, "kiosk/connect.html", {"site": site, "error": error}, status=422)
    answer = redirect("kiosk:start", site=site.slug) if typed else JsonResponse({})
    return remember_device(answer, actor, reverse("kiosk:worker").removesuffix("sw.js"))


def _not_connected(request: HttpRequest, site: Site) -> HttpResponse:
    if request.method == "GET":
        return redirect("kiosk:connect", site=site.slug)
    return HttpResponse(status=401)
