"""Booking what a form asks for."""

from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.booking.queries import AppointmentView
from indgang.booking.services import book, book_series
from indgang.ui.booking.draft import Draft, moved_to


def asked_start(draft: Draft, data: QueryDict) -> datetime | None:
    """The time that was chosen or typed; None when only the form was to be shown anew. Raises Invalid."""
    given = data.get("start", "")
    if given:
        try:
            return datetime.fromisoformat(given)
        except ValueError:
            raise Invalid(_("Choose a time."), field="start") from None
    if "exact" in data or draft.clock:
        return moved_to(draft)
    return None


def made(draft: Draft, *, actor: Actor, start: datetime, language: str = "da") -> list[AppointmentView]:
    """Book it: one appointment, or all of a series. Raises what `book` and `book_series` raise."""
    if draft.is_series:
        return book_series(
            actor=actor,
            site=draft.site,
            tasks=draft.wanted,
            start=start,
            times=draft.times,
            every_weeks=draft.every_weeks,
            contact=draft.contact,
            language=language,
            serving=draft.serving,
        )
    return [
        book(
            actor=actor,
            site=draft.site,
            tasks=draft.wanted,
            start=start,
            contact=draft.contact,
            language=language,
            key=f"form-{draft.key}" if draft.key else "",
            serving=draft.serving,
            on_screen=draft.on_screen and draft.may_choose_screen,
        )
    ]
