"""Number series, call profiles, which desk follows which, and numbers taken at home."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.base.transfer import apply_row
from indgang.core.day import danish_date
from indgang.organisation.queries import any_desk, any_site
from indgang.queue.queries import series_use
from indgang.queue.services.home import place_code
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.forms import Options, form_of
from indgang.web.manage.organisation.common import answer, sent
from indgang.web.manage.queues.words import profile_sentences, rule_sentences
from indgang.web.manage.rows import Stored, model_kind, stored
from indgang.web.manage.sites import may_everywhere, sites_of

PERMISSION = "queue.setup"
KINDS = ("series", "call-profiles", "desk-profiles", "home-numbers")
ONE_FOR_EACH = ("desk-profiles", "home-numbers")


@permission(PERMISSION)
@require_GET
@never_cache
def queues(request: PageRequest) -> HttpResponse:
    """All of the set-up at the actor's sites."""
    sites = {site.slug: site for site in sites_of(request.actor, PERMISSION)}
    used = {(use.site_id, use.letter): use for use in series_use()}
    kinds, desks = dict(choices.desk_kinds()), {row["slug"]: row for row in stored("desks")}
    profiles = {row["code"]: row for row in stored("call-profiles")}
    followed: dict[str, list[str]] = {}
    lines = []
    own = {row["desk"]: row for row in stored("desk-profiles")}
    for slug, desk in desks.items():
        if desk["active"] and desk["site"] in sites:
            code = own[slug]["profile"] if slug in own else ""
            followed.setdefault(code, []).append(f"{sites[desk['site']].name}: {desk['label']}")
            lines.append((sites[desk["site"]].name, desk, profiles.get(code)))
    home = {row["site"]: row for row in stored("home-numbers")}
    today = danish_date(clock.now())
    facts = {
        "series": [
            (
                sites[row["site"]].name,
                row,
                kinds.get(row["desk_kind"]),
                used.get((sites[row["site"]].pk, row["letter"])),
            )
            for row in stored("series")
            if row["site"] in sites
        ],
        "profiles": [
            (row, rule_sentences(row["rules"]), profile_sentences(row.values), followed.get(code, []))
            for code, row in profiles.items()
        ],
        "desks": lines,
        "home": [(site, home.get(slug), place_code(site, today)) for slug, site in sites.items()],
        "may_change_profiles": may_everywhere(request.actor, PERMISSION),
    }
    return render(request, "manage/queues.html", facts)


def _columns(kind: str) -> tuple[str, ...]:
    return tuple(column.name for column in model_kind(kind).columns)


def _options(actor: Actor) -> dict[str, Options]:
    return {
        "site": [(site.slug, site.name) for site in sites_of(actor, PERMISSION)],
        "desk_kind": choices.desk_kinds(),
        "min_reach": choices.reaches(empty=_("Everything")),
        "desk": choices.desks(),
        "profile": choices.sorted_choices((row["code"], row["name"]) for row in stored("call-profiles")),
    }


def _row(kind: str, key: str) -> Stored:
    found = next((row for row in stored(kind) if row.path == key.casefold()), None)
    if found is None:
        raise Http404
    return found


def _site_of(kind: str, values: dict[str, str]) -> int | None:
    """The site that a row belongs to; None for a call profile, which all sites share. Raises NotFound."""
    if kind in {"series", "home-numbers"}:
        return any_site(values["site"]).pk
    return any_desk(values["desk"]).site_id if kind == "desk-profiles" else None


@permission(PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: PageRequest, kind: str, key: str = "") -> HttpResponse:
    """Change a row of the set-up, or add one."""
    if kind not in KINDS:
        raise Http404
    known = model_kind(kind)
    row = _row(kind, key) if key else None
    fixed = {name: str(row[name]) for name in known.key} if row else {}
    asked = (
        {name: request.GET[name] for name in ("desk", "site") if name in request.GET}
        if kind in ONE_FOR_EACH and not row
        else {}
    )
    columns = [name for name in _columns(kind) if name not in fixed]
    form = form_of(
        kind, columns, record=row.values if row else None, data=sent(request), options=_options(request.actor)
    )
    for name, value in asked.items():
        place = form.field(name)
        if place is not None and request.method != "POST":
            place.value = value
    if row is not None:
        _require(request.actor, kind, fixed)

    def save() -> None:
        values = {**form.values(), **fixed}
        site_id = _require(request.actor, kind, values)
        apply_row(
            known,
            values,
            actor=request.actor,
            site_id=site_id,
            new=None if kind in ONE_FOR_EACH else row is None,
        )

    back = reverse("manage:queues")
    return answer(
        request, "manage/edit.html", form, save, said=_("The set-up is saved."), back=back,
        facts={"title": _titles(row)[kind], "back": back},
    )  # fmt: skip


def _require(actor: Actor, kind: str, values: dict[str, str]) -> int | None:
    """Raise NotAllowed, or Http404 at a site that is not the actor's; returns the site."""
    site_id = _site_of(kind, values)
    if site_id is None:
        if not may_everywhere(actor, PERMISSION):
            require(actor, "organisation.change_all")
        return None
    if not may(actor, "organisation.view", site_id):
        raise Http404
    require(actor, PERMISSION, site_id)
    return site_id


def _titles(row: Stored | None) -> dict[str, str]:
    if row is None:
        return {
            "series": _("Add a number series"),
            "call-profiles": _("Add a call profile"),
            "desk-profiles": _("Give a desk a call profile"),
            "home-numbers": _("Give numbers at home"),
        }
    return {
        "series": _("Change the number series"),
        "call-profiles": _("Change the call profile"),
        "desk-profiles": _("Change the desk's call profile"),
        "home-numbers": _("Change the rule for numbers at home"),
    }
