"""Access tokens of kiosks, screens and other systems."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.organisation.queries import any_person, find_site, tokens_in_use
from indgang.organisation.services import issue_token, revoke_token
from indgang.queue.queries import kiosks_heard
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.sites import sites_of

ROLES = ("device", "api", "generalist", "specialist", "editor", "manager", "administrator")


@permission("organisation.administrate")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tokens(request: PageRequest) -> HttpResponse:
    """The tokens in use at the actor's sites; a new one is shown once, in the answer to its form."""
    facts: dict[str, Any] = {"typed": {"name": "", "role": "device", "site": "", "person": ""}, "errors": {}}
    status = 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in facts["typed"]}
        try:
            facts["secret"] = issue_token(
                actor=request.actor,
                name=typed["name"],
                role=typed["role"],
                site=find_site(typed["site"]) if typed["site"] else None,
                person=any_person(typed["person"]) if typed["person"] else None,
            )
            facts["secret_name"] = typed["name"]
        except Invalid as refusal:
            facts |= {"typed": typed, "errors": {refusal.field: str(refusal)}}
            status = UNPROCESSABLE
    words, heard = choices.role_words(), kiosks_heard()
    own = sites_of(request.actor, "organisation.administrate")
    everywhere = may(request.actor, "organisation.administrate_all")
    facts |= {
        "lines": [
            (line, words.get(line.role, line.role), heard.get(line.id))
            for line in tokens_in_use()
            if (
                everywhere
                if line.site_id is None
                else may(request.actor, "organisation.administrate", line.site_id)
            )
        ],
        "roles": [(role, words[role]) for role in ROLES],
        "sites": [(site.slug, site.name) for site in own],
        "people": choices.people(),
        "everywhere": everywhere,
    }
    return render(request, "manage/tokens.html", facts, status=status)


@permission("organisation.administrate")
@require_POST
def revoke(request: PageRequest, token: int) -> HttpResponse:
    """End a token at once."""
    revoke_token(actor=request.actor, token_id=token)
    messages.success(request, _("The token no longer works."))
    return redirect("manage:tokens")
