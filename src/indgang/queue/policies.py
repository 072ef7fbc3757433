"""Permissions of the queue.

Nobody holds queue.import_tickets: tickets come from the queue, never from a file.
"""

import rules

from indgang.base.access import has_role


def register() -> None:
    """Tell `rules` who may do what."""
    officer = has_role("generalist", "specialist", "api")
    rules.add_perm("queue.take", officer | has_role("device", "manager"))
    rules.add_perm("queue.work_desk", officer)
    rules.add_perm("queue.view", officer | has_role("device", "editor", "manager", "administrator"))
    rules.add_perm("queue.close_other_desk", has_role("manager", "administrator"))
    rules.add_perm("queue.setup", has_role("manager", "administrator"))
    rules.add_perm("queue.export", has_role("manager", "administrator"))
    rules.add_perm("queue.import", has_role("administrator"))
    rules.add_perm("queue.import_tickets", rules.always_deny)
