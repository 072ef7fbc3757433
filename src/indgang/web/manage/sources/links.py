"""The addresses that the playbook sends people to, and whether they answer."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.access import may
from indgang.catalogue.models import LinkState
from indgang.catalogue.queries.links import checks_of, link_line, link_lines
from indgang.catalogue.services.rules import rules
from indgang.catalogue.source_words import in_words
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.choices import capital
from indgang.web.manage.sources.jobs import put_in_queue

MOST_SHOWN = 500


def _places() -> dict[str, str]:
    return {
        "self_service": _("self-service"),
        "law": _("legal basis"),
        "source": _("source"),
        "authority": _("authority"),
        "article": _("way to a self-service"),
    }


@permission("catalogue.view_plays")
@require_GET
@never_cache
def links(request: PageRequest) -> HttpResponse:
    """Every address in use, the broken ones first."""
    everything = link_lines()
    state = request.GET.get("state", "")
    counts = Counter(line.state for line in everything)
    shown = [line for line in everything if state in {"", line.state}]
    facts = {
        "lines": shown[:MOST_SHOWN],
        "more": max(0, len(shown) - MOST_SHOWN),
        "state": state,
        "states": [
            (value, capital(label), counts[value])
            for value, label in LinkState.choices
            if counts[value] or value == state
        ],
        "all": len(everything),
        "places": _places(),
        "failures": rules().link_failures,
        "may_change": may(request.actor, "catalogue.change"),
    }
    return render(request, "manage/sources/links.html", facts)


@permission("catalogue.view_plays")
@require_GET
@never_cache
def link(request: PageRequest, link: int) -> HttpResponse:
    """One address: where it stands and what it answered."""
    facts = {
        "line": link_line(link),
        "checks": [(check, in_words(check.error) if check.error else "") for check in checks_of(link)],
        "places": _places(),
        "failures": rules().link_failures,
    }
    return render(request, "manage/sources/link.html", facts)


@permission("catalogue.change")
@require_POST
def check(request: PageRequest) -> HttpResponse:
    """Have the addresses tried by a worker."""
    if put_in_queue("check_links"):
        messages.success(
            request, _("The addresses are being tried, one at a time at each host. It takes a while.")
        )
    else:
        messages.info(request, _("The addresses are about to be tried already."))
    return redirect("manage:links")
