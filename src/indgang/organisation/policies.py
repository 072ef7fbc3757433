"""Permissions of the organisation."""

import rules

from indgang.base.access import has_role

EVERYONE_HERE = has_role("generalist", "specialist", "editor", "manager", "administrator")


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("organisation.view", EVERYONE_HERE | has_role("api"))
    rules.add_perm("organisation.change", has_role("manager", "administrator"))
    rules.add_perm("organisation.verify_lifeline", has_role("editor", "manager", "administrator"))
    rules.add_perm("organisation.import", has_role("administrator"))
    rules.add_perm("organisation.export", has_role("manager", "administrator"))
