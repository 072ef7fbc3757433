"""The parts of the second line's face, in one list: the navigation and the start page read it.

A part is a folder of its own under this face, with its views, texts and templates, and one line here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.contactscreen.queries import ringing_now
from indgang.web.backline.handovers.views import handovers_waiting


def nothing_waits(actor: Actor) -> int:
    """The count of a part where nothing waits for anybody."""
    del actor
    return 0


@dataclass(frozen=True, slots=True)
class Section:
    """`view` is the name of its first page, `folder` what its addresses begin with; `waiting` counts what waits
    for the one who looks, in at most one query."""

    view: str
    folder: str
    title: str | Promise
    hint: str | Promise
    waiting: Callable[[Actor], int] = nothing_waits


SECTIONS: tuple[Section, ...] = (
    Section("backline:home", "", _("My day"), _("Who I am behind, and what waits for me.")),
    Section(
        "backline:screen",
        "screen/",
        _("Contact screen"),
        _("Meet a citizen and the desk in picture and sound."),
        ringing_now,
    ),
    Section(
        "backline:cases",
        "cases/",
        _("Cases"),
        _("Prepared cases that the desks hand over to us."),
        handovers_waiting,
    ),
)
