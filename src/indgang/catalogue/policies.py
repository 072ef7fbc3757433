"""Permissions of the catalogue."""

import rules

from indgang.base.access import has_role
from indgang.organisation.policies import has_role_everywhere


def register() -> None:
    """Tell `rules` who may do what."""
    staff = has_role("generalist", "specialist", "editor", "manager", "administrator", "api")
    rules.add_perm("catalogue.view_plays", staff)
    rules.add_perm("catalogue.view_retired", has_role("editor", "manager", "administrator"))
    rules.add_perm("catalogue.change", has_role("editor", "administrator"))
    rules.add_perm("catalogue.share", has_role("editor", "administrator"))
    rules.add_perm("catalogue.review", has_role("editor", "manager", "administrator"))
    rules.add_perm("catalogue.rule", has_role("manager", "administrator"))
    rules.add_perm("catalogue.plan", has_role("editor", "manager", "administrator"))
    rules.add_perm("catalogue.import", has_role("administrator"))
    rules.add_perm("catalogue.export", has_role("editor", "manager", "administrator"))
    people = has_role("generalist", "specialist", "editor", "manager", "administrator")
    rules.add_perm("catalogue.give_feedback", people)
    rules.add_perm("catalogue.answer_feedback", has_role("editor", "manager", "administrator"))
    rules.add_perm("catalogue.read_news", people)
    rules.add_perm("catalogue.write_news", has_role("editor", "manager", "administrator"))
    rules.add_perm(
        "catalogue.write_news_for_all", has_role("editor") | has_role_everywhere("manager", "administrator")
    )
    rules.add_perm("catalogue.read_receipts", has_role("editor", "manager", "administrator"))
    at_work = has_role("generalist", "specialist", "editor", "manager")
    rules.add_perm("catalogue.ask_unit", at_work)
    rules.add_perm("catalogue.answer_question", at_work)
    rules.add_perm("catalogue.remind_units", has_role("administrator"))
