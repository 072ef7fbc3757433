"""Lists for those who keep the organisation in order: also what is out of use."""

from dataclasses import dataclass
from datetime import datetime

from indgang.base.errors import NotFound
from indgang.organisation.models import AccessToken, Desk, Person, Site


@dataclass(frozen=True, slots=True)
class TokenLine:
    """An access token in use; the token itself is not known to anybody."""

    id: int
    name: str
    role: str
    site_id: int | None
    site_name: str
    person_name: str
    created_at: datetime


def tokens_in_use() -> list[TokenLine]:
    """Every token that is not revoked, the newest first."""
    rows = AccessToken.objects.filter(revoked_at__isnull=True).select_related("site", "person")
    return [
        TokenLine(
            id=row.pk,
            name=row.name,
            role=row.role,
            site_id=row.site_id,
            site_name=row.site.name if row.site else "",
            person_name=row.person.name if row.person else "",
            created_at=row.created_at,
        )
        for row in rows.order_by("-created_at", "-pk")
    ]


def any_person(username: str) -> Person:
    """The person with this user name, also one whose access is closed. Raises NotFound."""
    people = Person.objects.select_related("home_site", "team")
    person = people.filter(username=Person.normalize_username(username)).first()
    if person is None:
        raise NotFound(facts={"person": username})
    return person


def any_site(slug: str) -> Site:
    """The site with this slug, also one that is closed for good. Raises NotFound."""
    site = Site.objects.select_related("municipality").filter(slug=slug).first()
    if site is None:
        raise NotFound(facts={"site": slug})
    return site


def any_desk(slug: str) -> Desk:
    """The desk with this slug, also one that is out of use. Raises NotFound."""
    desk = Desk.objects.select_related("site__municipality").filter(slug=slug).first()
    if desk is None:
        raise NotFound(facts={"desk": slug})
    return desk
