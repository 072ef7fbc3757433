"""Permissions of appointments."""

import rules

from indgang.base.access import has_role


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("booking.book", has_role("generalist", "specialist", "manager", "api"))
    rules.add_perm("booking.check_in", has_role("generalist", "specialist", "device", "manager", "api"))
    rules.add_perm("booking.book_self", rules.always_allow)
    rules.add_perm("booking.see_holder", has_role("generalist", "specialist", "manager"))
    rules.add_perm("booking.setup", has_role("manager", "administrator"))
    rules.add_perm("booking.block", has_role("specialist", "manager", "administrator"))
    rules.add_perm("booking.calendar", has_role("generalist", "specialist", "manager", "administrator"))
    rules.add_perm("booking.erase", has_role("administrator"))
    rules.add_perm("booking.sweep", has_role("administrator"))
