"""Why a command on an appointment was refused."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotFound, Text
from indgang.core.cpr import find_cpr


class AppointmentNotFound(NotFound):
    """No appointment has this code, or answers to what was said."""

    code = "appointment-not-found"

    def __init__(
        self,
        message: Text = _("We know no appointment with this code. Check the letters, or ask at the desk."),
        **more: Any,
    ) -> None:
        super().__init__(message, **more)


class NotFree(DomainError):
    """The time cannot be booked.

    `facts["why"]` says why; `way_on["slots"]` are the nearest free times (ISO, UTC).
    """

    code = "time-not-free"


class NotBookable(DomainError):
    """The site takes no appointments for the task."""

    code = "not-bookable"


class AppointmentOver(DomainError):
    """The appointment is cancelled, or its time has passed."""

    code = "appointment-over"


class NotYet(DomainError):
    """It is too early to check in; `way_on["from"]` is when (ISO, UTC)."""

    code = "too-early"


class WrongPlace(DomainError):
    """The appointment is at another site; `way_on["site"]` is its code, and one may take a number where one is."""

    code = "wrong-site"

    def __init__(self, name: Text, slug: str) -> None:
        super().__init__(
            _("Your appointment is at %(name)s. If you cannot get there in time, take a number here.")
            % {"name": name},
            way_on={"site": slug, "name": str(name), "take_number": True},
        )


class CprInName(Invalid):
    """A field for a name or a number holds a CPR number; nothing was stored."""

    code = "cpr-in-text"

    def __init__(self, field: str) -> None:
        super().__init__(
            _("Please leave your CPR number out. We do not need it, and we do not store it."), field=field
        )


class CprInReason(Invalid):
    """A reason that staff wrote holds a CPR number; nothing was stored."""

    code = "cpr-in-text"


def refuse_cpr(text: str, field: str) -> None:
    """Raise CprInReason when a free text of the staff holds a CPR number (rule 4); the message repeats no number."""
    if find_cpr(text):
        raise CprInReason(
            _("This looks like a CPR number. Indgang never stores one: take it out and save again."),
            field=field,
        )


class TooManyOpen(DomainError):
    """Somebody has as many appointments ahead as the rules allow; `facts["most"]`."""

    code = "too-many-appointments"


class OfferOver(DomainError):
    """The earlier time is no longer held; the appointment is as before."""

    code = "offer-over"

    def __init__(self, **more: Any) -> None:
        super().__init__(_("That time is no longer held for you. You keep the time that you have."), **more)


class StillAhead(DomainError):
    """Who holds an appointment cannot be erased before it is over or cancelled."""

    code = "still-ahead"

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _("This appointment is still to come. Cancel it first; then the name can be erased."), **more
        )
