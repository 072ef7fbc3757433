"""Permissions of the contact screen.

Who may answer a room is decided by the unit that is asked (`queries.receivers_of`); what happens inside a room is for
those who hold one of its two seats (`links`).
"""

import rules

from indgang.base.access import has_role

START = "contactscreen.start"
ANSWER = "contactscreen.answer"


def register() -> None:
    """Tell `rules` who may do what."""
    rules.add_perm(START, has_role("generalist", "specialist", "manager", "device"))
    rules.add_perm(ANSWER, has_role("generalist", "specialist", "manager"))
    rules.add_perm("contactscreen.sweep", has_role("administrator"))
