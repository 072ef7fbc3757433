"""What a citizen sees at the kiosk before the number: six big errands, common tasks, own words, what to
bring. Whoever is logged in, a kiosk shows what everybody may see.
"""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from indgang.base.access import ANONYMOUS
from indgang.base.errors import DomainError, NotFound
from indgang.catalogue.queries import (
    TaskLine,
    TopicCard,
    kiosk_topics,
    task_card,
    task_routing,
    tasks_of_topic,
    topics,
)
from indgang.catalogue.search import search
from indgang.core.reach import Reach
from indgang.organisation.models import Site
from indgang.queue.queries import LaneWait, home_rule, wait_at
from indgang.queue.services.lanes import SERVICE, active_series, pick_series
from indgang.queue.services.tickets import OWN_WORDS_LENGTH
from indgang.web.kiosk.devices import KioskRequest, kiosk

HITS = 5
LEAST_SCORE = 0.2
NEARLY_AS_GOOD = 0.9


@kiosk
@require_GET
def home(request: KioskRequest, site: Site) -> HttpResponse:
    """Six big errands, own words, and check-in."""
    errands = [
        (card, "topic" if tasks_for_kiosk(card.code, site, request.kiosk_language) else "other")
        for card in kiosk_topics(request.kiosk_language)
    ]
    return page(request, "home", site, {"errands": errands, "from_home": home_rule(site) is not None})


@kiosk
@require_GET
def topic(request: KioskRequest, site: Site, code: str) -> HttpResponse:
    """The common tasks of a big errand; one without tasks leads straight to the number."""
    lines = tasks_for_kiosk(code, site, request.kiosk_language)
    if not lines:
        return redirect("kiosk:other", site=site.slug, language=request.kiosk_language, code=code)
    return page(request, "topic", site, {"topic": _topic(code, request.kiosk_language), "tasks": lines})


@kiosk
@require_GET
def other(request: KioskRequest, site: Site, code: str) -> HttpResponse:
    """A number for something within a big errand that has no button."""
    chosen = _topic(code, request.kiosk_language)
    facts = {"topic": chosen, "title": chosen.title, **lanes(site), **waits(request, site)}
    return page(request, "errand", site, facts)


@kiosk
@require_GET
def task(request: KioskRequest, site: Site, code: str) -> HttpResponse:
    """What to bring, and the number. A sensitive task has no page here: others can see the screen."""
    card = task_card(code, request.kiosk_language, site, actor=ANONYMOUS)
    if card.sensitive or not card.is_active:
        raise NotFound
    facts = {"task": card, "title": card.title, "topic": _topic(card.topic, request.kiosk_language)}
    facts |= {**lanes(site, task_code=code), **waits(request, site, task_code=code)}
    return page(request, "errand", site, facts)


@kiosk
@require_GET
def words(request: KioskRequest, site: Site) -> HttpResponse:
    """The citizen says it in their own words."""
    facts = {"longest": OWN_WORDS_LENGTH, **lanes(site), **waits(request, site)}
    return page(request, "words", site, facts)


@kiosk
@require_POST
def found(request: KioskRequest, site: Site) -> HttpResponse:
    """The tasks that answer what is being typed (field `words`). A POST, so that the words stand in no log."""
    typed = request.POST.get("words", "")
    every = search(typed, actor=ANONYMOUS, language=request.kiosk_language, site=site, limit=HITS * 2)
    # What answers best may not be named here; what answers much worse is then no answer.
    hidden = max((hit.score for hit in every if hit.sensitive), default=0.0)
    hits = [
        hit
        for hit in every
        if not hit.sensitive
        and hit.offer is not Reach.NONE
        and hit.score >= max(LEAST_SCORE, NEARLY_AS_GOOD * hidden)
    ]
    return page(request, "_found", site, {"hits": hits[:HITS], "typed": typed.strip()})


def page(
    request: KioskRequest, name: str, site: Site, facts: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the kiosk with what all of them show."""
    shared = {
        "site": site,
        "kiosk_language": request.kiosk_language,
        "device_id": request.device_id,
        "attempt": secrets.token_urlsafe(16),
    }
    return render(request, f"kiosk/{name}.html", {**shared, **facts}, status=status)


def tasks_for_kiosk(code: str, site: Site, language: str) -> list[TaskLine]:
    """The tasks of a topic that the site offers and that may be named where others see it."""
    lines = tasks_of_topic(code, site, language, actor=ANONYMOUS)
    return [line for line in lines if not line.sensitive and line.offer is not Reach.NONE]


def lanes(site: Site, task_code: str | None = None) -> dict[str, str]:
    """The letters that a number may get: `letter` for the errand, `quiet_letter` to talk undisturbed, if that
    is another.
    """
    series = active_series(site.pk)
    if not series:
        return {"letter": "", "quiet_letter": ""}
    letter = pick_series(series, None, task_routing(task_code) if task_code else None).letter
    quiet = next((one.letter for one in series if one.desk_kind == SERVICE), "")
    return {"letter": letter, "quiet_letter": quiet if quiet != letter else ""}


def waits(request: KioskRequest, site: Site, task_code: str | None = None) -> dict[str, LaneWait]:
    """How long somebody would wait who took a number now. Not on a page that the kiosk fetches to keep it: shown later,
    without a server, the wait would be that of another hour.
    """
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return {}
    try:
        return {"now": wait_at(site, task_code=task_code)}
    except DomainError:
        return {}


def _topic(code: str, language: str) -> TopicCard:
    for card in topics(language):
        if card.code == code:
            return card
    raise NotFound
