"""Why a command on a contact was refused. The sentences are read by the officer at the desk."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotAllowed


class ContactClosed(DomainError):
    """The contact is finished or discarded."""

    code = "contact-closed"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("This contact is closed. Nothing was changed."), **more)


class ContactBusy(DomainError):
    """The step does not fit the contact's state, or another step came first."""

    code = "contact-busy"


class AttemptClosed(DomainError):
    """What came of the try was said too long ago to be said otherwise."""

    code = "attempt-closed"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("This try was closed long ago. Phone again to count a new one."), **more)


class DraftChanged(DomainError):
    """Somebody, perhaps this officer in another tab, saved the draft in the meantime.

    `facts` holds what is saved.
    """

    code = "draft-changed"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _(
                "The draft was changed in another window. What you typed is still here; see what is saved,"
                " then save again."
            ),
            **more,
        )


class NotYours(NotAllowed):
    """The contact belongs to another officer."""

    code = "not-your-contact"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("This contact is with another officer."), **more)


class BeyondReach(NotAllowed):
    """The outcome goes further than offer, competence and delegation allow (DESIGN, rule 3).

    `way_on` holds `lifeline` (title, name, phone) where the task has one, and `outcome`: "referred".
    """

    code = "beyond-reach"


class HoldsCpr(Invalid):
    """A text holds what looks like a CPR number (DESIGN, rule 4).

    `facts["spans"]` holds [start, end) of each.
    """

    code = "cpr-in-text"

    def __init__(self, field: str, spans: Sequence[tuple[int, int]], **more: Any) -> None:
        super().__init__(
            _(
                "The text holds what looks like a CPR number. CPR numbers are not kept here: take it out,"
                " or write “the citizen’s CPR number”. Nothing else you typed is lost."
            ),
            field=field,
            facts={"spans": [list(span) for span in spans]},
            **more,
        )


class TimeTaken(DomainError):
    """The officer, or the contact, has other time registered in that period."""

    code = "time-taken"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _("That time is already registered for another matter. Nobody can be in two contacts at once."),
            **more,
        )
