"""What the citizen gets of an appointment: to be read aloud, noted or printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from indgang.base.access import SYSTEM
from indgang.booking.queries import AppointmentView
from indgang.catalogue.errors import TaskNotFound
from indgang.catalogue.queries import task_card
from indgang.organisation.models import Site
from indgang.organisation.queries import any_site


@dataclass(frozen=True, slots=True)
class Slip:
    """The appointment, its place, what it is about and what to bring; `more` are the later ones of a series, with
    their codes."""

    appointment: AppointmentView
    site: Site
    titles: list[str]
    bring: list[str]
    more: list[tuple[datetime, str]]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int((self.appointment.end - self.appointment.start).total_seconds() // 60)

    @property
    def spelled(self) -> str:
        """The code with a blank between its signs, so that it can be read aloud."""
        return " ".join(self.appointment.code.replace("-", ""))


def slip_of(views: Sequence[AppointmentView]) -> Slip:
    """The slip of an appointment, or of a series, in the language of the citizen."""
    first = views[0]
    titles: list[str] = []
    bring: list[str] = []
    with override(first.language):
        for line in first.tasks:
            try:
                card = task_card(line.code, actor=SYSTEM, language=first.language)
            except TaskNotFound:
                continue
            titles.append(card.title)
            bring += [one for one in card.bring if one not in bring]
    return Slip(first, any_site(first.site), titles, bring, [(view.start, view.code) for view in views[1:]])
