"""Sites, their hours, and whom to phone."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Router, Schema
from pydantic import Field

from indgang.base.access import may
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites, desks_of, hours_of, lifeline_cards
from indgang.ui.hours.document import hours_document
from indgang.web.api.access import ApiRequest, permission, site_for
from indgang.web.api.moments import Day

router = Router(tags=["organisation"])


class DeskOut(Schema):
    """A desk."""

    slug: str
    label: str
    kind: str


class SiteOut(Schema):
    """A place where the public is met."""

    slug: str
    name: str
    kind: str
    model: int
    address: str
    postcode: str
    town: str
    latitude: float | None
    longitude: float | None
    phone: str
    desks: list[DeskOut]


class OpenOut(Schema):
    """Whether one kind of hours is open, and until when it stays so (UTC)."""

    kind: str
    is_open: bool
    until: datetime | None
    reason: str


class SpanOut(Schema):
    """From `opens` to `closes` on Danish clocks; the end of the day is 24:00."""

    opens: str = Field(examples=["09:30"])
    closes: str = Field(examples=["16:00"])


class DayOut(Schema):
    """One day's hours by kind; `reasons` by kind where a season, a holiday or an exception made them."""

    day: date
    hours: dict[str, list[SpanOut]]
    reasons: dict[str, str]


class UsualOut(Schema):
    """The usual week of one kind, from `first` to `last`; by weekday in English, lower case."""

    kind: str
    first: date
    last: date
    season: str
    week: dict[str, list[SpanOut]]


class ChangeOut(Schema):
    """What is different from `first` to `last`, both included; no `hours`: closed."""

    first: date
    last: date
    kinds: list[str]
    hours: list[SpanOut]
    source: str = Field(examples=["closed", "special", "holiday"])
    reason: str


class HoursOut(Schema):
    """The hours of a site: now, in a week (Monday first), usually, and what is different within thirteen weeks."""

    site: str
    name: str
    time_zone: str
    now: list[OpenOut]
    week: list[DayOut]
    usual: list[UsualOut]
    changes: list[ChangeOut]


class LifelineOut(Schema):
    """Whom an officer phones. `call` is the lifeline to phone now: this one, or the deputy that is open."""

    code: str
    title: str
    name: str
    phone: str
    open_now: bool | None
    hours: str
    deputy: str | None
    call: str
    verified_on: date | None
    is_stale: bool


@router.get("/sites", response=list[SiteOut])
@permission("queue.view")
def sites(request: ApiRequest) -> list[SiteOut]:
    """The sites that the caller may see."""
    return [_site(site) for site in active_sites() if may(request.auth, "queue.view", site.pk)]


@router.get("/sites/{site}", response=SiteOut)
@permission("queue.view")
def site(request: ApiRequest, site: str) -> SiteOut:
    """One site."""
    return _site(site_for(request.auth, site, "queue.view"))


def _site(site: Site) -> SiteOut:
    return SiteOut(
        slug=site.slug,
        name=site.name,
        kind=site.kind,
        model=site.model,
        address=site.address,
        postcode=site.postcode,
        town=site.town,
        latitude=site.latitude,
        longitude=site.longitude,
        phone=site.phone,
        desks=[DeskOut(slug=desk.slug, label=desk.label, kind=desk.kind) for desk in desks_of(site)],
    )


@router.get("/sites/{site}/hours", response=HoursOut)
@permission("queue.view")
def hours(request: ApiRequest, response: HttpResponse, site: str, day: Day | None = None) -> Any:
    """Opening hours of the three kinds, with seasons, holidays and closed days; the week of `day`, or this week.

    The answer has an `ETag`; sent back as `If-None-Match` it gives 304 while nothing has changed. Without a token the
    same stands at `/places/{site}/hours.json`.
    """
    place = site_for(request.auth, site, "queue.view")
    document = hours_document(place, hours_of(place), day)
    tag = f'"{hashlib.sha256(repr(document).encode()).hexdigest()[:24]}"'
    response["ETag"] = tag
    return get_conditional_response(request, etag=tag) or document


@router.get("/lifelines", response=list[LifelineOut])
@permission("organisation.view")
def lifelines(request: ApiRequest) -> list[LifelineOut]:
    """Whom to phone, for each lifeline."""
    return [
        LifelineOut(
            code=card.code,
            title=card.title,
            name=card.name,
            phone=card.phone,
            open_now=card.open_now,
            hours=card.hours,
            deputy=card.deputy.code if card.deputy else None,
            call=card.call.code,
            verified_on=card.verified_on,
            is_stale=card.is_stale,
        )
        for card in lifeline_cards()
    ]
