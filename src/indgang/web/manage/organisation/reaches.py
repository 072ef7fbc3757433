"""Competences and delegations: who may go how far, and by which decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.base.errors import Invalid
from indgang.catalogue.queries import reach_word
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Reach
from indgang.organisation.models import Person
from indgang.organisation.queries import active_sites
from indgang.organisation.services import remove_competence, remove_delegation
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.rows import Stored, stored

SOON = timedelta(days=30)
KINDS = {"competence": "competences", "delegation": "delegations"}


@dataclass(frozen=True, slots=True)
class Line:
    """A competence or a delegation. `ends` is the last day on which it holds."""

    row: Stored
    covers: str
    reach: str
    begins: date
    ends: date | None
    state: str

    @property
    def is_over(self) -> bool:
        """Whether it holds no more."""
        return self.state == "over"


def lines_of(kind: str, rows: list[Stored], names: Mapping[tuple[str, str], str]) -> list[Line]:
    """The rows in words: those that hold first, then by what they cover; `names` are of `choices.scope_names`."""
    today = danish_date(clock.now())
    lines = []
    for row in rows:
        ends = (
            row["valid_to"]
            if kind == "delegation"
            else row["lapses_on"] and row["lapses_on"] - timedelta(days=1)
        )
        lines.append(
            Line(
                row=row,
                covers=names.get((row["scope_kind"], row["scope_code"]), row["scope_code"]),
                reach=reach_word(Reach(row["reach"])) if kind == "competence" else "",
                begins=row["valid_from"],
                ends=ends,
                state=_state(row["valid_from"], ends, today),
            )
        )
    return sorted(lines, key=lambda line: (line.is_over, danish_sort_key(line.covers), line.begins))


def _state(begins: date, ends: date | None, today: date) -> str:
    if ends is not None and ends < today:
        return "over"
    if begins > today:
        return "coming"
    return "soon" if ends is not None and ends <= today + SOON else "holds"


def reach_facts(actor: Actor, person: Person) -> dict[str, Any]:
    """What the page of a person shows of their competences and delegations."""
    mine = {
        noun: [row for row in stored(kind) if row["person"] == person.username]
        for noun, kind in KINDS.items()
    }
    names = choices.scope_names()
    may_change = may(actor, "organisation.administrate_all") or actor.person_id != person.pk
    return {
        "competences": lines_of("competence", mine["competence"], names),
        "delegations": lines_of("delegation", mine["delegation"], names),
        "scopes": choices.scopes(),
        "reaches": choices.reaches(),
        "today": danish_date(clock.now()),
        "may_change_reach": may_change and may(actor, "organisation.change", person.home_site_id),
    }


@permission("organisation.change")
@require_GET
@never_cache
def competences(request: PageRequest) -> HttpResponse:
    """Everybody's competences and delegations, what lapses or ended first."""
    people = _people(request.actor)
    names = choices.scope_names()
    facts: dict[str, Any] = {}
    for noun, kind in KINDS.items():
        lines = lines_of(noun, [row for row in stored(kind) if row["person"] in people], names)
        facts[kind] = [
            (people[line.row["person"]], line)
            for line in sorted(lines, key=lambda line: _urgency(line, people))
        ]
    return render(request, "manage/competences.html", facts)


def _urgency(line: Line, people: Mapping[str, Stored]) -> tuple[Any, ...]:
    order = ("soon", "coming", "holds", "over")
    name = people[line.row["person"]]["name"]
    ends = line.ends or date.max
    first = ends if line.state == "soon" else date.max
    return order.index(line.state), first, danish_sort_key(name), danish_sort_key(line.covers)


def _people(actor: Actor) -> dict[str, Stored]:
    sites = {site.slug: site.pk for site in active_sites()}
    everywhere = may(actor, "organisation.change_all")
    return {
        row["username"]: row
        for row in stored("people")
        if row["active"] and (everywhere or may(actor, "organisation.change", sites.get(row["home_site"], 0)))
    }


@permission("organisation.change")
@require_POST
def remove(request: PageRequest, username: str, noun: str, row: int) -> HttpResponse:
    """Take away what was written down by mistake."""
    try:
        if noun == "competence":
            remove_competence(actor=request.actor, competence_id=row)
        elif noun == "delegation":
            remove_delegation(actor=request.actor, delegation_id=row)
        else:
            raise Http404
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed."))
    return redirect("manage:person", username=username)
