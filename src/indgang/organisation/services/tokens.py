"""Access tokens for devices, systems and people's scripts. Only a digest is kept; a token is shown once."""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indgang.base import audit, clock, live
from indgang.base.access import ROLES, Actor
from indgang.base.errors import Invalid, NotFound
from indgang.base.transfer.cells import Text
from indgang.base.transfer.columns import Column
from indgang.base.transfer.faults import BadCell
from indgang.organisation.models import AccessToken, Person, Site
from indgang.organisation.queries.actors import actor_of_person, token_digest
from indgang.organisation.services.access import require_administrate, require_govern

PREFIX = "indgang_"
NAME = Column("name", Text(80), _("What the token is for."), required=True)


def issue_token(
    *, actor: Actor, name: str, role: str, site: Site | None, person: Person | None = None
) -> str:
    """Make a token that acts with a role at a site (None: at every site); it is never shown again.

    With `person` it acts as that person, with no more than the role. Raises NotAllowed, and Invalid for a
    name that cannot be used, an unknown role, or a role that the person does not hold.
    """
    require_administrate(actor, site.pk if site else None)
    if role not in ROLES:
        raise Invalid(_("There is no such role."), field="role", code="unknown-role")
    if person is not None:
        require_govern(actor, person)
        holder = actor_of_person(person.pk)
        if role != "api" and not holder.has_role(frozenset({role}), site.pk if site else None):
            raise Invalid(_("The person does not hold this role there."), field="role", code="role-not-held")
    try:
        known_as = NAME.read(name)
    except BadCell as error:
        raise Invalid(error.reason, field="name", code=error.code) from error
    raw = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = AccessToken.objects.create(
            name=known_as,
            digest=token_digest(raw),
            role=role,
            site=site,
            person=person,
            created_at=clock.now(),
        )
        details = {"name": known_as, "role": role, "site": site.slug if site else None}
        audit.record(actor, "token.issued", f"token:{token.pk}", details)
    return raw


def revoke_token(*, actor: Actor, token_id: int) -> None:
    """End a token at once. Raises NotFound when there is none that is in use."""
    token = AccessToken.objects.filter(pk=token_id, revoked_at__isnull=True).first()
    if token is None:
        raise NotFound
    require_administrate(actor, token.site_id)
    _revoke(actor, AccessToken.objects.filter(pk=token_id))


def revoke_tokens(*, actor: Actor, name: str) -> int:
    """End every token with this name; how many there were."""
    tokens = AccessToken.objects.filter(name=name)
    for site_id in set(tokens.filter(revoked_at__isnull=True).values_list("site_id", flat=True)):
        require_administrate(actor, site_id)
    return _revoke(actor, tokens)


def _revoke(actor: Actor, tokens: QuerySet[AccessToken]) -> int:
    with transaction.atomic():
        ended = list(tokens.filter(revoked_at__isnull=True).select_for_update())
        AccessToken.objects.filter(pk__in=[token.pk for token in ended]).update(revoked_at=clock.now())
        for token in ended:
            audit.record(actor, "token.revoked", f"token:{token.pk}", {"name": token.name})
            live.publish(token.site_id, "organisation", kind="tokens")
    return len(ended)
