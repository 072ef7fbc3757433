"""Reading feedback: the queue, a case, one's own, and how much is open on a section."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from indgang.base.access import Actor, may
from indgang.base.errors import NotFound
from indgang.base.text import DEFAULT_LANGUAGE, pick
from indgang.catalogue.models import (
    Feedback,
    FeedbackKind,
    FeedbackState,
    Play,
    SectionKind,
    SectionVersion,
    VersionState,
)
from indgang.catalogue.services.composing import folded, in_force
from indgang.catalogue.services.parts import PARTS, STEPS
from indgang.core.folding import danish_sort_key
from indgang.organisation.queries import actor_of_person, staff

OPEN = (FeedbackState.NEW, FeedbackState.TAKEN)


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """A case in a list. `section` and `kind` are codes; `section_word`, `kind_word` and `state_word` say them.

    `may_reopen` is whether the one who asked may open it once more.
    """

    id: int
    task_code: str
    task_title: str
    section: str
    section_word: str
    kind: str
    kind_word: str
    text: str
    site: str
    asked_by_id: int | None
    asked_by: str
    asked_at: datetime
    state: str
    state_word: str
    owner_id: int | None
    owner: str
    answer: str
    answered_at: datetime | None
    answered_by: str
    answer_read_at: datetime | None
    corrected_in: int | None
    play_id: int | None
    play_version: int | None
    may_reopen: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class FeedbackStep:
    """What happened to a case; `action` is a code ("given", "taken", "assigned", "corrected", "kept", "reopened")."""

    at: datetime
    who: str
    action: str
    comment: str


@dataclass(frozen=True, slots=True)
class FeedbackCase:
    """A case with its history and the section's text, line by line: now, and as it was on the screen (or None)."""

    line: FeedbackLine
    steps: list[FeedbackStep]
    text_now: list[str]
    text_then: list[str] | None
    versions: list[tuple[int, int, datetime]]


def feedback_queue(actor: Actor, which: str = "open") -> list[FeedbackLine]:
    """The cases that the actor may see: "open" ones, "mine" (open, with the actor as owner) or "closed" ones.

    Editors and managers see all, others those that are theirs. The oldest first, closed ones the newest first.
    """
    rows = _visible(actor)
    if which == "closed":
        return [_line(row) for row in rows.exclude(state__in=OPEN).order_by("-answered_at", "-pk")[:200]]
    rows = rows.filter(state__in=OPEN)
    if which == "mine":
        rows = rows.filter(owner_id=actor.person_id)
    return [_line(row) for row in rows.order_by("asked_at", "pk")]


def open_feedback_count(actor: Actor) -> int:
    """How many open cases wait for the actor: those of their own and, for who may answer all, those of nobody."""
    if actor.person_id is None:
        return 0
    wanted = Q(owner_id=actor.person_id)
    if may(actor, "catalogue.answer_feedback"):
        wanted |= Q(owner__isnull=True)
    return Feedback.objects.filter(wanted, state__in=OPEN).count()


def open_feedback_by_section(code: str) -> dict[str, int]:
    """How many open cases there are on each section of a task, by the section's kind."""
    rows = Feedback.objects.filter(section__task__code=code, state__in=OPEN)
    return dict(Counter(rows.values_list("section__kind", flat=True)))


def my_feedback(person_id: int) -> list[FeedbackLine]:
    """What a person has said about the texts: unread answers first, then the newest."""
    rows = _rows(Feedback.objects.filter(asked_by_id=person_id))
    lines = [_line(row) for row in rows.order_by("-asked_at", "-pk")[:100]]
    return sorted(lines, key=lambda line: line.is_open or line.answer_read_at is not None)


def unread_answers(person_id: int) -> int:
    """How many answers the person has not marked as read."""
    rows = Feedback.objects.filter(asked_by_id=person_id, answer_read_at__isnull=True)
    return rows.exclude(state__in=OPEN).count()


