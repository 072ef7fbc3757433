"""Why the queue refuses a command. The message is the sentence that the user reads."""

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, Invalid, NotFound, Text


class TicketNotFound(NotFound):
    """No such ticket, or none at a site of the actor."""

    code = "ticket-not-found"

    def __init__(self) -> None:
        super().__init__(_("There is no such number."))


class UnknownSeries(Invalid):
    """The site has no active number series with that letter."""

    code = "unknown-series"

    def __init__(self, letter: str) -> None:
        super().__init__(
            _("There is no number series “%(letter)s” here.") % {"letter": letter},
            field="letter",
            facts={"letter": letter},
        )


class UnknownTask(Invalid):
    """No such task or topic."""

    code = "unknown-task"

    def __init__(self, code: str, field: str) -> None:
        super().__init__(_("There is no task or topic “%(code)s”.") % {"code": code}, field=field)


class NoSeries(DomainError):
    """The site issues no numbers."""

    code = "no-series"

    def __init__(self) -> None:
        super().__init__(_("No numbers are issued here."))


class SeriesFull(DomainError):
    """The day's last number is taken."""

    code = "series-full"

    def __init__(self, letter: str) -> None:
        super().__init__(
            _("There are no more numbers in series “%(letter)s” today. Please ask at the desk.")
            % {"letter": letter},
            facts={"letter": letter},
        )


class CprInText(Invalid):
    """Free text holds a CPR number."""

    code = "cpr-in-text"

    def __init__(self, field: str) -> None:
        super().__init__(
            _("Please leave out the CPR number. Nobody needs it until you are at the desk."), field=field
        )


class DeskNotOpen(DomainError):
    """The desk has no open session."""

    code = "desk-not-open"

    def __init__(self, label: str) -> None:
        super().__init__(
            _("%(desk)s is not open. Open the desk first.") % {"desk": label}, facts={"desk": label}
        )


class DeskPaused(DomainError):
    """The desk is paused."""

    code = "desk-paused"

    def __init__(self, label: str) -> None:
        super().__init__(_("%(desk)s is paused. Resume first.") % {"desk": label}, facts={"desk": label})


class DeskTaken(DomainError):
    """Somebody else has the desk; `facts["can_take_over"]` tells whether it may be taken over."""

    code = "desk-taken"

    def __init__(self, label: str, officer: str, *, can_take_over: bool) -> None:
        super().__init__(
            _("%(officer)s has %(desk)s open.") % {"officer": officer, "desk": label},
            facts={"desk": label, "officer": officer, "can_take_over": can_take_over},
            way_on={"take_over": True} if can_take_over else None,
        )


class OfficerElsewhere(DomainError):
    """The officer is serving somebody at another desk."""

    code = "officer-elsewhere"

    def __init__(self, label: str, number: str) -> None:
        super().__init__(
            _("%(number)s is still being served at %(desk)s. Finish there first.")
            % {"number": number, "desk": label},
            facts={"desk": label, "number": number},
        )


class NotYourDesk(DomainError):
    """The actor is not the officer of the desk."""

    code = "not-your-desk"
    status = 403

    def __init__(self, label: str) -> None:
        super().__init__(_("Somebody else has %(desk)s open.") % {"desk": label}, facts={"desk": label})


class NoDesk(DomainError):
    """A ticket must go to a desk and the actor has none open."""

    code = "no-desk"

    def __init__(self) -> None:
        super().__init__(_("Open a desk first."))


class DeskBusy(DomainError):
    """The desk has a ticket already."""

    code = "desk-busy"

    def __init__(self, label: str, number: str, ticket_id: int, *, serving: bool) -> None:
        sentence = (
            _("%(number)s is being served at %(desk)s. Finish, hold or refer it first.")
            if serving
            else _("%(number)s has been called to %(desk)s. Start, hold or put it aside first.")
        )
        super().__init__(
            sentence % {"number": number, "desk": label},
            facts={"desk": label, "number": number, "ticket": ticket_id},
        )


class WrongState(DomainError):
    """The ticket is not where the command needs it to be."""

    code = "wrong-state"

    def __init__(self, number: str, state: str, state_label: Text, verb: str) -> None:
        super().__init__(
            _("That is not possible: %(number)s is now “%(state)s”.")
            % {"number": number, "state": state_label},
            facts={"number": number, "state": state, "verb": verb},
        )


class KeptForDesk(DomainError):
    """The ticket is on hold for another desk, for some minutes yet."""

    code = "kept-for-desk"

    def __init__(self, number: str, label: str, minutes: int) -> None:
        super().__init__(
            _("%(number)s is kept for %(desk)s for another %(minutes)s min.")
            % {"number": number, "desk": label, "minutes": minutes},
            facts={"number": number, "desk": label, "minutes": minutes},
        )


class DayNotOver(DomainError):
    """A day to come cannot be closed."""

    code = "day-not-over"

    def __init__(self) -> None:
        super().__init__(_("That day has not come yet."))


class TryAgain(DomainError):
    """Others have been changing the same tickets for too long."""

    code = "try-again"

    def __init__(self) -> None:
        super().__init__(_("Others are changing the queue right now. Please press again."))


class NoHomeNumber(DomainError):
    """The site's rule gives no number at home now; the message says why, and when."""

    code = "no-home-number"


class WrongPlaceCode(Invalid):
    """The code is not the one that stands at the place today."""

    code = "wrong-place-code"

    def __init__(self) -> None:
        super().__init__(
            _(
                "That is not today's code. It stands at the screen by the door. You can also tell us at the desk."
            ),
            field="code",
        )


class PlaceGone(DomainError):
    """The number was passed by, and its place is not kept any longer."""

    code = "place-gone"

    def __init__(self, number: str) -> None:
        super().__init__(
            _(
                "We have called others past %(number)s, and the place is not kept any longer. "
                "Please take a new number."
            )
            % {"number": number},
            facts={"number": number},
        )
