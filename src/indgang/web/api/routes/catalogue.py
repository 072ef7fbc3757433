"""Tasks: found in the citizen's words, and shown whole."""

from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from indgang.catalogue.queries import task_card
from indgang.catalogue.queries import topics as all_topics
from indgang.catalogue.search import search
from indgang.web.api.access import ApiRequest, permission, site_for
from indgang.web.api.routes.records import RecordOut

router = Router(tags=["catalogue"])
Language = Literal["da", "en"]


class HitOut(Schema):
    """A task that answers a query. `offer` is how far the site takes it; null without a site."""

    code: str
    title: str
    summary: str
    kle: str | None
    topic: str
    score: float
    offer: str | None
    elsewhere: list[str]


class HitsOut(Schema):
    """The answer to a query, best first."""

    query: str
    hits: list[HitOut]


class TopicOut(Schema):
    """A topic of tasks; `kiosk` is the place of its big button at the kiosk, or null."""

    code: str
    title: str
    hint: str
    kiosk: int | None


class StepOut(Schema):
    """A step of a playbook; `seconds` is how long it takes as a rule, or null."""

    order: int
    kind: str
    text: str
    reach: str
    refer_to: str
    seconds: int | None


class TaskOut(Schema):
    """A task with its current playbook; `record` is what else is known of it."""

    code: str
    title: str
    summary: str
    bring: list[str]
    kle: str | None
    topic: str
    group: int
    nature: str
    standard_minutes: int
    sensitive: bool
    desk: str
    self_service: str | None
    laws: list[dict[str, Any]]
    lifeline: str | None
    play_version: int | None
    steps: list[StepOut]
    offer: str | None
    record: RecordOut


@router.get("/tasks", response=HitsOut)
@permission("catalogue.view_plays")
def tasks(
    request: ApiRequest,
    q: Annotated[str, Field(max_length=500)] = "",
    site: str | None = None,
    limit: Annotated[int, Field(ge=1, le=100)] = 10,
    language: Language = "da",
) -> HitsOut:
    """Find tasks in the citizen's words; the same search as at the desk."""
    place = site_for(request.auth, site, "catalogue.view_plays") if site else None
    hits = [
        HitOut(
            code=hit.code,
            title=hit.title,
            summary=hit.summary,
            kle=hit.kle or None,
            topic=hit.topic,
            score=round(hit.score, 4),
            offer=None if hit.offer is None else hit.offer.code,
            elsewhere=[str(one.name) for one in hit.places],
        )
        for hit in search(q, actor=request.auth, language=language, site=place, limit=limit)
    ]
    return HitsOut(query=q, hits=hits)


@router.get("/topics", response=list[TopicOut])
@permission("queue.take")
def topics(request: ApiRequest, language: Language = "da") -> list[TopicOut]:
    """The topics that a number can be taken for without naming a task."""
    return [
        TopicOut(code=one.code, title=one.title, hint=one.hint, kiosk=one.kiosk)
        for one in all_topics(language)
    ]


@router.get("/tasks/{code}", response=TaskOut)
@permission("catalogue.view_plays")
def task(request: ApiRequest, code: str, site: str | None = None, language: Language = "da") -> TaskOut:
    """One task with its playbook."""
    place = site_for(request.auth, site, "catalogue.view_plays") if site else None
    card = task_card(code, language, place, actor=request.auth)
    return TaskOut(
        code=card.code,
        title=card.title,
        summary=card.summary,
        bring=card.bring,
        kle=card.kle or None,
        topic=card.topic,
        group=card.group,
        nature=card.nature,
        standard_minutes=card.standard_minutes,
        sensitive=card.sensitive,
        desk=card.desk,
        self_service=card.self_service or None,
        laws=[{"title": law.title, "url": law.url or None} for law in card.laws],
        lifeline=card.lifeline,
        play_version=card.play_version,
        steps=[
            StepOut(
                order=step.order,
                kind=step.kind,
                text=step.text,
                reach=step.reach.code,
                refer_to=step.refer_to,
                seconds=step.seconds,
            )
            for step in card.steps
        ],
        offer=None if card.offer is None else card.offer.code,
        record=RecordOut.of(card),
    )
