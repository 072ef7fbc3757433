"""Sites, desks and the municipality."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base.access import may
from indgang.core.folding import danish_sort_key
from indgang.organisation.models import Site
from indgang.organisation.queries import any_desk, any_site, municipality_of
from indgang.organisation.services import (
    create_desk,
    create_site,
    save_municipality,
    update_desk,
    update_site,
)
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.forms import Form, form_of
from indgang.web.manage.organisation.common import answer, sent
from indgang.web.manage.organisation.hours import hours_facts
from indgang.web.manage.rows import Stored, grouped, stored

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])
SITE_COLUMNS = (
    "name", "kind", "model", "address", "postcode", "town", "phone", "email", "latitude", "longitude", "active",
)  # fmt: skip
DESK_COLUMNS = ("label", "kind", "order", "active")
MUNICIPALITY_COLUMNS = (
    "name",
    "is_fictional",
    "library_closes_on_holidays",
    "citizen_service_closes_on_holidays",
    "self_service_closes_on_holidays",
)


def visible_site(request: PageRequest, slug: str) -> Site:
    """The site, in use or not. Raises NotFound, and Http404 for one where the actor holds no role."""
    site = any_site(slug)
    if not may(request.actor, "organisation.view", site.pk):
        raise Http404
    return site


@permission("organisation.view")
@require_GET
@never_cache
def sites(request: PageRequest) -> HttpResponse:
    """All sites of the actor."""
    desks = grouped(stored("desks"), "site")
    kinds, models = dict(choices.site_kinds()), dict(choices.models())
    rows = [row for row in stored("sites") if may(request.actor, "organisation.view", row.id)]
    facts = {
        "rows": [
            {
                "site": row,
                "kind": kinds.get(row["kind"], row["kind"]),
                "model": models.get(str(row["model"]), row["model"]),
                "desks": [desk["label"] for desk in desks.get(row["slug"], []) if desk["active"]],
            }
            for row in sorted(rows, key=lambda row: (not row["active"], danish_sort_key(row["name"])))
        ],
        "municipality": municipality_of(),
    }
    return render(request, "manage/sites.html", facts)


@permission("organisation.view")
@require_GET
@never_cache
def site(request: PageRequest, slug: str) -> HttpResponse:
    """One site: facts, desks, hours."""
    found = visible_site(request, slug)
    kinds = dict(choices.desk_kinds())
    desks = [row for row in stored("desks") if row["site"] == slug]
    facts = {
        "site": found,
        "kind": dict(choices.site_kinds()).get(found.kind, found.kind),
        "model": dict(choices.models()).get(str(found.model)),
        "desks": [(row, kinds.get(row["kind"])) for row in sorted(desks, key=_desk_order)],
        **hours_facts(request, found),
    }
    return render(request, "manage/site.html", facts)


def _desk_order(row: Stored) -> tuple[bool, int, str]:
    return not row["active"], row["order"], row["label"]


@permission("organisation.change")
@READ_OR_SAVE
@never_cache
def edit_site(request: PageRequest, slug: str) -> HttpResponse:
    """Change a site."""
    found = visible_site(request, slug)
    row = next(row for row in stored("sites") if row.id == found.pk)
    form = _site_form(request, SITE_COLUMNS, row)
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: update_site(actor=request.actor, site=found, **form.values()),
        said=_("%(name)s is saved.") % {"name": form.values()["name"]},
        back=reverse("manage:site", args=[slug]),
        facts={
            "title": _("Change %(name)s") % {"name": found.name},
            "back": reverse("manage:site", args=[slug]),
        },
    )


@permission("organisation.administrate_all")
@READ_OR_SAVE
@never_cache
def new_site(request: PageRequest) -> HttpResponse:
    """Add a site."""
    form = _site_form(request, ("slug", *SITE_COLUMNS), None)
    slug = form.values()["slug"]
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: create_site(actor=request.actor, **form.values()),
        said=_("The site is added. Give it desks and opening hours."),
        back=reverse("manage:sites"),
        facts={"title": _("Add a site"), "back": reverse("manage:sites"), "slug": slug},
    )


def _site_form(request: PageRequest, columns: tuple[str, ...], row: Stored | None) -> Form:
    return form_of(
        "sites",
        columns,
        record=row.values if row else None,
        data=sent(request),
        options={"kind": choices.site_kinds(), "model": choices.models()},
    )


@permission("organisation.change")
@READ_OR_SAVE
@never_cache
def new_desk(request: PageRequest, slug: str) -> HttpResponse:
    """Add a desk to a site."""
    found = visible_site(request, slug)
    columns = ("slug", *DESK_COLUMNS)
    form = form_of("desks", columns, data=sent(request), options={"kind": choices.desk_kinds()})
    back = reverse("manage:site", args=[slug])
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: create_desk(actor=request.actor, site=found, **form.values()),
        said=_("The desk is added."),
        back=back,
        facts={"title": _("Add a desk at %(site)s") % {"site": found.name}, "back": back},
    )


@permission("organisation.change")
@READ_OR_SAVE
@never_cache
def edit_desk(request: PageRequest, slug: str) -> HttpResponse:
    """Change a desk."""
    desk = any_desk(slug)
    visible_site(request, desk.site.slug)
    row = next(row for row in stored("desks") if row.id == desk.pk)
    form = form_of(
        "desks", DESK_COLUMNS, record=row.values, data=sent(request), options={"kind": choices.desk_kinds()}
    )
    back = reverse("manage:site", args=[desk.site.slug])
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: update_desk(actor=request.actor, desk=desk, **form.values()),
        said=_("%(name)s is saved.") % {"name": form.values()["label"]},
        back=back,
        facts={"title": _("Change %(name)s") % {"name": desk.label}, "back": back},
    )


@permission("organisation.administrate_all")
@READ_OR_SAVE
@never_cache
def municipality(request: PageRequest) -> HttpResponse:
    """Change the municipality, or write down the first one."""
    rows = stored("municipality")
    row = rows[0] if rows else None
    columns = MUNICIPALITY_COLUMNS if row else ("code", *MUNICIPALITY_COLUMNS)
    form = form_of("municipality", columns, record=row.values if row else None, data=sent(request))
    code = {"code": row["code"]} if row else {}
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: save_municipality(actor=request.actor, **form.values(), **code),
        said=_("The municipality is saved."),
        back=reverse("manage:sites"),
        facts={"title": _("The municipality"), "back": reverse("manage:sites")},
    )
