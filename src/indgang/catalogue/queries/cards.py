"""What a face shows of a task: the whole card, or one line."""

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
    Topic,
    VersionState,
)
from indgang.catalogue.queries.facts import CatalogueFacts, Sight, catalogue_facts
from indgang.catalogue.queries.reach import Explanation, explain_reach, places_of, reach_of
from indgang.core.reach import Reach, ReachDecision
from indgang.organisation.models import Site


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


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list; `mark` is "expired" or "coming" when it is not valid today, else empty.

    `offer` is None when no site was asked about, and NONE when the site does not offer it.
    """

    task_id: int
    code: str
    title: str
    summary: str
    kle: str
    topic: str
    sensitive: bool
    desk: str
    group: int
    standard_minutes: int
    mark: str
    offer: Reach | None


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic; `kiosk` is the number of its big button, or None."""

    topic_id: int
    code: str
    kiosk: int | None
    icon: str
    title: str
    hint: str


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
    card = _card(task, language, site, person_id)
    return card if actor is None else visibility.without_hidden(card, actor, site_id)


def task_cards(language: str | None = None, *, actor: Actor) -> list[TaskCard]:
    """The cards of all tasks in use that the actor may see, by code, in a fixed number of queries."""
    rows = _whole_tasks().filter(pk__in=visibility.visible_task_ids(actor), is_active=True)
    return [
        visibility.without_hidden(_card(task, language, None, None), actor) for task in rows.order_by("code")
    ]


def _card(task: Task, language: str | None, site: Site | None, person_id: int | None) -> TaskCard:
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
        authority_name=_authority_name(task.authority, language),
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
        mark=_mark(task),
        lifeline_id=task.lifeline_id,
        lifeline=lifeline,
        play_id=play.pk if play else None,
        play_version=play.version if play else None,
        steps=step_cards(play, language, decision) if play else [],
        notes=_notes(task, language, site),
        offer=catalogue_facts().offer(task.pk, site) if site is not None and task.is_active else None,
        decision=decision,
        explanation=explain_reach(decision, lifeline, places_of(task.pk)) if decision else None,
    )


def _mark(task: Task) -> str:
    return visibility.mark_of(Sight(task.is_active, task.visibility, task.valid_from, task.valid_to))


def _authority_name(code: str, language: str | None) -> str:
    text = pick(AuthorityText.objects.filter(authority__code=code), language) if code else None
    return text.name if text else code


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


def task_lines(
    codes: list[str],
    site: Site | None = None,
    language: str | None = None,
    *,
    actor: Actor | None = None,
) -> list[TaskLine]:
    """The active tasks with these codes that the actor may see (without one: all), in the given order."""
    rows = _seen(Task.objects.filter(code__in=codes), actor, site)
    by_code = {line.code: line for line in _lines(rows, site, language)}
    return [by_code[code] for code in codes if code in by_code]


def tasks_of_topic(
    code: str, site: Site | None = None, language: str | None = None, *, actor: Actor | None = None
) -> list[TaskLine]:
    """The active tasks of a topic that the actor may see (without one: all), those offered at the site first,
    otherwise in the order of their group and code.
    """
    rows = _seen(Task.objects.filter(topic__code=code).order_by("group", "code"), actor, site)
    lines = _lines(rows, site, language)
    return sorted(lines, key=lambda line: line.offer is Reach.NONE)


def topics(language: str | None = None) -> list[TopicCard]:
    """Every topic in the editors' order."""
    return _topic_cards(Topic.objects.order_by("order", "code"), language)


def kiosk_topics(language: str | None = None) -> list[TopicCard]:
    """The topics of the kiosk's big buttons, in the buttons' order."""
    return _topic_cards(Topic.objects.filter(kiosk__isnull=False).order_by("kiosk"), language)


def _topic_cards(rows: QuerySet[Topic], language: str | None) -> list[TopicCard]:
    cards = []
    for topic in rows.prefetch_related("texts"):
        text = pick(topic.texts.all(), language)
        title, hint = (text.title, text.hint) if text else (topic.code, "")
        cards.append(TopicCard(topic.pk, topic.code, topic.kiosk, topic.icon, title, hint))
    return cards


def _seen(rows: QuerySet[Task], actor: Actor | None, site: Site | None) -> QuerySet[Task]:
    if actor is None:
        return rows
    return rows.filter(pk__in=visibility.visible_task_ids(actor, site.pk if site is not None else None))


def _lines(rows: QuerySet[Task], site: Site | None, language: str | None) -> list[TaskLine]:
    facts = catalogue_facts() if site is not None else None
    found = rows.filter(is_active=True).select_related("topic").prefetch_related("texts")
    return [_line(task, facts, site, language) for task in found]


def _line(task: Task, facts: CatalogueFacts | None, site: Site | None, language: str | None) -> TaskLine:
    text = pick(task.texts.all(), language)
    return TaskLine(
        task_id=task.pk,
        code=task.code,
        title=text.title if text else task.code,
        summary=text.summary if text else "",
        kle=task.kle,
        topic=task.topic.code,
        sensitive=task.sensitive,
        desk=task.desk,
        group=task.group,
        standard_minutes=task.standard_minutes,
        mark=_mark(task),
        offer=facts.offer(task.pk, site) if facts is not None and site is not None else None,
    )


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


def _notes(task: Task, language: str | None, site: Site | None) -> list[NoteCard]:
    """The notes of the layers above the national one: for every site, then for this one."""
    where = Q(site__isnull=True) | Q(site=site) if site is not None else Q(site__isnull=True)
    rows = SectionVersion.objects.filter(
        where, section__task=task, section__kind=SectionKind.NOTE, state=VersionState.PUBLISHED
    )
    order = {Layer.SHARED: 0, Layer.LOCAL: 1}
    notes = []
    for row in sorted(rows, key=lambda row: (row.site_id or 0, order.get(Layer(row.layer), 0))):
        texts = {key: part["note"] for key, part in row.content.items() if part.get("note")}
        wanted = (language or get_language() or DEFAULT_LANGUAGE).split("-")[0]
        text = texts.get(wanted) or texts.get(DEFAULT_LANGUAGE) or next(iter(texts.values()), "")
        if text:
            notes.append(NoteCard(row.site_id, text))
    return notes
