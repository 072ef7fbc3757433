"""Errors of the catalogue."""

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotFound
from indgang.core.cpr import find_cpr


class TaskNotFound(NotFound):
    """No task has this code."""

    code = "task-not-found"


class TakenAlready(DomainError):
    """Somebody else looks at the case; `facts["owner"]` is the name."""

    code = "taken-already"


class CprInText(Invalid):
    """Free text holds a CPR number (rule 4)."""

    code = "cpr-in-text"


def refuse_cpr(text: str, field: str) -> None:
    """Raise CprInText when `text` holds a CPR number; the message tells what to do and repeats no number."""
    if find_cpr(text):
        raise CprInText(
            _("This looks like a CPR number. Indgang never stores one: take it out and save again."),
            field=field,
        )
