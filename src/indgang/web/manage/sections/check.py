"""Checking our text when the text below it has changed: what we wrote against, what stands there now, and ours."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indgang.base.access import may
from indgang.base.errors import DomainError
from indgang.catalogue.models import Layer
from indgang.catalogue.queries import sections as queries
from indgang.catalogue.services import keep_ours, withdraw
from indgang.catalogue.services.parts import STEPS
from indgang.core.layering import Verdict
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.sections import words
from indgang.web.manage.sections.reading import changes_of, parts_of
from indgang.web.manage.sections.versions import site_slug

VERDICTS = ("conflict", "theirs", "ours", "agreed", "same")


@permission("catalogue.review")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: PageRequest, version: int) -> HttpResponse:
    """The three texts beside each other; keep ours, write it anew, or take theirs."""
    queries.version(version, actor=request.actor)
    line, verdicts = queries.comparison(version)
    comment, error = request.POST.get("comment", ""), ""
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "take-theirs":
                withdraw(actor=request.actor, version_id=version, reason=comment)
                said = _("Our text is taken back: the text below stands alone.")
            else:
                keep_ours(actor=request.actor, version_id=version, comment=comment)
                said = _("Kept: our text still holds.")
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, said)
            return redirect("manage:editorial")
    base, theirs = (_content(verdicts, side) for side in ("base", "theirs"))
    kinds = sorted({verdict.kind for verdict in verdicts}, key=VERDICTS.index)
    facts = {
        "line": line,
        "site_slug": site_slug(line),
        "name": words.kind_name(line.kind),
        "layer_name": words.layer_name(line.layer),
        "is_adding": line.mode == "add",
        "base": parts_of(line.kind, base),
        "below": changes_of(line.kind, base, theirs),
        "ours": parts_of(line.kind, line.content),
        "verdict": words.verdict_name(kinds[0]) if kinds else "",
        "comment": comment,
        "error": error,
        "may_write": may(
            request.actor,
            "catalogue.share" if line.layer == Layer.SHARED else "catalogue.change",
            line.site_id,
        ),
    }
    return render(request, "manage/sections/check.html", facts, status=UNPROCESSABLE if error else 200)


def _content(verdicts: list[Verdict], side: str) -> dict[str, Any]:
    """One side of the comparison as a content."""
    content: dict[str, Any] = {}
    for verdict in verdicts:
        value = getattr(verdict, side)
        if verdict.key == STEPS:
            content[STEPS] = value or []
        elif value is not None:
            content.setdefault(verdict.key, {})[verdict.part] = value
    return content
