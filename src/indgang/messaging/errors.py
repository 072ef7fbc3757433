"""Why a command on messages was refused."""

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError, NotFound, Text


class MessageNotFound(NotFound):
    """There is no such message."""

    code = "message-not-found"

    def __init__(self, message: Text = _("We know no such message.")) -> None:
        super().__init__(message)


class MessageNotOpen(DomainError):
    """The message is in a state in which this cannot be done."""

    code = "message-not-open"
