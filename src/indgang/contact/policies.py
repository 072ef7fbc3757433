"""Permissions of the register of contacts."""

import rules

from indgang.base.access import has_role


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("contact.register", has_role("generalist", "specialist", "api"))
    rules.add_perm("contact.read_referrals", has_role("generalist", "specialist", "editor", "manager"))
    rules.add_perm("contact.correct", has_role("manager", "administrator"))
    rules.add_perm("contact.import_contacts", rules.always_deny)
    rules.add_perm("contact.export", has_role("manager", "administrator"))
