"""Permissions of appointments."""

import rules

from indgang.base.access import has_role
from indgang.organisation.policies import has_role_everywhere


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("booking.book", has_role("generalist", "specialist", "manager", "api"))
    rules.add_perm("booking.check_in", has_role("generalist", "specialist", "device", "manager", "api"))
    rules.add_perm("booking.book_self", rules.always_allow)
    rules.add_perm("booking.see_holder", has_role("generalist", "specialist", "manager"))
    rules.add_perm("booking.setup", has_role("manager", "administrator"))
    rules.add_perm("booking.block", has_role("specialist", "manager", "administrator"))
    rules.add_perm("booking.calendar", has_role("generalist", "specialist", "manager", "administrator"))
    rules.add_perm("booking.see", has_role("generalist", "specialist", "manager", "administrator"))
    rules.add_perm("booking.setup_all", has_role_everywhere("manager", "administrator"))
    rules.add_perm("booking.import", has_role("administrator"))
    rules.add_perm("booking.export", has_role("manager", "administrator"))
    rules.add_perm("booking.import_appointments", rules.always_deny)
    rules.add_perm("booking.erase", has_role("administrator"))
    rules.add_perm("booking.privacy", has_role_everywhere("manager", "administrator"))
    rules.add_perm("booking.sweep", has_role("administrator"))
