"""What a face shows of a task: the whole card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.base.text import DEFAULT_LANGUAGE, pick
from indgang.catalogue import visibility
from indgang.catalogue.errors import TaskNotFound
from indgang.catalogue.models import (
    AuthorityText,
    Layer,
    Play,
    SectionKind,
    SectionVersion,
    Step,
    Task,
    VersionState,
)
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.catalogue.queries.lines import task_mark
from indgang.catalogue.queries.reach import Explanation, explain_reach, places_of, reach_of
from indgang.core.reach import Reach, ReachDecision
from indgang.organisation.models import Site

LONGEST_KEYWORD = 3


@dataclass(frozen=True, slots=True)
class Law:
    """A law or rule behind the task; `url` may be empty."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step. `within_reach` is None when no person was asked about."""

    order: int
    kind: str
    reach: Reach
    refer_to: str
    text: str
    within_reach: bool | None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; `verified` is the Danish day when somebody read it there, or None."""

    kind: str
    title: str
    url: str
    verified: date | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs from a Danish day on; `amount` in kroner, None when it is not known here."""

    kind: str
    amount: Decimal | None
    since: date | None


@dataclass(frozen=True, slots=True)
class NoteCard:
    """A note of the municipality, for this site or (site_id None) for every site."""

    site_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task as a desk, a kiosk or the API shows it, in one language (missing texts fall back to Danish)."""

    task_id: int
    code: str
    language: str
    title: str
    summary: str
    words: list[str]
    bring: list[str]
    description: str
    conditions: list[str]
    procedure: list[str]
    expect: str
    output: str
    appeal: str
    forbidden: str
    audience: list[str]
    life_events: list[str]
    authority: str
    authority_name: str
    id_check: str
    channels: list[str]
    costs: list[Cost]
    processing_days: tuple[int, int] | None
    related: list[str]
    sources: list[Source]
    visibility: str
    valid_from: date | None
    valid_to: date | None
    review_months: int
    owner: str
    owner_username: str
    kle: str
    group: int
    nature: str
    standard_minutes: int
    priority: int
    sensitive: bool
    desk: str
    topic: str
    topic_title: str
    tools: list[str]
    self_service: str
    laws: list[Law]
    assumptions: list[str]
    is_active: bool
    mark: str
    lifeline_id: int | None
    lifeline: str | None
    play_id: int | None
    play_version: int | None
    steps: list[StepCard]
    notes: list[NoteCard]
    offer: Reach | None
    decision: ReachDecision | None
    explanation: Explanation | None

    @property
    def keywords(self) -> list[str]:
        """The citizens' words that are no sentences: of at most three words."""
        return [phrase for phrase in self.words if len(phrase.split()) <= LONGEST_KEYWORD]


def task_card(
    code: str,
    language: str | None = None,
    site: Site | None = None,
    person_id: int | None = None,
    *,
    actor: Actor | None = None,
) -> TaskCard:
    """The card of a task as `actor` may read it (see `catalogue.visibility`); without one: all of it.

    With `site`: its offer and notes; with a person too: their reach, and why it stops there.

    A retired task still has a card (`is_active` false, offer and decision None). Raises TaskNotFound, also for a
    task that the actor may not see.
    """
    site_id = site.pk if site is not None else None
    task = _whole_tasks().filter(code=code).first()
    if task is None or (actor is not None and task.pk not in visibility.visible_task_ids(actor, site_id)):
        raise TaskNotFound(_("There is no task with the code “%(code)s”.") % {"code": code})
    where = Q(site__isnull=True) | Q(site=site) if site is not None else Q(site__isnull=True)
    notes = _notes(_notes_of(where, task=task).get(task.pk, []), language)
    names = _authority_names(language, task.authority) if task.authority else {}
    card = _card(task, language, site, person_id, names=names, notes=notes)
    return card if actor is None else visibility.without_hidden(card, actor, site_id)


def task_cards(language: str | None = None, *, actor: Actor, site: Site | None = None) -> list[TaskCard]:
    """The cards of all tasks in use that the actor may see, by code, in a fixed number of queries; see `task_card`."""
    site_id = site.pk if site is not None else None
    rows = _whole_tasks().filter(pk__in=visibility.visible_task_ids(actor, site_id), is_active=True)
    names = _authority_names(language)
    notes = _notes_of(Q(site__isnull=True) | Q(site=site) if site is not None else Q(site__isnull=True))
    cards = (
        _card(task, language, site, names=names, notes=_notes(notes.get(task.pk, []), language))
        for task in rows.order_by("code")
    )
    return [visibility.without_hidden(card, actor, site_id) for card in cards]


