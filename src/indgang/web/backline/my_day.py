"""What waits for one of the second line, from all parts of the face, in the order in which it is promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indgang.base.access import Actor
from indgang.catalogue.queries.questions import unit_questions
from indgang.core.promises import Verdict
from indgang.followup.callback_queries import call_list
from indgang.followup.queries import inbox
from indgang.organisation.queries import active_sites
from indgang.web.backline.presence.state import referrals_for
from indgang.web.backline.screen.booked import booked_today

MOST = 12


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to do: nothing that says whom it is about. `at` is when it is due or begins, in UTC."""

    kind: str
    title: str
    about: str
    url: str
    at: datetime | None
    is_late: bool = False
    is_soon: bool = False


def my_day(actor: Actor) -> list[Matter]:
    """The nearest `MOST`: what nobody has taken and what is the actor's own; what has no time comes last."""
    found = [*_calls(actor), *_cases(actor), *_questions(actor), *_meetings(actor), *_referrals(actor)]
    found.sort(key=lambda one: (one.at is None, one.at.timestamp() if one.at else 0))
    return found[:MOST]


def _calls(actor: Actor) -> Iterator[Matter]:
    for line in call_list(actor):
        if line.owner_id in {None, actor.person_id}:
            yield Matter(
                pgettext("what waits", "Call"),
                line.title or _("A call"),
                f"{line.unit} · {line.site}",
                reverse("backline:call", args=[line.code]),
                line.window_to if line.is_now else line.window_from,
                is_late=line.verdict is Verdict.BROKEN,
                is_soon=line.is_now or bool(line.alarm),
            )


def _cases(actor: Actor) -> Iterator[Matter]:
    found = inbox(actor)
    for line in (*found.waiting, *found.mine):
        yield Matter(
            _("Case"),
            line.title,
            f"{line.unit} · {line.site}",
            reverse("backline:case", args=[line.code]),
            line.due_at,
            is_late=line.is_late,
            is_soon=line.is_soon,
        )


def _questions(actor: Actor) -> Iterator[Matter]:
    for line in unit_questions(actor):
        if line.owner_id in {None, actor.person_id}:
            address = reverse("backline:question", args=[line.id])
            about = f"{line.task_title} · {line.site}"
            yield Matter(_("Question"), line.text, about, address, line.due_at, is_late=line.is_late)


def _meetings(actor: Actor) -> Iterator[Matter]:
    for one in booked_today(actor, active_sites()):
        site = one.appointment.site_name
        yield Matter(_("On the screen"), one.title, site, reverse("backline:screen"), one.appointment.start)


def _referrals(actor: Actor) -> Iterator[Matter]:
    for line in referrals_for(actor):
        title = line.title or _("No task chosen")
        yield Matter(_("Referred"), title, line.card.from_site, reverse("backline:referrals"), None)
