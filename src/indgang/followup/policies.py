"""Permissions of follow-ups. Who may see one at all is decided by `access`, for pages and API alike."""

import rules

from indgang.base.access import has_role
from indgang.organisation.policies import has_role_everywhere

STAFF = has_role("generalist", "specialist")


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm("followup.send", STAFF | has_role("api"))
    rules.add_perm("followup.receive", STAFF | has_role("manager"))
    rules.add_perm("followup.decide", STAFF | has_role("manager"))
    rules.add_perm("followup.rules", has_role("manager", "administrator"))
    rules.add_perm("followup.deliveries", has_role("manager", "administrator"))
    rules.add_perm("followup.escalate", has_role("administrator"))
    rules.add_perm("followup.privacy", has_role_everywhere("manager", "administrator"))
