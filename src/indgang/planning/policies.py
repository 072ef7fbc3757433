"""Permissions of the mapping of tasks. Both staffs take part; editors and managers settle."""

import rules

from indgang.base.access import has_role

MAP = "planning.map"
SETTLE = "planning.settle"
EXPORT = "planning.export"


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm(MAP, has_role("generalist", "specialist", "editor", "manager", "administrator"))
    rules.add_perm(SETTLE, has_role("editor", "manager", "administrator"))
    rules.add_perm(EXPORT, has_role("editor", "manager", "administrator"))
    rules.add_perm("planning.import_workshops", rules.always_deny)
