"""Who acts, and the one function that says whether they may.

Domains register their permissions in `policies.py` with `rules.add_perm(name, predicate)`; pages, search, exports and
the API all ask `may` or `require`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import rules

from indgang.base.errors import NotAllowed

ROLES = ("generalist", "specialist", "editor", "manager", "administrator", "device", "api")

Kind = Literal["anonymous", "person", "device", "api", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `grants` holds (role, site id) pairs; site id None means every site."""

    kind: Kind
    id: int | None = None
    name: str = ""
    grants: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)
    simulated: bool = False

    def has_role(self, roles: frozenset[str], site_id: int | None) -> bool:
        """Whether one of `roles` is held at `site_id`; with site_id None: held anywhere."""
        return any(
            role in roles and (granted is None or site_id is None or granted == site_id)
            for role, granted in self.grants
        )

    def knows(self, site_id: int) -> bool:
        """Whether any role is held there. Where none is held, the site and all at it do not exist (404)."""
        return any(granted in {None, site_id} for _role, granted in self.grants)

    @property
    def person_id(self) -> int | None:
        """The person's id, or None for devices, systems and strangers."""
        return self.id if self.kind == "person" else None


ANONYMOUS = Actor(kind="anonymous")
SYSTEM = Actor(kind="system", name="Indgang", grants=frozenset({("administrator", None), ("api", None)}))


def has_role(*roles: str) -> rules.Predicate:
    """A predicate that holds when the actor has one of the roles at the site (given as site id or None)."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles: {unknown}")
    wanted = frozenset(roles)

    def holds(actor: Actor, site_id: int | None = None) -> bool:
        return actor.has_role(wanted, site_id)

    check: Callable[..., bool] = holds
    return rules.predicate(check, name="has_role:" + ",".join(roles))


def may(actor: Actor, permission: str, site_id: int | None = None) -> bool:
    """Whether the actor has the permission at the site (None: at any site). Unknown permissions raise KeyError."""
    if not rules.perm_exists(permission):
        raise KeyError(permission)
    return bool(rules.has_perm(permission, actor, site_id))


def require(actor: Actor, permission: str, site_id: int | None = None) -> None:
    """Raise NotAllowed unless `may`."""
    if not may(actor, permission, site_id):
        raise NotAllowed(facts={"permission": permission})