def feedback_case(actor: Actor, feedback_id: int, language: str | None = None) -> FeedbackCase:
    """A case that the actor may see. Raises NotFound."""
    row = _visible(actor).filter(pk=feedback_id).first()
    if row is None:
        raise NotFound
    line = _line(row)
    now = folded(in_force([row.section.task_id])[row.section.task_id]).get(row.section.kind, {})
    text_now = section_lines(row.section.kind, now, language)
    text_then = _then(row, language)
    steps = [
        FeedbackStep(event.at, event.person.name if event.person else "", event.action, event.comment)
        for event in row.events.select_related("person").order_by("at", "pk")
    ]
    versions = SectionVersion.objects.filter(section_id=row.section_id, published_at__isnull=False)
    return FeedbackCase(
        line=line,
        steps=steps,
        text_now=text_now,
        text_then=None if text_then == text_now else text_then,
        versions=[
            (version.pk, version.number, version.published_at)
            for version in versions.order_by("-published_at", "-pk")[:10]
            if version.published_at is not None
        ],
    )


def sections_with_text(code: str) -> list[tuple[str, str]]:
    """The kinds of the sections of a task that have a text in force, and their words, in the order of the page."""
    rows = SectionVersion.objects.filter(section__task__code=code, state=VersionState.PUBLISHED)
    found = set(rows.values_list("section__kind", flat=True))
    return [(kind.value, str(kind.label)) for kind in SectionKind if kind.value in found]


def people_who_answer() -> list[tuple[str, str]]:
    """User name and name of everybody who may answer feedback, in Danish order."""
    found = [
        (one.username, one.name)
        for one in staff()
        if may(actor_of_person(one.id), "catalogue.answer_feedback")
    ]
    return sorted(found, key=lambda pair: danish_sort_key(pair[1]))


def section_lines(kind: str, content: Any, language: str | None = None) -> list[str]:
    """A section's content as lines of text in one language; what is missing there is shown in Danish."""
    wanted = (language or get_language() or DEFAULT_LANGUAGE).split("-")[0]
    if kind == SectionKind.PLAY:
        return [step.get(wanted) or step.get(DEFAULT_LANGUAGE, "") for step in content.get(STEPS, [])]
    texts = content.get(wanted) or content.get(DEFAULT_LANGUAGE) or {}
    found: list[str] = []
    for part in PARTS.get(kind, ()):
        value = texts.get(part) or []
        found += value if isinstance(value, list) else value.splitlines()
    return [line for line in found if line.strip()]


def _then(row: Feedback, language: str | None) -> list[str] | None:
    """The text as it was on the screen, as far as the version of the page tells."""
    if row.play is None:
        return None
    if row.section.kind != SectionKind.PLAY:
        if row.section.kind in {SectionKind.WORDS, SectionKind.NOTE} or not row.play.page:
            return None
        return section_lines(row.section.kind, row.play.page, language)
    play = Play.objects.prefetch_related("steps__texts").get(pk=row.play.pk)
    texts = [pick(step.texts.all(), language) for step in sorted(play.steps.all(), key=lambda one: one.order)]
    return [text.text for text in texts if text is not None]


def _visible(actor: Actor) -> QuerySet[Feedback]:
    rows = _rows(Feedback.objects.all())
    if may(actor, "catalogue.answer_feedback"):
        return rows
    if actor.person_id is None:
        return rows.none()
    return rows.filter(owner_id=actor.person_id)


def _rows(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return rows.select_related(
        "section__task", "site", "asked_by", "owner", "answered_by", "play", "corrected_in"
    ).prefetch_related("section__task__texts", "events")


def _line(row: Feedback) -> FeedbackLine:
    text = pick(row.section.task.texts.all())
    is_open = row.state in OPEN
    return FeedbackLine(
        id=row.pk,
        task_code=row.section.task.code,
        task_title=text.title if text else row.section.task.code,
        section=row.section.kind,
        section_word=str(SectionKind(row.section.kind).label),
        kind=row.kind,
        kind_word=str(FeedbackKind(row.kind).label),
        text=row.text,
        site=row.site.name if row.site else "",
        asked_by_id=row.asked_by_id,
        asked_by=row.asked_by.name if row.asked_by else "",
        asked_at=row.asked_at,
        state=row.state,
        state_word=str(FeedbackState(row.state).label),
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
        answer_read_at=row.answer_read_at,
        corrected_in=row.corrected_in.number if row.corrected_in else None,
        play_id=row.play_id,
        play_version=row.play.version if row.play else None,
        may_reopen=not is_open and all(event.action != "reopened" for event in row.events.all()),
    )
