"""People with their teams and roles; passwords; access."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import Actor, may
from indgang.base.errors import Invalid, NotAllowed
from indgang.core.folding import danish_sort_key, fold
from indgang.organisation.models import Person
from indgang.organisation.queries import active_sites, any_person
from indgang.organisation.services import (
    create_person,
    deactivate_person,
    save_competence,
    save_delegation,
    save_team,
    set_password,
    set_roles,
    update_person,
)
from indgang.organisation.services.access import may_grant, require_govern
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.forms import Form, Options, form_of
from indgang.web.manage.organisation.common import UNPROCESSABLE, answer, sent
from indgang.web.manage.organisation.reaches import reach_facts
from indgang.web.manage.rows import Stored, stored

REACH_COLUMNS = {
    "competence": ("reach", "how_won", "valid_from", "lapses_on"),
    "delegation": ("decision", "valid_from", "valid_to"),
}
COLUMNS = ("name", "title", "email", "direct_phone", "team", "home_site", "background", "language")
ROLES = ("generalist", "specialist", "editor", "manager", "administrator")
READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class RoleCell:
    """A tick in the matrix of roles and sites."""

    name: str
    label: str
    is_held: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    """The roles at one site, or at every site."""

    name: str
    cells: list[RoleCell]


def visible_people(actor: Actor) -> list[Stored]:
    """The people of the actor: who usually is, or holds a role, at a site that the actor may see.

    Who belongs to no site, or holds a role at all of them, is everybody's.
    """
    seen = {site.slug for site in active_sites() if may(actor, "organisation.view", site.pk)}

    def is_seen(row: Stored) -> bool:
        places = {row["home_site"], *(site for _role, site in row["roles"])}
        own = places - {""}
        return not own or bool(own & seen) or any(site == "" for _role, site in row["roles"])

    return [row for row in stored("people") if is_seen(row)]


def row_of(actor: Actor, username: str) -> Stored:
    """The stored row of a person whom the actor may see. Raises Http404."""
    row = next((row for row in visible_people(actor) if row["username"] == username), None)
    if row is None:
        raise Http404
    return row


@permission("organisation.change")
@require_GET
@never_cache
def people(request: PageRequest) -> HttpResponse:
    """Everybody, by name; found by name, user name, team, site or role."""
    query = fold(request.GET.get("q", "").strip())
    teams, sites, roles = dict(choices.teams()), dict(choices.sites()), choices.role_words()
    lines = []
    for row in visible_people(request.actor):
        held = [
            (roles.get(role, role), sites.get(site, site) or _("every site")) for role, site in row["roles"]
        ]
        line = {
            "row": row,
            "team": teams.get(row["team"], row["team"]),
            "site": sites.get(row["home_site"], ""),
            "roles": held,
        }
        told = " ".join(
            [
                row["name"],
                row["username"],
                row["title"],
                line["team"],
                line["site"],
                *(role for role, _site in held),
            ]
        )
        if query in fold(told):
            lines.append(line)
    lines.sort(key=lambda line: (not line["row"]["active"], danish_sort_key(line["row"]["name"])))
    facts = {
        "lines": lines,
        "query": request.GET.get("q", ""),
        "teams": choices.teams(),
        "may_change_all": may(request.actor, "organisation.change_all"),
    }
    return render(request, "manage/people.html", facts)


def _options() -> dict[str, Options]:
    return {
        "team": choices.teams(empty=_("No team")),
        "home_site": choices.sites(empty=_("No fixed site")),
        "background": choices.backgrounds(),
        "language": choices.languages(),
    }


def _matrix(actor: Actor, held: set[tuple[str, str]]) -> list[RoleRow]:
    places: list[tuple[str, str, int | None]] = [("", _("Every site"), None)]
    places += [
        (site.slug, site.name, site.pk) for site in active_sites() if may(actor, "organisation.view", site.pk)
    ]
    words = choices.role_words()
    return [
        RoleRow(
            name,
            [
                RoleCell(
                    name=f"{role}@{slug or '*'}",
                    label=f"{words[role]}, {name}",
                    is_held=(role, slug) in held,
                    may_change=may_grant(actor, (role, pk)),
                )
                for role in ROLES
            ],
        )
        for slug, name, pk in places
    ]


def _typed_roles(data: QueryDict, rows: list[RoleRow], kept: set[tuple[str, str]]) -> str:
    """The roles that are ticked, and those that the actor may not touch as they were."""
    shown = {cell.name for row in rows for cell in row.cells if cell.may_change}
    ticked = {name for name in data.getlist("roles") if name in shown}
    untouched = {f"{role}@{site or '*'}" for role, site in kept} - shown
    return "; ".join(sorted(ticked | untouched))


@permission("organisation.change")
@READ_OR_SAVE
@never_cache
def person(request: PageRequest, username: str) -> HttpResponse:
    """A person: facts, roles, what they may do, password, access."""
    row = row_of(request.actor, username)
    found = any_person(username)
    form = form_of("people", COLUMNS, record=row.values, data=sent(request), options=_options())
    return answer(
        request,
        "manage/person.html",
        form,
        lambda: update_person(actor=request.actor, person=found, **form.values()),
        said=_("%(name)s is saved.") % {"name": form.values()["name"]},
        back=reverse("manage:person", args=[username]),
        facts=_person_facts(request, found, row),
    )


@permission("organisation.change")
@require_POST
def add_reach(request: PageRequest, username: str, noun: str) -> HttpResponse:
    """Write down a competence or a delegation; the same one from the same day is changed."""
    found = any_person(username)
    if noun not in REACH_COLUMNS:
        raise Http404
    scope = request.POST.get("scope", "")
    values = {name: request.POST.get(name, "") for name in REACH_COLUMNS[noun]}
    scope_kind, _colon, scope_code = scope.partition(":")
    save = save_competence if noun == "competence" else save_delegation
    try:
        save(actor=request.actor, person=found, scope_kind=scope_kind, scope_code=scope_code, **values)
    except Invalid as refusal:
        messages.error(request, _("Not saved: %(reason)s") % {"reason": refusal})
        row = row_of(request.actor, username)
        facts = _person_facts(request, found, row) | {
            "form": form_of("people", COLUMNS, record=row.values, options=_options()),
            "typed": {noun: {"scope": scope, **values}},
        }
        return render(request, "manage/person.html", facts, status=UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("manage:person", username=username)


def _person_facts(request: PageRequest, found: Person, row: Stored) -> dict[str, Any]:
    words = choices.role_words()
    return {
        "person": found,
        "row": row,
        "roles": _matrix(request.actor, set(row["roles"])),
        "role_words": [words[role] for role in ROLES],
        "may_govern": _may_govern(request.actor, found),
        **reach_facts(request.actor, found),
    }


def _may_govern(actor: Actor, found: Person) -> bool:
    try:
        require_govern(actor, found)
    except NotAllowed:
        return False
    return True


@permission("organisation.change")
@require_POST
def roles(request: PageRequest, username: str) -> HttpResponse:
    """Give exactly the ticked roles."""
    row = row_of(request.actor, username)
    held = set(row["roles"])
    chosen = _typed_roles(request.POST, _matrix(request.actor, held), held)
    try:
        set_roles(actor=request.actor, person=any_person(username), roles=chosen)
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The roles of %(name)s are saved.") % {"name": row["name"]})
    return redirect("manage:person", username=username)


@permission("organisation.change")
@READ_OR_SAVE
@never_cache
def new_person(request: PageRequest) -> HttpResponse:
    """Take somebody on. They get their roles and password on the next page."""
    form = form_of("people", ("username", *COLUMNS), data=sent(request), options=_options())
    username = form.values()["username"].strip().lower()
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: create_person(actor=request.actor, **form.values()),
        said=_("Added. Now give the roles and a first password."),
        back=reverse("manage:person", args=[username])
        if _is_username(username)
        else reverse("manage:people"),
        facts={"title": _("Add a colleague"), "back": reverse("manage:people")},
    )


def _is_username(text: str) -> bool:
    return bool(text) and all(letter.isascii() and (letter.isalnum() or letter in "._@-") for letter in text)


@permission("organisation.change")
@sensitive_post_parameters("password")
@READ_OR_SAVE
@never_cache
def password(request: PageRequest, username: str) -> HttpResponse:
    """Give a colleague a new password; their other sessions end."""
    row = row_of(request.actor, username)
    error, status = "", 200
    if request.method == "POST":
        try:
            set_password(
                actor=request.actor, person=any_person(username), password=request.POST.get("password", "")
            )
        except Invalid as refusal:
            error, status = str(refusal), UNPROCESSABLE
        else:
            messages.success(request, _("%(name)s has a new password.") % {"name": row["name"]})
            return redirect("manage:person", username=username)
    return render(request, "manage/password.html", {"row": row, "error": error}, status=status)


@permission("organisation.change")
@require_POST
def access(request: PageRequest, username: str) -> HttpResponse:
    """Close or open a person's access; the history stays."""
    row = row_of(request.actor, username)
    found = any_person(username)
    try:
        if request.POST.get("active") == "yes":
            update_person(actor=request.actor, person=found, active=True)
            messages.success(request, _("%(name)s may log in again.") % {"name": row["name"]})
        else:
            deactivate_person(actor=request.actor, person=found)
            messages.success(request, _("The access of %(name)s is closed.") % {"name": row["name"]})
    except Invalid as refusal:
        messages.error(request, str(refusal))
    return redirect("manage:person", username=username)


@permission("organisation.change_all")
@READ_OR_SAVE
@never_cache
def team(request: PageRequest, code: str = "") -> HttpResponse:
    """Change a team, or add one."""
    row = next((row for row in stored("teams") if row["code"] == code), None)
    if code and row is None:
        raise Http404
    form: Form = form_of(
        "teams",
        ("name",) if row else ("code", "name"),
        record=row.values if row else None,
        data=sent(request),
    )
    own = {"code": code} if row else {}
    return answer(
        request,
        "manage/edit.html",
        form,
        lambda: save_team(actor=request.actor, **form.values(), **own),
        said=_("The team is saved."),
        back=reverse("manage:people"),
        facts={"title": _("Change the team") if row else _("Add a team"), "back": reverse("manage:people")},
    )
