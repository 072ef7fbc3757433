"""Errors that a user can act on. The message is the sentence that the user reads."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A command was refused.

    `message` says what happened and what to do, `code` is stable for machines, `status` the HTTP status,
    `way_on` how the user gets further (for example the lifeline to call), `facts` what the message is about.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(
        self,
        message: Text,
        *,
        code: str | None = None,
        way_on: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.error_code = code or self.code
        self.way_on = dict(way_on or {})
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor lacks the permission."""

    code = "not-allowed"
    status = 403

    def __init__(self, message: Text = _("You do not have access to this."), **more: Any) -> None:
        super().__init__(message, **more)


class NotFound(DomainError):
    """There is no such thing, or none that the actor may see."""

    code = "not-found"
    status = 404

    def __init__(self, message: Text = _("We could not find it."), **more: Any) -> None:
        super().__init__(message, **more)


class Invalid(DomainError):
    """What was typed cannot be used; `field` names the place."""

    code = "invalid"
    status = 422

    def __init__(self, message: Text, *, field: str = "", **more: Any) -> None:
        super().__init__(message, **more)
        self.field = field
