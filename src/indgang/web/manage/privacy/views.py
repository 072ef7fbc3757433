"""The pages of privacy. What is looked for is sent as a form, never as an address, so that no log keeps a name."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import DomainError
from indgang.base.models import AuditEntry
from indgang.booking import services as booking
from indgang.followup import services as followup
from indgang.followup.models import FollowUpKind
from indgang.followup.promises import promise_for
from indgang.followup.queries import promise_rules
from indgang.followup.units import titles
from indgang.messaging import services as messaging
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.choices import task_titles
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.privacy.about import Asked, as_file, asked, everything

REPORTS = (
    "followup.erased",
    "followup.erased_on_request",
    "booking.holders_erased",
    "booking.erased_on_request",
    "messaging.erased_on_request",
)
REPORT_DAYS = 90


@permission("followup.privacy")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def privacy(request: PageRequest) -> HttpResponse:
    """Look somebody up, and what the next run erases."""
    if request.method == "POST":
        return _found(request, asked(request.POST))
    return _page(request, Asked())


@permission("followup.privacy")
@require_POST
@never_cache
def erase(request: PageRequest) -> HttpResponse:
    """Erase what was chosen, and show what is left."""
    who = asked(request.POST)
    chosen = request.POST.getlist("what")
    if not who.is_sound:
        return _found(request, who)
    if not chosen:
        messages.error(request, _("Choose what is to be erased."))
        return _found(request, who)
    done = 0
    for one in chosen:
        try:
            done += _erase_one(request.actor, one, who)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    if done:
        messages.success(
            request,
            ngettext(
                "%(count)s thing is erased. The counts stay.",
                "%(count)s things are erased. The counts stay.",
                done,
            )
            % {"count": done},
        )
    return _found(request, who)


@permission("followup.privacy")
@require_POST
@never_cache
def download(request: PageRequest) -> HttpResponse:
    """Everything that is held as a file for the citizen."""
    who = asked(request.POST)
    if not who.is_sound:
        return _found(request, who)
    content = json.dumps(as_file(who, everything(request.actor, who)), ensure_ascii=False, indent=2)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_("insight")}.json"'
    return answer


@permission("followup.privacy")
@require_POST
def run(request: PageRequest) -> HttpResponse:
    """Erase everything whose term is over, now."""
    report = followup.erase_over(actor=request.actor)
    messages.success(
        request,
        ngettext(
            "%(count)s matter no longer says whom it was about. The counts stay.",
            "%(count)s matters no longer say whom they were about. The counts stay.",
            report.count,
        )
        % {"count": report.count},
    )
    return redirect("manage:privacy")


def _erase_one(actor: Actor, what: str, who: Asked) -> int:
    kind, _colon, key = what.partition(":")
    acts: dict[str, Callable[[], bool]] = {
        "follow-up": lambda: followup.erase_follow_up(actor=actor, code=key),
        "appointment": lambda: booking.erase_holder(
            actor=actor, appointment_id=int(key) if key.isascii() and key.isdecimal() else 0
        ),
    }
    if kind == "messages":
        return messaging.erase_messages_about(actor=actor, email=who.email, phone=who.phone)
    if kind not in acts:
        return 0
    return int(acts[kind]())


def _found(request: PageRequest, who: Asked) -> HttpResponse:
    if not who.is_sound:
        return _page(request, who, status=UNPROCESSABLE)
    return _page(request, who, found=everything(request.actor, who))


def _page(request: PageRequest, who: Asked, *, status: int = 200, found: Any = None) -> HttpResponse:
    plan = followup.erasure_plan(actor=request.actor)
    tasks = task_titles()
    since = clock.now() - timedelta(days=REPORT_DAYS)
    reports = AuditEntry.objects.filter(action__in=REPORTS, at__gte=since).order_by("-at")[:30]
    facts = {
        "who": who,
        "found": found,
        "plan": plan,
        "terms": _terms(tasks),
        "groups": [(group, tasks.get(group.task_code, group.task_code)) for group in plan.groups],
        "reports": [
            (entry, entry.details.get("count", 1), entry.action.endswith("on_request")) for entry in reports
        ],
    }
    return render(request, "manage/privacy/privacy.html", facts, status=status)


def _terms(tasks: dict[str, str]) -> list[tuple[str, str, int]]:
    """How many days what identifies a citizen is kept when a matter is over: of what, for which task or unit."""
    units = titles()
    found = [(str(kind.label), "", promise_for(kind, None, None).keep_days) for kind in FollowUpKind]
    for rule in promise_rules():
        about = [tasks.get(rule.task.code, rule.task.code)] if rule.task else []
        about += [units.get(rule.lifeline_id, "")] if rule.lifeline_id else []
        if rule.keep_days is not None and about:
            found.append((str(FollowUpKind(rule.kind).label), ", ".join(about), rule.keep_days))
    return found
