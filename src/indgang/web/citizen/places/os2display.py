"""The three answers that the CalendarApi feed of OS2display asks for: opening hours on its calendar templates.

A location is a place, a resource one kind of its hours, an event a stretch of hours or an exception.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.core.changes import changes
from indgang.core.day import danish_date, danish_time, day_bounds
from indgang.core.hours import OpeningHours
from indgang.organisation.models import HoursKind, Site
from indgang.organisation.queries import TO_CORE, active_sites, hours_by_site, kinds_of
from indgang.ui.access import public
from indgang.ui.hours.wording import kind_word, kinds_words
from indgang.web.citizen.places.files import WHY_PUBLIC, as_json, asked_language, published

DAYS_AHEAD = 28
MOMENT = "%Y-%m-%dT%H:%M:%S"


def _resource(site: Site, kind: HoursKind) -> str:
    return f"{site.slug}-{kind.value}"


def _name(site: Site, kind: HoursKind) -> str:
    return _("%(place)s: %(kind)s") % {"place": site.name, "kind": kind_word(kind)}


def _moment(instant: datetime) -> str:
    """As OS2display writes moments: 2026-11-23T09:30:00+01:00."""
    local = danish_time(instant)
    offset = local.strftime("%z")
    return f"{local.strftime(MOMENT)}{offset[:3]}:{offset[3:]}"


@public(WHY_PUBLIC)
@require_GET
def locations(request: HttpRequest) -> HttpResponseBase:
    """The places."""
    found = [{"id": site.slug, "displayName": site.name} for site in active_sites()]
    return published(request, as_json(found), "application/json")


@public(WHY_PUBLIC)
@require_GET
def resources(request: HttpRequest) -> HttpResponseBase:
    """Each kind of hours that a place has."""
    with translation.override(asked_language(request)):
        sites = active_sites()
        hours = hours_by_site(sites)
        found = [
            {
                "id": _resource(site, kind),
                "locationId": site.slug,
                "name": _name(site, kind),
                "displayName": _name(site, kind),
                "includedInEvents": True,
            }
            for site in sites
            for kind in kinds_of(hours[site.pk])
        ]
        return published(request, as_json(found), "application/json")


@public(WHY_PUBLIC)
@require_GET
def events(request: HttpRequest) -> HttpResponseBase:
    """The stretches of hours of four weeks, and the days that are closed, each as an event of its resource."""
    with translation.override(asked_language(request)):
        sites = active_sites()
        hours = hours_by_site(sites)
        today = danish_date(clock.now())
        found = []
        for site in sites:
            for kind in kinds_of(hours[site.pk]):
                common = {"resourceId": _resource(site, kind), "resourceDisplayName": _name(site, kind)}
                found += [
                    {"title": title, "startTime": _moment(start), "endTime": _moment(end), **common}
                    for title, start, end in _stretches(hours[site.pk], kind, today)
                ]
        return published(request, as_json(found), "application/json")


def _stretches(hours: OpeningHours, kind: HoursKind, today: date) -> Iterator[tuple[str, datetime, datetime]]:
    """Title, beginning and end of everything within four weeks, in order."""
    found = []
    for offset in range(DAYS_AHEAD):
        plan = hours.plan(today + timedelta(days=offset), TO_CORE[kind])
        title = f"{kinds_words([kind])} ({plan.label})" if plan.label else kinds_words([kind])
        found += [(title, interval.start, interval.end) for interval in plan.intervals]
    for change in changes(hours, today, DAYS_AHEAD):
        if change.is_closed and TO_CORE[kind] in change.kinds:
            title = _("Closed: %(reason)s") % {"reason": change.label} if change.label else _("Closed")
            found.append((title, day_bounds(change.first)[0], day_bounds(change.last)[1]))
    yield from sorted(found, key=lambda one: one[1:])
