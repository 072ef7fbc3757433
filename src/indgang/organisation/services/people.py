"""Changing people, roles, passwords, competences and delegations. All raise NotAllowed and Invalid."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from indgang.base import audit, live
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid, NotFound
from indgang.base.transfer import apply_row
from indgang.base.transfer.runs import take_lock
from indgang.organisation import transfer
from indgang.organisation.models import Competence, Delegation, Person, Site, Team
from indgang.organisation.services.access import (
    Grant,
    grants_of,
    require_change,
    require_govern,
    require_grants,
)


def save_team(*, actor: Actor, **values: Any) -> Team:
    """Create or change a team by its `code`."""
    require_change(actor, None)
    apply_row(transfer.TEAMS, values, actor=actor)
    return Team.objects.get(code=transfer.TEAMS.column("code").read(values["code"]))


def create_person(*, actor: Actor, password: str | None = None, **values: Any) -> Person:
    """Take somebody on, from the columns of the kind "people"; without a password they cannot log in yet."""
    with transaction.atomic():
        take_lock()
        require_change(actor, _site_id(values.get("home_site", "")))
        require_grants(actor, _grants(values.get("roles", "")))
        change = apply_row(transfer.PEOPLE, values, actor=actor, new=True)
        person = Person.objects.get(username=change.new["username"] if change else values["username"])
        if password is not None:
            set_password(actor=actor, person=person, password=password)
        return person


def update_person(*, actor: Actor, person: Person, **changes: Any) -> Person:
    """Change columns of a person; the user name stays. Roles are changed as by `set_roles`."""
    with transaction.atomic():
        take_lock()
        require_govern(actor, person)
        if "home_site" in changes:
            require_change(actor, _site_id(changes["home_site"]))
        if "roles" in changes:
            require_grants(actor, _grants(changes["roles"]) ^ grants_of(person))
        apply_row(transfer.PEOPLE, {**changes, "username": person.username}, actor=actor, new=False)
    return Person.objects.get(pk=person.pk)


def set_roles(*, actor: Actor, person: Person, roles: str) -> Person:
    """Give a person exactly these roles, written as "generalist@magion; manager@*".

    Raises NotAllowed when a role that is given or taken is not the actor's to give, Invalid when nobody would
    be left who administrates everything.
    """
    with transaction.atomic():
        take_lock()
        require_change(actor, person.home_site_id)
        require_grants(actor, _grants(roles) ^ grants_of(person))
        apply_row(transfer.PEOPLE, {"username": person.username, "roles": roles}, actor=actor, new=False)
    return Person.objects.get(pk=person.pk)


def deactivate_person(*, actor: Actor, person: Person) -> Person:
    """Close a person's access at once, open sessions and personal tokens too; history stays."""
    return update_person(actor=actor, person=person, active=False)


def set_password(*, actor: Actor, person: Person, password: str) -> None:
    """Give a person a new password, which ends their other sessions. Raises Invalid for a weak one."""
    require_govern(actor, person)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password", code="weak-password") from error
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        audit.record(actor, "person.password_set", f"person:{person.username}")


def reset_two_step(*, actor: Actor, person: Person) -> None:
    """Switch two-step login off for somebody who lost phone and recovery codes; their password stays."""
    require_govern(actor, person)
    with transaction.atomic():
        count, _models = Authenticator.objects.filter(user_id=person.pk).delete()
        if count:
            audit.record(actor, "person.two_step_reset", f"person:{person.username}")


def create_administrator(*, actor: Actor, username: str, name: str, password: str) -> Person:
    """The first person of an installation, administrator everywhere. Raises Invalid for a taken name."""
    return create_person(
        actor=actor, username=username, name=name, password=password, roles="administrator@*"
    )


def make_demo_people(*, actor: Actor, usernames: Iterable[str], password: str) -> None:
    """Mark people as the demo's cast, who are logged in with one click there, all with one known password."""
    require(actor, "organisation.administrate_all")
    names = list(usernames)
    with transaction.atomic():
        found = Person.objects.filter(username__in=names)
        missing = set(names) - set(found.values_list("username", flat=True))
        if missing:
            raise NotFound(facts={"people": sorted(missing)})
        found.update(is_demo=True, password=make_password(password))
        audit.record(actor, "person.made_demo", "people", {"people": names})


def save_competence(*, actor: Actor, person: Person, **values: Any) -> Competence:
    """Write down how far a person may go with a task, topic or group, from the columns of "competences"."""
    _require_reach(actor, person)
    row = {**values, "person": person.username}
    with transaction.atomic():
        take_lock()
        apply_row(transfer.COMPETENCES, row, actor=actor, site_id=person.home_site_id)
        return Competence.objects.get(person=person, **_start(row))


def remove_competence(*, actor: Actor, competence_id: int) -> None:
    """Take away a competence written down by mistake; one that ends gets `lapses_on`. Raises NotFound."""
    _remove(actor, Competence.objects.select_related("person").filter(pk=competence_id).first(), "competence")


def save_delegation(*, actor: Actor, person: Person, **values: Any) -> Delegation:
    """Write down that a person may decide, and by which decision, from the columns of "delegations"."""
    _require_reach(actor, person)
    row = {**values, "person": person.username}
    with transaction.atomic():
        take_lock()
        apply_row(transfer.DELEGATIONS, row, actor=actor, site_id=person.home_site_id)
        return Delegation.objects.get(person=person, **_start(row))


def remove_delegation(*, actor: Actor, delegation_id: int) -> None:
    """Take away a delegation written down by mistake. Raises NotFound, and Invalid once it was used."""
    try:
        _remove(
            actor, Delegation.objects.select_related("person").filter(pk=delegation_id).first(), "delegation"
        )
    except ProtectedError as error:
        message = _("Decisions were made by this delegation. Give it a last day instead.")
        raise Invalid(message, field="valid_to", code="delegation-used") from error


def _require_reach(actor: Actor, person: Person) -> None:
    """Raise NotAllowed unless the actor may say what the person may do; managers may not for themselves."""
    require_govern(actor, person)
    if actor.person_id == person.pk:
        require(actor, "organisation.administrate_all")


def _start(row: dict[str, Any]) -> dict[str, Any]:
    columns = ("scope_kind", "scope_code", "valid_from")
    return {name: transfer.COMPETENCES.column(name).read(row[name]) for name in columns}


def _remove(actor: Actor, row: Competence | Delegation | None, noun: str) -> None:
    if row is None:
        raise NotFound
    _require_reach(actor, row.person)
    with transaction.atomic():
        row.delete()
        target = f"{noun}:{row.person.username}/{row.scope_kind}/{row.scope_code}"
        audit.record(actor, f"{noun}.removed", target, {"valid_from": str(row.valid_from)})
        live.publish(row.person.home_site_id, "organisation", kind=f"{noun}s")


def _grants(roles: str) -> set[Grant]:
    column = transfer.PEOPLE.column("roles")
    sites = dict(Site.objects.values_list("slug", "pk"))
    try:
        pairs = column.read(roles)
    except ValueError:
        return set()
    return {(role, sites.get(site, 0) if site else None) for role, site in pairs}


def _site_id(slug: str | None) -> int | None:
    return Site.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None