def _card(
    task: Task,
    language: str | None,
    site: Site | None = None,
    person_id: int | None = None,
    *,
    names: Mapping[str, str],
    notes: list[NoteCard],
) -> TaskCard:
    play = current_play_of(task)
    decision = None
    if site is not None and person_id is not None and task.is_active:
        decision = reach_of(person_id=person_id, task=task.pk, site=site)
    text, topic_text = pick(task.texts.all(), language), pick(task.topic.texts.all(), language)
    lifeline = task.lifeline.code if task.lifeline else None
    return TaskCard(
        task_id=task.pk,
        code=task.code,
        language=text.language if text else language or DEFAULT_LANGUAGE,
        title=text.title if text else task.code,
        summary=text.summary if text else "",
        words=list(text.words) if text else [],
        bring=list(text.bring) if text else [],
        description=text.description if text else "",
        conditions=list(text.conditions) if text else [],
        procedure=list(text.procedure) if text else [],
        expect=text.expect if text else "",
        output=text.output if text else "",
        appeal=text.appeal if text else "",
        forbidden=text.forbidden if text else "",
        audience=list(task.audience),
        life_events=list(task.life_events),
        authority=task.authority,
        authority_name=names.get(task.authority, task.authority),
        id_check=task.id_check,
        channels=list(task.channels),
        costs=_costs(task),
        processing_days=_processing(task),
        related=list(task.related),
        sources=[
            Source(row.kind, row.title, row.url, row.verified)
            for row in sorted(task.sources.all(), key=lambda row: row.order)
        ],
        visibility=task.visibility,
        valid_from=task.valid_from,
        valid_to=task.valid_to,
        review_months=task.review_months,
        owner=task.owner.name if task.owner else "",
        owner_username=task.owner.username if task.owner else "",
        kle=task.kle,
        group=task.group,
        nature=task.nature,
        standard_minutes=task.standard_minutes,
        priority=task.priority,
        sensitive=task.sensitive,
        desk=task.desk,
        topic=task.topic.code,
        topic_title=topic_text.title if topic_text else task.topic.code,
        tools=list(task.tools),
        self_service=task.self_service,
        laws=[
            Law(law.title, law.url) for law in sorted(task.legal_references.all(), key=lambda law: law.order)
        ],
        assumptions=[row.text for row in sorted(task.assumptions.all(), key=lambda row: row.order)],
        is_active=task.is_active,
        mark=task_mark(task),
        lifeline_id=task.lifeline_id,
        lifeline=lifeline,
        play_id=play.pk if play else None,
        play_version=play.version if play else None,
        steps=step_cards(play, language, decision) if play else [],
        notes=notes,
        offer=catalogue_facts().offer(task.pk, site) if site is not None and task.is_active else None,
        decision=decision,
        explanation=explain_reach(decision, lifeline, places_of(task.pk)) if decision else None,
    )


def _authority_names(language: str | None, code: str = "") -> dict[str, str]:
    """What authorities (or one) are called, by code."""
    rows = AuthorityText.objects.select_related("authority")
    texts: dict[str, list[AuthorityText]] = {}
    for row in rows.filter(authority__code=code) if code else rows:
        texts.setdefault(row.authority.code, []).append(row)
    return {code: text.name for code, found in texts.items() if (text := pick(found, language))}


def _costs(task: Task) -> list[Cost]:
    rows = sorted(task.costs.all(), key=lambda row: row.since or date.min)
    return [Cost(row.kind, row.amount, row.since) for row in rows]


def _processing(task: Task) -> tuple[int, int] | None:
    if task.processing_min_days is None or task.processing_max_days is None:
        return None
    return task.processing_min_days, task.processing_max_days


def step_cards(play: Play, language: str | None, decision: ReachDecision | None = None) -> list[StepCard]:
    """The steps of a play in order, each with whether `decision` allows it."""
    cards = []
    for step in sorted(play.steps.all(), key=lambda step: step.order):
        text = pick(step.texts.all(), language)
        within = None if decision is None else decision.allows(Reach(step.reach))
        cards.append(
            StepCard(
                step.order,
                step.kind,
                Reach(step.reach),
                step.refer_to,
                text.text if text else "",
                within,
                step.seconds,
            )
        )
    return cards


def current_play_of(task: Task) -> Play | None:
    """The play in force among the prefetched ones."""
    return max(task.plays.all(), key=lambda play: play.version, default=None)


def _whole_tasks() -> QuerySet[Task]:
    steps = Prefetch("steps", Step.objects.prefetch_related("texts"))
    newest = Play.objects.order_by("task_id", "-version").distinct("task_id").prefetch_related(steps)
    return Task.objects.select_related("topic", "lifeline", "owner").prefetch_related(
        "texts",
        "topic__texts",
        "legal_references",
        "assumptions",
        "costs",
        "sources",
        Prefetch("plays", newest),
    )


def _notes_of(where: Q, task: Task | None = None) -> dict[int, list[SectionVersion]]:
    """The notes in force by task: for every site, then for single ones."""
    rows = SectionVersion.objects.filter(
        where, section__kind=SectionKind.NOTE, state=VersionState.PUBLISHED
    ).select_related("section")
    order = {Layer.SHARED: 0, Layer.LOCAL: 1}
    found: dict[int, list[SectionVersion]] = {}
    for row in rows.filter(section__task=task) if task is not None else rows:
        found.setdefault(row.section.task_id, []).append(row)
    for notes in found.values():
        notes.sort(key=lambda row: (row.site_id or 0, order.get(Layer(row.layer), 0)))
    return found


def _notes(rows: list[SectionVersion], language: str | None) -> list[NoteCard]:
    """The notes of the layers above the national one in a language."""
    notes = []
    for row in rows:
        texts = {key: part["note"] for key, part in row.content.items() if part.get("note")}
        wanted = (language or get_language() or DEFAULT_LANGUAGE).split("-")[0]
        text = texts.get(wanted) or texts.get(DEFAULT_LANGUAGE) or next(iter(texts.values()), "")
        if text:
            notes.append(NoteCard(row.site_id, text))
    return notes
