"""Permissions of the catalogue."""

import rules

from indgang.base.access import has_role


def register() -> None:
    """Tell `rules` who may do what."""
    staff = has_role("generalist", "specialist", "editor", "manager", "administrator", "api")
    rules.add_perm("catalogue.view_plays", staff)
    rules.add_perm("catalogue.change", has_role("editor", "administrator"))
    rules.add_perm("catalogue.share", has_role("editor", "administrator"))
    rules.add_perm("catalogue.review", has_role("editor", "manager", "administrator"))
    rules.add_perm("catalogue.rule", has_role("manager", "administrator"))
    rules.add_perm("catalogue.plan", has_role("editor", "manager", "administrator"))
    rules.add_perm("catalogue.import", has_role("administrator"))
    rules.add_perm("catalogue.export", has_role("editor", "manager", "administrator"))
