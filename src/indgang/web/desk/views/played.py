"""What was on the screen: the officer's own meetings of today, and any version of a playbook to read or print."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.base.errors import NotFound
from indgang.catalogue import queries as catalogue
from indgang.catalogue.queries.pages import PlayLabel, play_labels, play_page
from indgang.catalogue.visibility import visible_codes
from indgang.contact.queries import ContactView, InquiryView, finished_contacts_of, referrals_sent_by
from indgang.core.day import danish_date
from indgang.organisation.queries import active_sites
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of

PARTS = ("description", "conditions", "procedure", "expect", "output", "appeal", "forbidden")


@dataclass(frozen=True, slots=True)
class Seen:
    """A matter of a finished meeting, and the version that was on the screen (None: no playbook was)."""

    inquiry: InquiryView
    title: str
    play: PlayLabel | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A finished meeting."""

    contact: ContactView
    site: str
    site_slug: str
    matters: list[Seen]


@permission("queue.work_desk")
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The officer's own meetings of the Danish day, the newest first: what they were about and what was shown."""
    person_id = actor_of(request).person_id
    today = danish_date(clock.now())
    views = finished_contacts_of(person_id, today) if person_id is not None else []
    matters = [one for view in views for one in view.inquiries]
    labels = play_labels(one.play_id for one in matters if one.play_id is not None)
    codes = sorted({one.task_code for one in matters if one.task_code})
    titles = {line.code: line.title for line in catalogue.task_lines(codes, actor=actor_of(request))}
    sites = {site.pk: site for site in active_sites()}
    meetings = [
        Meeting(
            view,
            sites[view.site_id].name if view.site_id in sites else "",
            sites[view.site_id].slug if view.site_id in sites else "",
            [
                Seen(one, titles.get(one.task_code or "", one.task_code or ""), labels.get(one.play_id or 0))
                for one in view.inquiries
            ],
        )
        for view in views
    ]
    sent = referrals_sent_by(person_id, today) if person_id is not None else []
    return render(request, "desk/mine.html", {"meetings": meetings, "sent": sent, "day": today})


@permission("catalogue.view_plays")
@require_GET
@never_cache
def play(request: HttpRequest, play: int) -> HttpResponse:
    """A version of a playbook exactly as it stood (at the site `site`), with its steps and notes; made to print."""
    slug = request.GET.get("site", "")
    site = next((one for one in active_sites() if one.slug == slug), None)
    if slug and site is None:
        raise NotFound
    page = play_page(play, site=site)
    if not visible_codes(actor_of(request), [page.code]):
        raise NotFound
    facts: dict[str, Any] = {
        "page": page,
        "site": site,
        "title": page.texts.get("title") or _title_now(request, page.code),
        "parts": [(part, page.texts[part]) for part in PARTS if page.texts.get(part)],
    }
    return render(request, "desk/play_page.html", facts)


def _title_now(request: HttpRequest, code: str) -> str:
    lines = catalogue.task_lines([code], actor=actor_of(request))
    return lines[0].title if lines else code
