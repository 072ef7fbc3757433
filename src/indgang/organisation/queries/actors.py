"""Who somebody is to the permissions: people, tokens and devices as actors."""

import hashlib

from django.db.models import Q, QuerySet

from indgang.base.access import ANONYMOUS, Actor
from indgang.organisation.models import AccessToken, Person, RoleGrant


def actor_of_person(person_id: int) -> Actor:
    """The person as an actor with all roles; anonymous when not active any more."""
    person = Person.objects.filter(pk=person_id, is_active=True).only("pk", "name").first()
    if person is None:
        return ANONYMOUS
    grants = RoleGrant.objects.filter(person_id=person_id).values_list("role", "site_id")
    return Actor(kind="person", id=person.pk, name=person.name, grants=frozenset(grants))


def token_digest(raw: str) -> str:
    """The digest under which a token is kept."""
    return hashlib.sha256(raw.encode()).hexdigest()


def actor_of_token(raw: str) -> Actor:
    """The holder of an access token as an actor; anonymous when unknown or revoked.

    A personal token holds its one role, and only where the person holds that role too.
    """
    return _actor_of(AccessToken.objects.filter(digest=token_digest(raw)))


def actor_of_device(token_id: int) -> Actor:
    """The device with this token as an actor; anonymous when unknown or revoked."""
    return _actor_of(AccessToken.objects.filter(pk=token_id, role="device"))


def _actor_of(tokens: QuerySet[AccessToken]) -> Actor:
    token = (
        tokens.filter(revoked_at__isnull=True)
        .filter(Q(person__isnull=True) | Q(person__is_active=True))
        .filter(Q(site__isnull=True) | Q(site__is_active=True))
        .first()
    )
    if token is None:
        return ANONYMOUS
    if token.person_id is not None:
        return _narrowed(actor_of_person(token.person_id), token)
    return Actor(
        kind="device" if token.role == "device" else "api",
        id=token.pk,
        name=token.name,
        grants=frozenset({(token.role, token.site_id)}),
    )


def _narrowed(person: Actor, token: AccessToken) -> Actor:
    """The person with no more than what the token was issued for."""
    if token.role == "api":
        return person
    if token.site_id is None:
        kept = frozenset(grant for grant in person.grants if grant[0] == token.role)
    elif person.has_role(frozenset({token.role}), token.site_id):
        kept = frozenset({(token.role, token.site_id)})
    else:
        kept = frozenset()
    return Actor(kind="person", id=person.id, name=person.name, grants=kept)
