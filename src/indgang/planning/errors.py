"""Why a command on a workshop was refused. The sentences are read by those who map."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotFound, Text


class NoSuchWorkshop(NotFound):
    """There is no workshop with this id."""

    code = "no-such-workshop"


class NoSuchMappedTask(NotFound):
    """There is no mapped task with this id."""

    code = "no-such-mapped-task"


class WorkshopSettled(DomainError):
    """The workshop is closed; nothing in it changes until it is opened again."""

    code = "workshop-settled"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _("This workshop is closed. Open it again before you change anything in it."), **more
        )


class CardChanged(DomainError):
    """Somebody saved the same part of the card in the meantime. `facts["saved"]` holds what is saved."""

    code = "card-changed"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _(
                "A colleague saved this while you were typing. What you typed is still here, and what is saved"
                " stands beside it. Look at both, then save again."
            ),
            **more,
        )


class CannotDivide(DomainError):
    """The task cannot be divided."""

    code = "cannot-divide"

    def __init__(
        self,
        message: Text = _("A part cannot be divided again: two levels are enough to agree on."),
        **more: Any,
    ) -> None:
        super().__init__(message, **more)


class ReasonMissing(Invalid):
    """The staffs disagree, and no reason was given for what was settled."""

    code = "reason-missing"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _("The two staffs disagree here. Write why it was settled so, for those who were not there."),
            field="reason",
            **more,
        )
