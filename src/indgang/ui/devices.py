"""A browser that is a device. A token is typed once; the browser then carries a signed cookie for the addresses of one
face."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from indgang.base.access import SYSTEM, Actor, may
from indgang.organisation.models import Site
from indgang.organisation.queries import actor_of_device, actor_of_token
from indgang.organisation.services import issue_token
from indgang.ui.middleware import DEVICE_COOKIE

YEARS_10 = 10 * 365 * 24 * 3600


def device_in(request: HttpRequest) -> Actor | None:
    """The device that this browser is; None where it is none, or where its token was revoked."""
    try:
        token_id = int(request.get_signed_cookie(DEVICE_COOKIE, default="", salt="device") or 0)
    except (BadSignature, ValueError):
        token_id = 0
    return actor_of_device(token_id) if token_id else None


def device_of_token(typed: str, *, site: Site, permission: str) -> Actor | None:
    """The device that a typed token belongs to, where it has the permission at the site. In demo mode no token is
    needed: one is made."""
    if settings.DEMO and not typed:
        name = f"Demo-kiosk {secrets.token_hex(3)}"
        typed = issue_token(actor=SYSTEM, name=name, role="device", site=site)
    actor = actor_of_token(typed.strip())
    return actor if actor.kind == "device" and may(actor, permission, site.pk) else None


def remember_device(response: HttpResponse, actor: Actor, path: str) -> HttpResponse:
    """Let the browser carry which device it is, for the addresses below `path`."""
    response.set_signed_cookie(
        DEVICE_COOKIE,
        str(actor.id),
        salt="device",
        max_age=YEARS_10,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )
    return response
