"""Who calls the API, and what they may do. Every operation carries `permission` or `public`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.security import HttpBearer

from indgang.base.access import Actor, require
from indgang.base.errors import NotFound
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import actor_of_token, find_desk, find_site
from indgang.web.api.parsing import require_storable

Operation = TypeVar("Operation", bound=Callable[..., Any])


class ApiRequest(HttpRequest):
    """A request whose token has been checked: `auth` is who calls."""

    auth: Actor


class Bearer(HttpBearer):
    """A token from `indgang token`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The holder of the token, or None."""
        actor = actor_of_token(token)
        return None if actor.kind == "anonymous" else actor


def permission(name: str) -> Callable[[Operation], Operation]:
    """Say which permission an operation needs. It must be held somewhere; where, is checked by what it calls."""

    def mark(operation: Operation) -> Operation:
        @wraps(operation)
        def checked(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            require(request.auth, name)
            require_storable({key: one for key, one in kwargs.items() if isinstance(one, str)})
            return operation(request, *args, **kwargs)

        checked.permission = name  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return mark


def site_for(actor: Actor, slug: str, name: str) -> Site:
    """The site, when the actor has the permission there. A site where the actor has no role does not exist (404)."""
    site = find_site(slug)
    require_here(actor, name, site.pk)
    return site


def desk_for(actor: Actor, slug: str, name: str) -> Desk:
    """The desk, when the actor has the permission at its site; else NotFound or NotAllowed as for `site_for`."""
    desk = find_desk(slug)
    require_here(actor, name, desk.site_id)
    return desk


def require_here(actor: Actor, name: str, site_id: int) -> None:
    """Raise NotFound where the actor has no role at all, NotAllowed where the role does not give the permission."""
    if not actor.knows(site_id):
        raise NotFound
    require(actor, name, site_id)
