"""A version by itself: reviewing, publishing, taking back, rolling back; and a section's history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base.access import Actor, may
from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.models import Layer, SectionKind
from indgang.catalogue.queries import sections as queries
from indgang.catalogue.queries.sections import VersionLine
from indgang.catalogue.services import approve, publish, roll_back, rules, send_back, submit, withdraw
from indgang.core.layering import fold
from indgang.organisation.queries import active_sites
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.sections import words
from indgang.web.manage.sections.reading import changes_of, parts_of
from indgang.web.manage.tasks.reading import record_of, title_of

Command = Callable[..., Any]


def _verbs() -> dict[str, tuple[Command, str, str]]:
    """Command, the name of its comment, and what to say afterwards."""
    return {
        "submit": (submit, "", _("Sent to review.")),
        "approve": (approve, "comment", _("Approved.")),
        "send-back": (send_back, "comment", _("Sent back with your comment.")),
        "publish": (publish, "", _("Published.")),
        "withdraw": (withdraw, "reason", _("Taken back.")),
        "roll-back": (roll_back, "reason", _("A new version has been made from it.")),
    }


@permission("catalogue.review")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def version(request: PageRequest, version: int) -> HttpResponse:
    """A version with what it changes, and what the one who looks may do with it."""
    line = queries.version(version, actor=request.actor)
    error, field, comment, verb = "", "", request.POST.get("comment", ""), request.POST.get("verb", "")
    if request.method == "POST":
        if verb not in _verbs():
            raise Http404
        command, name, said = _verbs()[verb]
        try:
            command(actor=request.actor, version_id=version, **({name: comment} if name else {}))
        except DomainError as refusal:
            error, field = str(refusal), "comment" if isinstance(refusal, Invalid) else ""
            line = queries.version(version, actor=request.actor)
        else:
            messages.success(request, said)
            return redirect("manage:section_history", code=line.task_code, kind=line.kind)
    history = queries.version_history(line.task_code, line.kind, actor=request.actor)
    against = _against(line, history)
    facts = {
        "line": line,
        "site_slug": site_slug(line),
        "name": words.kind_name(line.kind),
        "layer_name": words.layer_name(line.layer),
        "state_name": words.state_name(line.state),
        "against": against,
        "against_name": _named(against) if against else "",
        "changes": changes_of(line.kind, against.content if against else {}, _standing(line, against)),
        "parts": parts_of(line.kind, line.content),
        "events": _events(line),
        "error": error,
        "field": field,
        "comment": comment,
        "verb": verb,
        **_rights(request.actor, line),
    }
    return render(request, "manage/sections/version.html", facts, status=UNPROCESSABLE if error else 200)


@permission("catalogue.review")
@require_GET
@never_cache
def history(request: PageRequest, code: str, kind: str) -> HttpResponse:
    """Every version of a section in all layers, and any two of them compared."""
    if kind not in SectionKind.values:
        raise Http404
    title = title_of(record_of(code, request.actor))
    lines = queries.version_history(code, kind, actor=request.actor)
    by_id = {str(line.id): line for line in lines}
    old, new = by_id.get(request.GET.get("old", "")), by_id.get(request.GET.get("new", ""))
    if old is None and new is None and len(lines) > 1:
        old, new = _against(lines[0], lines), lines[0]
    facts = {
        "code": code,
        "kind": kind,
        "title": title,
        "name": words.kind_name(kind),
        "lines": [(line, _named(line), words.state_name(line.state), _events(line)) for line in lines],
        "old": old,
        "new": new,
        "old_name": _named(old) if old else "",
        "new_name": _named(new) if new else "",
        "changes": changes_of(kind, old.content, new.content) if old and new else None,
        "may_change": may(request.actor, "catalogue.change"),
    }
    return render(request, "manage/sections/history.html", facts)


def site_slug(line: VersionLine) -> str:
    """The site of a version for addresses; empty for one that is for every site."""
    return next((site.slug for site in active_sites() if site.pk == line.site_id), "")


def _against(line: VersionLine, history: list[VersionLine]) -> VersionLine | None:
    """What a version is read against: the one before it in its layer and place that was in force, else what it
    replaces below."""
    same = [
        one
        for one in history
        if (one.layer, one.site_id) == (line.layer, line.site_id)
        and one.number < line.number
        and one.published_at is not None
    ]
    if same:
        return max(same, key=lambda one: one.number)
    if line.mode != "replace":
        return None
    return next((one for one in history if one.id == line.based_on_id), None)


def _standing(line: VersionLine, against: VersionLine | None) -> dict[str, Any]:
    """The text that a version gives: over the one below, what it leaves out stays as it is there."""
    if against is None or against.layer == line.layer:
        return line.content
    return fold([("replace", against.content), (line.mode, line.content)])


def _named(line: VersionLine) -> str:
    place = f"{words.layer_name(line.layer)}, {line.site}" if line.site else words.layer_name(line.layer)
    return _("%(layer)s, version %(number)d") % {"layer": place, "number": line.number}


def _events(line: VersionLine) -> list[tuple[Any, str]]:
    return [(event, words.event_name(event.action)) for event in queries.events_of(line.id)]


def _rights(actor: Actor, line: VersionLine) -> dict[str, bool]:
    """What the one who looks may do with a version now. The services decide; this only shows the buttons."""
    writes = may(actor, "catalogue.share" if line.layer == Layer.SHARED else "catalogue.change", line.site_id)
    reviews = may(actor, "catalogue.review", line.site_id)
    is_own = actor.person_id is not None and line.created_by_id == actor.person_id
    is_national = line.layer == Layer.NATIONAL
    eyes = rules().needs_review
    is_ours = writes and not is_national
    takes_back = (
        is_ours if not eyes or line.state != "published" else reviews and not is_own and not is_national
    )
    return {
        "is_own": is_own,
        "may_review": reviews and line.state == "review" and not is_own,
        "may_submit": is_ours and line.state == "draft",
        "may_publish": is_ours and line.state == "draft" and not eyes,
        "may_edit": is_ours and line.state in {"draft", "review"},
        "may_withdraw": takes_back and line.state in {"draft", "review", "scheduled", "published"},
        "may_roll_back": is_ours and line.published_at is not None and line.state != "published",
    }
