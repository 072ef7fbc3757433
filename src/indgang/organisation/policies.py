"""Permissions of the organisation."""

import rules

from indgang.base.access import Actor, has_role

EVERYONE_HERE = has_role("generalist", "specialist", "editor", "manager", "administrator")


def has_role_everywhere(*roles: str) -> rules.Predicate:
    """A predicate that holds when the actor has one of the roles at every site (role@*)."""
    wanted = frozenset(roles)

    def holds(actor: Actor, site_id: int | None = None) -> bool:
        del site_id
        return any(role in wanted and granted is None for role, granted in actor.grants)

    return rules.predicate(holds, name="has_role_everywhere:" + ",".join(roles))


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("organisation.view", EVERYONE_HERE | has_role("api"))
    rules.add_perm("organisation.change", has_role("manager", "administrator"))
    rules.add_perm("organisation.change_all", has_role_everywhere("manager", "administrator"))
    rules.add_perm("organisation.receive", EVERYONE_HERE)
    rules.add_perm("organisation.verify_lifeline", has_role("editor", "manager", "administrator"))
    rules.add_perm("organisation.import", has_role_everywhere("administrator"))
    rules.add_perm("organisation.export", has_role("manager", "administrator"))
    rules.add_perm("organisation.export_people", has_role_everywhere("manager", "administrator"))
    rules.add_perm("organisation.administrate", has_role("administrator"))
    rules.add_perm("organisation.administrate_all", has_role_everywhere("administrator"))
