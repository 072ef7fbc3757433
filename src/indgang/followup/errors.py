"""Why a command on a follow-up was refused. The sentences are read by officers and specialists."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotAllowed, NotFound, Text


class FollowUpNotFound(NotFound):
    """There is none with this code, or none that the actor may see."""

    code = "follow-up-not-found"

    def __init__(
        self, message: Text = _("There is no such matter, or it is not yours to see."), **more: Any
    ) -> None:
        super().__init__(message, **more)


class AlreadyTaken(DomainError):
    """Somebody else has accepted it."""

    code = "already-taken"

    def __init__(self, owner: str, **more: Any) -> None:
        super().__init__(
            _("%(owner)s has taken this matter. Nothing was changed.") % {"owner": owner},
            facts={"owner": owner},
            **more,
        )


class MovedOn(DomainError):
    """It is not where the page showed it any more: another step came first."""

    code = "moved-on"

    def __init__(self, state: str, **more: Any) -> None:
        super().__init__(
            _("This matter has moved on meanwhile: it is now “%(state)s”. Nothing was changed.")
            % {"state": state},
            facts={"state": state},
            **more,
        )


class NotYourStep(NotAllowed):
    """The step belongs to somebody else: the owner, the unit, or the desk that sent it."""

    code = "not-your-step"


class NoDelegation(NotAllowed):
    """Nobody decides without a delegation that holds today and covers the task."""

    code = "no-delegation"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _(
                "Only somebody with a delegation for this task that holds today can record a decision. Pass the"
                " matter on to them, or close it with an answer."
            ),
            **more,
        )


class BeyondPreparing(NotAllowed):
    """The officer may not take the task as far as a handover here."""

    code = "beyond-reach"


class HoldsCpr(Invalid):
    """A text holds what looks like a CPR number (DESIGN, rule 4)."""

    code = "cpr-in-text"

    def __init__(self, field: str, spans: Sequence[tuple[int, int]] = (), **more: Any) -> None:
        super().__init__(
            _(
                "This holds what looks like a CPR number. CPR numbers are not kept here: take it out. The unit asks"
                " for it where the case is decided. Nothing else you typed is lost."
            ),
            field=field,
            facts={"spans": [list(span) for span in spans]},
            **more,
        )


class NameHoldsCpr(Invalid):
    """The name of a file holds what looks like a CPR number."""

    code = "cpr-in-text"

    def __init__(self, field: str, **more: Any) -> None:
        super().__init__(
            _(
                "The name of the file holds what looks like a CPR number. Give it another name, and send it"
                " again."
            ),
            field=field,
            **more,
        )


class FormFaults(Invalid):
    """The form is not complete: `facts["faults"]` says by field what is missing or wrong."""

    code = "form-faults"

    def __init__(self, faults: dict[str, str], **more: Any) -> None:
        super().__init__(
            _("Something is still missing before this can be sent. It is marked below."),
            field=next(iter(faults), ""),
            facts={"faults": faults},
            **more,
        )


class DraftChanged(DomainError):
    """The draft was saved in another window in the meantime."""

    code = "draft-changed"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _(
                "The draft was changed in another window. What you typed is still here; look at both, then save again."
            ),
            **more,
        )


class StillNeeded(DomainError):
    """It cannot be erased yet: somebody works on it, or the case system has not got it."""

    code = "still-needed"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _(
                "This matter is not over yet, or the case system has not received it. Have it withdrawn or closed"
                " first; then it can be erased."
            ),
            **more,
        )
