"""Sites, their hours, and whom to phone."""

from datetime import date, datetime, time

from ninja import Router, Schema
from pydantic import Field

from indgang.base.access import may
from indgang.core.hours import ClockSpan
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites, desks_of, hours_today, lifeline_cards, week_table
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

    @classmethod
    def of(cls, span: ClockSpan) -> "SpanOut":
        """The span for the API."""
        return cls(
            opens=f"{span.opens:%H:%M}", closes=f"{span.closes:%H:%M}" if span.closes != time() else "24:00"
        )


class DayOut(Schema):
    """One day's hours by kind."""

    day: date
    hours: dict[str, list[SpanOut]]


class HoursOut(Schema):
    """The hours of a site: now, and in a week, Monday first."""

    site: str
    now: list[OpenOut]
    week: list[DayOut]


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
def hours(request: ApiRequest, site: str, day: Day | None = None) -> HoursOut:
    """Opening hours of the three kinds, with seasons, holidays and closed days; the week of `day`, or this week."""
    place = site_for(request.auth, site, "queue.view")
    return HoursOut(
        site=place.slug,
        now=[
            OpenOut(kind=str(state.kind), is_open=state.is_open, until=state.until, reason=str(state.reason))
            for state in hours_today(place)
        ],
        week=[
            DayOut(
                day=day.day,
                hours={
                    str(kind): [SpanOut.of(span) for span in plan.spans] for kind, plan in day.plans.items()
                },
            )
            for day in week_table(place, day)
        ],
    )


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
