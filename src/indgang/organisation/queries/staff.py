"""Everybody who works here, with the roles they hold and the places they belong to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from indgang.organisation.models import Person, RoleGrant


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An active person with at least one role. `grants` holds (role, site id) pairs; None means every site."""

    id: int
    username: str
    name: str
    home_site_id: int | None
    grants: tuple[tuple[str, int | None], ...]
    email: str = ""
    language: str = "da"

    @property
    def site_ids(self) -> frozenset[int]:
        """Where the person belongs: the usual site, and those where a role is held for that site alone."""
        own = {site for _role, site in self.grants if site is not None}
        return frozenset(own | ({self.home_site_id} if self.home_site_id is not None else set()))


def staff(person_ids: Collection[int] | None = None) -> list[StaffMember]:
    """Those who work here (of these people) in the order of their ids; two queries."""
    people = Person.objects.filter(is_active=True, role_grants__isnull=False).distinct().order_by("pk")
    roles = RoleGrant.objects.filter(person__is_active=True).order_by("role", "site_id")
    if person_ids is not None:
        people, roles = people.filter(pk__in=person_ids), roles.filter(person__in=person_ids)
    grants: defaultdict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for person_id, role, site_id in roles.values_list("person_id", "role", "site_id"):
        grants[person_id].append((role, site_id))
    return [
        StaffMember(pk, username, name, home, tuple(grants[pk]), email, language)
        for pk, username, name, home, email, language in people.values_list(
            "pk", "username", "name", "home_site_id", "email", "language"
        )
    ]
