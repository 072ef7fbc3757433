"""Who may change what in the organisation."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor, may, require
from indgang.base.errors import NotAllowed
from indgang.organisation.models import Person, RoleGrant

Grant = tuple[str, int | None]
ROLES_A_MANAGER_GIVES = frozenset({"generalist", "specialist", "editor"})


def require_change(actor: Actor, site_id: int | None) -> None:
    """Raise NotAllowed unless the actor may change the site; None is what all sites share."""
    if site_id is None:
        require(actor, "organisation.change_all")
    else:
        require(actor, "organisation.change", site_id)


def require_administrate(actor: Actor, site_id: int | None) -> None:
    """Raise NotAllowed unless the actor administrates the site; None is every site."""
    if site_id is None:
        require(actor, "organisation.administrate_all")
    else:
        require(actor, "organisation.administrate", site_id)


def may_grant(actor: Actor, grant: Grant) -> bool:
    """Whether the actor may give and take a role: administrators any, managers those at the desk."""
    role, site_id = grant
    if site_id is None:
        return may(actor, "organisation.administrate_all") or (
            role in ROLES_A_MANAGER_GIVES and may(actor, "organisation.change_all")
        )
    return may(actor, "organisation.administrate", site_id) or (
        role in ROLES_A_MANAGER_GIVES and may(actor, "organisation.change", site_id)
    )


def require_grants(actor: Actor, grants: Iterable[Grant]) -> None:
    """Raise NotAllowed unless the actor may give and take all these roles."""
    if not all(may_grant(actor, grant) for grant in grants):
        raise NotAllowed(
            _("You may not give or take these roles. Ask an administrator."), code="roles-not-yours"
        )


def grants_of(person: Person) -> set[Grant]:
    """The roles that a person holds."""
    return set(RoleGrant.objects.filter(person=person).values_list("role", "site_id"))


def require_govern(actor: Actor, person: Person) -> None:
    """Raise NotAllowed unless the actor may change the person.

    That takes every role that the person holds, so that nobody gets at a higher role by changing its holder.
    """
    require_change(actor, person.home_site_id)
    require_grants(actor, grants_of(person))
