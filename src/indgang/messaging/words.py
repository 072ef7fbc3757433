"""What states, errors and deeds are called, as staff read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ERRORS: dict[str, str | Promise] = {
    "not-set-up": _("No way out is set up for this kind of message. Ask whoever runs Indgang."),
    "switched-off": _("This way of sending is switched off in the rules."),
    "no-connection": _("The server could not be reached."),
    "no-encryption": _("The server did not offer safe encryption, so nothing was sent."),
    "login-refused": _(
        "The server did not let us in. Ask whoever runs Indgang to check user, password and credit."
    ),
    "server-busy": _("The server was too busy to take it."),
    "too-many": _("We have sent more than the gateway takes at a time."),
    "try-later": _("The receiving server asked us to come back later."),
    "refused-sender": _("The server does not accept our address as the sender."),
    "refused-recipient": _("The receiving server does not know the address, or refuses mail to it."),
    "refused-content": _("The server refused the message."),
    "refused-message": _("The gateway refused the message. The number may be wrong."),
    "not-delivered": _("The phone did not get it. The number may be wrong, or the phone has been off."),
    "no-reply": _("The server took the message, but its answer was lost. It may have arrived."),
    "strange-reply": _("The gateway answered something that we do not understand. It may have arrived."),
    "broken": _(
        "Indgang could not make sense of the message or the server. The log of the machine says more."
    ),
    "stopped": _("Indgang was stopped while the message was on its way."),
    "too-late": _("Its time had come and gone before it could be sent."),
    "unreadable": _("Its content is sealed with a key that is no longer among the settings."),
}

ACTIONS: dict[str, str | Promise] = {
    "put_in": _("Put into the outbox"),
    "sent": _("Sent"),
    "later": _("Could not be sent; it is tried again"),
    "interrupted": _("Interrupted before it left; it is tried again"),
    "lost_sight": _("Nobody knows whether it arrived"),
    "refused": _("Refused"),
    "gave_up": _("Given up"),
    "expired": _("Too late to send"),
    "reported": _("The gateway reported"),
    "cancelled": _("Cancelled"),
    "sent_again": _("Sent again by a colleague"),
    "settled": _("Settled by a colleague"),
}


def error_words(code: str) -> str:
    """The sentence for an error; "" for none."""
    return str(ERRORS.get(code, code)) if code else ""


def action_words(code: str) -> str:
    """What happened, in words."""
    return str(ACTIONS.get(code, code))
