"""What is promised for handed-over cases, which promises are at risk, and what the case system has taken."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.followup.models import FollowUpKind
from indgang.followup.promises import promise_for
from indgang.followup.queries import at_risk, deliveries, promise_rules
from indgang.followup.services import remove_rule, save_rule, try_again
from indgang.followup.units import titles
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices


@permission("followup.rules")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def promises(request: PageRequest) -> HttpResponse:
    """The rules, what is at risk and the deliveries; sent, a rule is set."""
    if request.method != "POST":
        return _page(request)
    data = request.POST
    try:
        save_rule(
            actor=request.actor,
            kind=data.get("kind", ""),
            due_hours=_number(data.get("due_hours", "")) or 0,
            keep_days=_number(data.get("keep_days", "")),
            task_code=data.get("task", ""),
            unit=_number(data.get("unit", "")),
        )
    except Invalid as error:
        return _page(request, error)
    messages.success(request, _("The promise is set. What is promised already stays promised."))
    return redirect("manage:promises")


@permission("followup.rules")
@require_POST
def remove(request: PageRequest, rule: int) -> HttpResponse:
    """Take a rule away."""
    remove_rule(actor=request.actor, rule_id=rule)
    return redirect("manage:promises")


@permission("followup.deliveries")
@require_POST
def again(request: PageRequest, code: str) -> HttpResponse:
    """Try to hand a case to the case system once more."""
    try_again(actor=request.actor, code=code)
    messages.success(request, _("It is tried again in a moment."))
    return redirect("manage:promises")


def _page(request: PageRequest, error: Invalid | None = None) -> HttpResponse:
    tasks = choices.task_titles()
    facts = {
        "rules": promise_rules(),
        "usual": [(kind, promise_for(kind, None, None)) for kind in FollowUpKind],
        "risks": at_risk(request.actor),
        "deliveries": deliveries() if may(request.actor, "followup.deliveries") else [],
        "kinds": FollowUpKind.choices,
        "tasks": choices.sorted_choices(tasks.items()),
        "task_titles": tasks,
        "units": sorted(titles().items(), key=lambda one: one[1]),
        "unit_titles": titles(),
        "error": error,
        "faults": {error.field: str(error)} if error else {},
        "typed": request.POST,
    }
    return render(request, "manage/promises.html", facts, status=error.status if error else 200)


def _number(typed: str) -> int | None:
    return int(typed) if typed.strip().isdecimal() else None
