"""Why something on the contact screen was refused. The sentences are read by citizens and officers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotFound, Text


class NoSuchRoom(NotFound):
    """There is no such room, or none that opens for who asks."""

    code = "no-such-room"

    def __init__(self, message: Text = _("This link does not open any meeting."), **more: Any) -> None:
        super().__init__(message, **more)


class RoomIsOver(DomainError):
    """The room has ended."""

    code = "room-is-over"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("The meeting is over."), **more)


class AnsweredAlready(DomainError):
    """A colleague was quicker."""

    code = "answered-already"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("A colleague has taken this call."), **more)


class UnitClosed(DomainError):
    """Nobody is behind the lifeline now, nor behind its deputies. `way_on` names phone and next opening."""

    code = "unit-closed"

    def __init__(self, title: str, **more: Any) -> None:
        super().__init__(_("Nobody at %(unit)s can come on the screen now.") % {"unit": title}, **more)


class SeatTaken(DomainError):
    """A newer window holds the seat."""

    code = "seat-taken"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("The meeting is open in another window."), **more)


class NotYourTurn(DomainError):
    """The other side decides this."""

    code = "not-your-turn"

    def __init__(self, message: Text = _("Only the citizen can confirm."), **more: Any) -> None:
        super().__init__(message, **more)


class HoldsCprNumber(Invalid):
    """A CPR number was written where none may stand."""

    code = "cpr"

    def __init__(self, field: str = "", **more: Any) -> None:
        super().__init__(
            _("Please leave the CPR number out. It is not needed here, and we do not store it."),
            field=field,
            **more,
        )
