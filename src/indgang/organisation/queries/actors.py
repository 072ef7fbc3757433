"""Who somebody is to the permissions: people, tokens and devices as actors."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import connection

from indgang.base.access import ANONYMOUS, Actor, Kind
from indgang.organisation.models import Person, RoleGrant

# Asked with nearly every request, so it is one statement, written out: the holder of a token that may be used, and what
# the person behind it holds, each as "role site".
_HOLDER = """
    SELECT token.id, token.name, token.role, token.site_id, token.person_id, person.name,
        array(
            SELECT concat_ws(' ', held.role, held.site_id) FROM organisation_rolegrant held
            WHERE held.person_id = token.person_id
        )
    FROM organisation_accesstoken token
    LEFT JOIN organisation_person person ON person.id = token.person_id
    LEFT JOIN organisation_site site ON site.id = token.site_id
    WHERE token.revoked_at IS NULL
        AND coalesce(person.is_active, true) AND coalesce(site.is_active, true)
"""
HOLDER_BY_DIGEST = f"{_HOLDER} AND token.digest = %s"
_DEVICE_BY_ID = f"{_HOLDER} AND token.id = %s AND token.role = 'device'"


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
    return _asked(HOLDER_BY_DIGEST, token_digest(raw))


def actor_of_device(token_id: int) -> Actor:
    """The device with this token as an actor; anonymous when unknown or revoked."""
    return _asked(_DEVICE_BY_ID, token_id)


def actor_of_holder(row: Sequence[Any]) -> Actor:
    """The actor that a row of HOLDER_BY_DIGEST tells; anonymous when all of it is empty."""
    token_id, name, role, site_id, person_id, person_name, held = row
    if token_id is None:
        return ANONYMOUS
    if person_id is not None:
        grants = frozenset(_grant(one) for one in held)
        return _narrowed(Actor(kind="person", id=person_id, name=person_name, grants=grants), role, site_id)
    kind: Kind = "device" if role == "device" else "api"
    return Actor(kind=kind, id=token_id, name=name, grants=frozenset({(role, site_id)}))


def _asked(statement: str, token: str | int) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(statement, [token])
        row = cursor.fetchone()
    return ANONYMOUS if row is None else actor_of_holder(row)


def _grant(held: str) -> tuple[str, int | None]:
    role, _space, site_id = held.partition(" ")
    return role, int(site_id) if site_id else None


def _narrowed(person: Actor, role: str, site_id: int | None) -> Actor:
    """The person with no more than what the token was issued for."""
    if role == "api":
        return person
    if site_id is None:
        kept = frozenset(grant for grant in person.grants if grant[0] == role)
    elif person.has_role(frozenset({role}), site_id):
        kept = frozenset({(role, site_id)})
    else:
        kept = frozenset()
    return Actor(kind="person", id=person.id, name=person.name, grants=kept)
