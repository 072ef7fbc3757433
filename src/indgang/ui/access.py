"""How a page says who may see it. Every view carries `permission` or `public`; a conformance test checks that."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url

from indgang.base.access import Actor, may
from indgang.base.errors import NotAllowed
from indgang.base.once import reading
from indgang.organisation.queries import find_desk, find_site


class PageRequest(HttpRequest):
    """A request as our middleware leaves it."""

    actor: Actor
    htmx: Any


View = Callable[..., HttpResponseBase]


def public(reason: str) -> Callable[[View], View]:
    """Mark a view as open to everyone, and say why."""

    def mark(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]
        return _with_places(view)

    return mark


def permission(name: str) -> Callable[[View], View]:
    """Let only actors with the permission see a view.

    Arguments named `site` and `desk` arrive as slugs and are handed on as rows. A site where the actor holds no role
    does not exist for them (404); a missing permission is 403; a stranger is asked to log in. In a page that is
    open already the asking is a notice: nobody is taken away from what they are typing.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def checked(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            site_id = _site_id(kwargs)
            if request.actor.kind == "anonymous":
                return _ask_to_log_in(request)
            if not may(request.actor, name, site_id):
                if site_id is not None and not any(
                    granted in (None, site_id) for _, granted in request.actor.grants
                ):
                    raise Http404
                raise NotAllowed(facts={"permission": name})
            with reading() if request.method in {"GET", "HEAD"} else nullcontext():
                return view(request, *args, **kwargs)

        checked.permission = name  # type: ignore[attr-defined]
        return _with_places(checked)

    return mark


def _site_id(kwargs: dict[str, Any]) -> int | None:
    if "desk" in kwargs:
        return int(kwargs["desk"].site_id)
    return int(kwargs["site"].id) if "site" in kwargs else None


def _with_places(view: View) -> View:
    """Replace the slugs in `site` and `desk` by their rows, or answer 404."""

    @wraps(view)
    def placed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(kwargs.get("site"), str):
            kwargs["site"] = find_site(kwargs["site"])
        if isinstance(kwargs.get("desk"), str):
            kwargs["desk"] = find_desk(kwargs["desk"])
            if "site" in kwargs and kwargs["desk"].site_id != kwargs["site"].id:
                raise Http404
        return _shown(request, view(request, *args, **kwargs))

    return placed


def _shown(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer; where an address was opened that only takes what is sent, a page that leads on from there."""
    if not isinstance(answer, HttpResponseNotAllowed) or request.method not in {"GET", "HEAD"}:
        return answer
    page = render(
        request, "405.html", {"above": request.path.rstrip("/").rpartition("/")[0] + "/"}, status=405
    )
    page["Allow"] = answer["Allow"]
    return page


def _ask_to_log_in(request: PageRequest) -> HttpResponseBase:
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    here = request.htmx.current_url_abs_path or "/"
    login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}"
    answer = render(request, "ui/_logged_out.html", {"login": login}, status=401)
    answer["HX-Retarget"] = "#notices"
    answer["HX-Reswap"] = "innerHTML"
    return answer
