"""Lifelines: whom to phone, whether they answer now, and who has tried the number."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base.access import may
from indgang.core.folding import danish_sort_key
from indgang.organisation.queries import Standby, lifeline_cards, people_behind
from indgang.organisation.services import save_lifeline
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.forms import form_of
from indgang.web.manage.organisation.common import answer, sent
from indgang.web.manage.rows import stored

COLUMNS = (
    "title_da",
    "title_en",
    "person",
    "team",
    "direct_phone",
    "email",
    "hours",
    "rota",
    "deputy",
    "active",
)


@permission("organisation.view")
@require_GET
@never_cache
def lifelines(request: PageRequest) -> HttpResponse:
    """All lifelines, those that nobody has tried for long first."""
    cards = sorted(lifeline_cards(), key=lambda card: (not card.is_stale, danish_sort_key(card.title)))
    people = people_behind()
    retired = [row for row in stored("lifelines") if not row["active"]]
    facts = {
        "cards": [
            (card, [(one, _may_speak_for(request, one)) for one in people.get(card.code, [])])
            for card in cards
        ],
        "stale": sum(card.is_stale for card in cards),
        "retired": retired,
        "may_verify": may(request.actor, "organisation.verify_lifeline"),
        "may_change": may(request.actor, "organisation.change_all"),
    }
    return render(request, "manage/lifelines.html", facts)


def _may_speak_for(request: PageRequest, one: Standby) -> bool:
    return may(request.actor, "organisation.change", one.home_site_id)


@permission("organisation.change_all")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lifeline(request: PageRequest, code: str = "") -> HttpResponse:
    """Change a lifeline, or add one."""
    row = next((row for row in stored("lifelines") if row["code"] == code), None)
    if code and row is None:
        raise Http404
    form = form_of(
        "lifelines",
        COLUMNS if row else ("code", *COLUMNS),
        record=row.values if row else None,
        data=sent(request),
        options={
            "person": choices.people(empty=_("No single person")),
            "team": choices.teams(empty=_("No team")),
            "deputy": choices.lifelines(empty=_("Nobody stands in")),
        },
    )
    own = {"code": code} if row else {}
    back = reverse("manage:lifelines")
    title = _("Change the lifeline %(name)s") % {"name": row["title_da"]} if row else _("Add a lifeline")
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: save_lifeline(actor=request.actor, **form.values(), **own),
        said=_("The lifeline is saved."),
        back=back,
        facts={"title": title, "back": back},
    )
