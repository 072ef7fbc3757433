"""The parts of the second line's face, in one list: the navigation and the start page read it.

A part is a folder of its own under this face, with its views, texts and templates, and one line here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.catalogue.queries.questions import waiting_questions
from indgang.contactscreen.queries import ringing_now
from indgang.followup.callback_queries import calls_waiting
from indgang.web.backline.handovers.views import handovers_waiting
from indgang.web.backline.presence.state import referrals_waiting


def nothing_waits(actor: Actor) -> int:
    """The count of a part where nothing waits for anybody."""
    del actor
    return 0


@dataclass(frozen=True, slots=True)
class Section:
    """`view` is the name of its first page, `folder` what its addresses begin with; `waiting` counts what waits
    for the one who looks, in a few queries."""

    view: str
    folder: str
    title: str | Promise
    hint: str | Promise
    waiting: Callable[[Actor], int] = nothing_waits


SECTIONS: tuple[Section, ...] = (
    Section("backline:home", "", _("My day"), _("Who I am behind, and what waits for me.")),
    Section(
        "backline:calls",
        "calls/",
        _("Calls"),
        _("Promises to phone a citizen, what is due first."),
        calls_waiting,
    ),
    Section(
        "backline:questions",
        "questions/",
        _("Questions"),
        _("Short questions from the desks: answer once."),
        waiting_questions,
    ),
    Section(
        "backline:referrals",
        "referrals/",
        _("Referred to me"),
        _("Citizens whom a desk has sent on to my lifelines."),
        referrals_waiting,
    ),
    Section(
        "backline:presence",
        "presence/",
        _("Whether I can be reached"),
        _("Free, busy or away, and until when."),
    ),
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
