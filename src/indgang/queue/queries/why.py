"""Why this number: the facts of a call as a sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indgang.queue.models import Ticket, TicketEvent, TicketEventKind

CALLS = [TicketEventKind.CALLED, TicketEventKind.RECALLED]


def why_called(ticket: Ticket) -> str:
    """Why the ticket was called when it was called last, in the active language; empty when it never was."""
    facts = (
        TicketEvent.objects.filter(ticket_id=ticket.pk, kind=TicketEventKind.CALLED)
        .order_by("-pk")
        .values_list("facts", flat=True)
        .first()
    )
    return explain(facts) if facts else ""


def explain(facts: Mapping[str, Any]) -> str:
    """The facts of a call (see `core.calling.Ranked.reason_facts`) as sentences in the active language."""
    return " ".join(sentence for sentence in [_reason(facts), *_passed_over(facts)] if sentence)


def _reason(facts: Mapping[str, Any]) -> str:
    values = {
        "lane": facts.get("lane"),
        "waited": facts.get("waited_minutes", 0),
        "limit": facts.get("max_wait_minutes"),
        "priority": facts.get("current_priority"),
    }
    match facts.get("code"):
        case "overdue":
            sentence = _(
                "Has waited %(waited)s min. and comes first: nobody waits longer than %(limit)s min."
            )
        case "due":
            return _due(int(facts.get("due_in_minutes") or 0))
        case "returned":
            sentence = _("Came back from another desk, has waited %(waited)s min. in all.")
        case "chosen":
            sentence = _("Was chosen by the officer, after %(waited)s min.")
        case "lane":
            sentence = _("Is next in line %(lane)s, has waited %(waited)s min.")
        case _unknown:
            sentence = _("Is next in line, has waited %(waited)s min.")
    return sentence % values


def _due(minutes: int) -> str:
    if minutes > 0:
        return ngettext(
            "Has an appointment in %(minutes)s minute.", "Has an appointment in %(minutes)s minutes.", minutes
        ) % {"minutes": minutes}
    if minutes == 0:
        return _("Has an appointment now.")
    return ngettext(
        "Had an appointment %(minutes)s minute ago.", "Had an appointment %(minutes)s minutes ago.", -minutes
    ) % {"minutes": -minutes}


def _passed_over(facts: Mapping[str, Any]) -> list[str]:
    """Why those who have waited longer were not called."""
    sentences = []
    if count := int(facts.get("overtaken") or 0):
        sentences.append(
            ngettext(
                "%(count)s has waited longer, but comes later by the rules of this desk.",
                "%(count)s have waited longer, but come later by the rules of this desk.",
                count,
            )
            % {"count": count}
        )
    if count := int(facts.get("skipped_paused") or 0):
        sentences.append(
            ngettext("%(count)s has asked for more time.", "%(count)s have asked for more time.", count)
            % {"count": count}
        )
    if count := int(facts.get("skipped_away") or 0):
        sentences.append(
            ngettext(
                "%(count)s took a number at home and is not here yet.",
                "%(count)s took a number at home and are not here yet.",
                count,
            )
            % {"count": count}
        )
    if count := int(facts.get("skipped_not_servable") or 0):
        sentences.append(
            ngettext(
                "%(count)s waits for another desk or needs another competence.",
                "%(count)s wait for another desk or need another competence.",
                count,
            )
            % {"count": count}
        )
    return sentences
