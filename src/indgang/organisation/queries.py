"""Reading the organisation."""

import hashlib

from django.db.models import Q, QuerySet

from indgang.base.access import ANONYMOUS, Actor
from indgang.base.errors import NotFound
from indgang.organisation.models import AccessToken, Desk, Person, RoleGrant, Site


def find_site(slug: str) -> Site:
    """The active site with this slug. Raises NotFound."""
    site = Site.objects.select_related("municipality").filter(slug=slug, is_active=True).first()
    if site is None:
        raise NotFound
    return site


def find_desk(slug: str) -> Desk:
    """The active desk with this slug, with its site. Raises NotFound."""
    desk = (
        Desk.objects.select_related("site__municipality").filter(slug=slug, is_active=True, site__is_active=True).first()
    )
    if desk is None:
        raise NotFound
    return desk


def actor_of_person(person_id: int) -> Actor:
    """The person as an actor with all roles; anonymous when not active any more."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return ANONYMOUS
    grants = RoleGrant.objects.filter(person=person).values_list("role", "site_id")
    return Actor(kind="person", id=person.pk, name=person.name, grants=frozenset(grants))


def token_digest(raw: str) -> str:
    """The digest under which a token is kept."""
    return hashlib.sha256(raw.encode()).hexdigest()


def actor_of_token(raw: str) -> Actor:
    """The holder of an access token as an actor; anonymous when unknown or revoked."""
    return _actor_of(AccessToken.objects.filter(digest=token_digest(raw)))


def actor_of_device(token_id: int) -> Actor:
    """The device with this token as an actor; anonymous when unknown or revoked."""
    return _actor_of(AccessToken.objects.filter(pk=token_id, role="device"))


def _actor_of(tokens: QuerySet[AccessToken]) -> Actor:
    token = tokens.filter(revoked_at__isnull=True).filter(Q(person__isnull=True) | Q(person__is_active=True)).first()
    if token is None:
        return ANONYMOUS
    if token.person_id is not None:
        return actor_of_person(token.person_id)
    kind = "device" if token.role == "device" else "api"
    return Actor(kind=kind, id=token.pk, name=token.name, grants=frozenset({(token.role, token.site_id)}))
