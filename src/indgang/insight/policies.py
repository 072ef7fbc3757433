"""Permissions of the figures."""

import rules

from indgang.base.access import has_role


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("insight.import_figures", rules.always_deny)
    rules.add_perm("insight.view", has_role("manager", "administrator", "api"))
