"""The service record of a task, and its playbook as any version showed it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Router, Schema

from indgang.base.errors import NotFound
from indgang.catalogue.queries import TaskCard
from indgang.catalogue.queries.pages import play_of_version, play_page
from indgang.catalogue.visibility import visible_codes
from indgang.web.api.access import ApiRequest, permission, site_for

router = Router(tags=["catalogue"])
Language = Literal["da", "en"]


class CostOut(Schema):
    """What it costs from a Danish day on (null: from ever); `amount` in kroner, null when not known here."""

    kind: Literal["free", "fee", "varies"]
    amount: Decimal | None
    since: date | None


class SourceOut(Schema):
    """Where a fact comes from; `verified` is the Danish day when somebody read it there, or null."""

    kind: Literal["law", "seed", "page"]
    title: str
    url: str | None
    verified: date | None


class ProcessingOut(Schema):
    """How long it takes as a rule, in days; 0 is while one waits."""

    min_days: int
    max_days: int


class RecordOut(Schema):
    """What is known of a task beside its title and its steps.

    Texts are in the asked language where there is one, else in Danish. `forbidden` says what must not be written
    down. `valid_from` and `valid_to` are Danish days, the last one included.
    """

    description: str
    conditions: list[str]
    procedure: list[str]
    expect: str
    output: str
    appeal: str
    forbidden: str
    audience: list[str]
    life_events: list[str]
    authority: str | None
    authority_name: str | None
    id_check: str | None
    channels: list[str]
    costs: list[CostOut]
    processing: ProcessingOut | None
    related: list[str]
    sources: list[SourceOut]
    tools: list[str]
    keywords: list[str]
    language: str
    is_active: bool
    visibility: Literal["public", "staff"]
    valid_from: date | None
    valid_to: date | None
    review_months: int
    owner: str | None

    @classmethod
    def of(cls, card: TaskCard) -> "RecordOut":
        """The record for the API."""
        days = card.processing_days
        return cls(
            description=card.description,
            conditions=card.conditions,
            procedure=card.procedure,
            expect=card.expect,
            output=card.output,
            appeal=card.appeal,
            forbidden=card.forbidden,
            audience=card.audience,
            life_events=card.life_events,
            authority=card.authority or None,
            authority_name=card.authority_name or None,
            id_check=card.id_check or None,
            channels=card.channels,
            costs=[CostOut(kind=one.kind, amount=one.amount, since=one.since) for one in card.costs],  # type: ignore[arg-type]
            processing=ProcessingOut(min_days=days[0], max_days=days[1]) if days else None,
            related=card.related,
            sources=[
                SourceOut(kind=one.kind, title=one.title, url=one.url or None, verified=one.verified)  # type: ignore[arg-type]
                for one in card.sources
            ],
            tools=card.tools,
            keywords=card.keywords,
            language=card.language,
            is_active=card.is_active,
            visibility=card.visibility,  # type: ignore[arg-type]
            valid_from=card.valid_from,
            valid_to=card.valid_to,
            review_months=card.review_months,
            owner=card.owner or None,
        )


class PageStepOut(Schema):
    """A step of a playbook; `seconds` is how long it takes as a rule, or null."""

    order: int
    kind: str
    text: str
    reach: str
    refer_to: str
    seconds: int | None


class PlayOut(Schema):
    """A version of a playbook as it stood on the screen; `until` is when the next one came.

    `texts` holds the parts of the page by name; it is empty for a version from before pages were kept.
    """

    task: str
    version: int
    published_at: datetime
    until: datetime | None
    language: str
    texts: dict[str, Any]
    notes: list[str]
    steps: list[PageStepOut]


@router.get("/tasks/{code}/plays/{int:play_version}", response=PlayOut)
@permission("catalogue.view_plays")
def play(
    request: ApiRequest, code: str, play_version: int, site: str | None = None, language: Language = "da"
) -> PlayOut:
    """A version of a task's playbook, as a contact's `play_version` names it."""
    place = site_for(request.auth, site, "catalogue.view_plays") if site else None
    if not visible_codes(request.auth, [code], place.pk if place else None):
        raise NotFound
    page = play_page(play_of_version(code, play_version), language, place)
    return PlayOut(
        task=page.code,
        version=page.version,
        published_at=page.published_at,
        until=page.until,
        language=page.language,
        texts=dict(page.texts),
        notes=list(page.notes),
        steps=[
            PageStepOut(
                order=step.order,
                kind=step.kind,
                text=step.text,
                reach=step.reach.code,
                refer_to=step.refer_to,
                seconds=step.seconds,
            )
            for step in page.steps
        ],
    )
