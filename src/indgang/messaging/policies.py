"""Permissions of messages."""

import rules

from indgang.base.access import has_role
from indgang.organisation.policies import has_role_everywhere


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("messaging.view", has_role("manager", "administrator"))
    rules.add_perm("messaging.resend", has_role("manager", "administrator"))
    rules.add_perm("messaging.setup", has_role_everywhere("manager", "administrator"))
    rules.add_perm("messaging.privacy", has_role_everywhere("manager", "administrator"))
