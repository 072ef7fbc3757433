"""The pages and the parts that are only read: choosing a desk, the desk, its rail, the search."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.catalogue import queries as catalogue
from indgang.catalogue.search import Findings, cleaned
from indgang.catalogue.search import Found as FoundElsewhere
from indgang.catalogue.search import find as find_everything
from indgang.catalogue.visibility import marked
from indgang.contact.queries import most_registered
from indgang.core.day import danish_date
from indgang.core.reach import Reach
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import active_sites, desks_of
from indgang.queue.queries import LaneView, desks_at_work, queue_of, waits_now
from indgang.ui.access import permission
from indgang.web.desk.state import Door, door_of, rail_of
from indgang.web.desk.views.answers import actor_of, answer, context

MOST_HITS = 8
MOST_REST = 6
KEYS_FOR_DESKS = 9


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk to choose, who sits there with which number, and the key that chooses it."""

    desk: Desk
    door: Door
    number: str
    key: str


@dataclass(frozen=True, slots=True)
class Workplace:
    """A site to work at, and how its queue stands."""

    site: Site
    seats: list[Seat]
    lanes: list[LaneView]


@dataclass(frozen=True, slots=True)
class Found:
    """A task in the list under the search box.

    `reach` is how far this officer may take it here; `where` names the sites that take it when this one does not;
    `mark` is "expired" or "coming" when the task is not valid today. `why` says which words met it where.
    """

    code: str
    title: str
    summary: str
    reach: Reach
    offered: bool
    where: str
    mark: str
    why: str = ""


@permission("queue.work_desk")
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The desks of the sites where the officer works, their own site first."""
    actor = actor_of(request)
    sites = [site for site in active_sites() if may(actor, "queue.work_desk", site.pk)]
    home = getattr(request.user, "home_site_id", None)
    places: list[Workplace] = []
    keys = iter(range(1, KEYS_FOR_DESKS + 1))
    for site in sorted(sites, key=lambda site: (site.pk != home, site.name)):
        at_work = desks_at_work(site)
        seats = []
        for desk in desks_of(site):
            session, ticket = at_work.get(desk.pk, (None, None))
            number = ticket.label if ticket else ""
            seats.append(Seat(desk, door_of(desk, session, actor), number, str(next(keys, ""))))
        places.append(Workplace(site, seats, queue_of(site).lanes))
    return render(request, "desk/choose.html", {"places": places})


@permission("queue.work_desk")
@require_GET
def desk_page(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """The desk; for htmx its content alone, to bring a window back in step."""
    if getattr(request, "htmx", False):
        return answer(request, desk)
    response = render(request, "desk/page.html", context(request, desk))
    response["Cache-Control"] = "no-store"
    return response


@permission("queue.work_desk")
@require_GET
def rail(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """The left column alone: all that a live change ever replaces while somebody types."""
    facts = {"site": site, "desk": desk, "rail": rail_of(desk, actor_of(request))}
    return render(request, "desk/_rail.html", facts)


@permission("queue.work_desk")
@require_GET
def waits(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """What somebody is told at each lane who takes a number now, and why."""
    facts = {"site": site, "desk": desk, "lanes": waits_now(site).lanes}
    return render(request, "desk/_waits.html", facts)


@permission("queue.work_desk")
@require_GET
def find(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """What answers `q`, tasks first; without it the tasks of the `topic`, and what is asked for most today."""
    query = request.GET.get("q", "")
    actor = actor_of(request)
    answer = find_everything(query, actor=actor, language=get_language(), site=site, limit=MOST_HITS)
    if cleaned(query):
        hits = [(hit.task_id, hit.code, hit.title, hit.summary, hit.offer) for hit in answer.tasks]
    else:
        hits = _suggestions(site, request.GET.get("topic", ""), actor)
    why = {hit.task_id: " · ".join(hit.why) for hit in answer.tasks}
    reaches = catalogue.reaches_of(person_id=actor.person_id, site=site)
    marks = marked(hit[0] for hit in hits)
    found = [
        Found(
            code=code,
            title=title,
            summary=summary,
            reach=reaches[task_id].reach if task_id in reaches else Reach.NONE,
            offered=bool(offer),
            where=", ".join(place.name for place in catalogue.places_of(task_id)[:2]) if not offer else "",
            mark=marks.get(task_id, ""),
            why=why.get(task_id, ""),
        )
        for task_id, code, title, summary, offer in hits
    ]
    facts = {"found": found, "rest": _rest(answer), "query": query, "desk": desk, "site": site}
    return render(request, "desk/_results.html", facts)


def _rest(answer: Findings) -> list[tuple[FoundElsewhere, str]]:
    """What was found beside tasks, each with the address that it opens; without one it is only shown."""
    news = reverse("news:news")
    return [
        (
            one,
            f"tel:{one.phone}"
            if one.phone
            else one.url or (f"{news}#news-{one.id}" if one.kind == "news" else ""),
        )
        for one in answer.rest[:MOST_REST]
    ]


_Hit = tuple[int, str, str, str, Reach | None]


def _suggestions(site: Site, topic: str, actor: Actor) -> list[_Hit]:
    """The topic's tasks that are offered here, then those that were registered most often today."""
    of_topic = catalogue.tasks_of_topic(topic, site, actor=actor) if topic else []
    most = most_registered(site.pk, danish_date(clock.now()))
    often = catalogue.task_lines(most, site, actor=actor)
    lines = {line.code: line for line in [*of_topic, *often] if line.offer}
    return [
        (one.task_id, one.code, one.title, one.summary, one.offer) for one in list(lines.values())[:MOST_HITS]
    ]
