"""Reading questions to units: a unit's list, one's own, a talk, what was asked before, and the figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from statistics import median

from django.db.models import F, Q, QuerySet

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.base.errors import NotFound
from indgang.base.text import pick
from indgang.catalogue.in_note import WITH_THE_EDITORS, note_of, stands_in
from indgang.catalogue.models import Play, Question, QuestionAsker, QuestionState, Task
from indgang.catalogue.search.text import tokens
from indgang.catalogue.services.questions import OPEN, is_unit
from indgang.core.suppression import THRESHOLD
from indgang.organisation.queries import units_received_by

SIMILAR_AMONG, MOST_SIMILAR, LEAST_ALIKE = 400, 3, 0.34
SHORTEST_TERM = 3
MOST_LISTED, MOST_SEARCHED = 200, 5000


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the talk."""

    at: datetime
    who: str
    text: str
    from_unit: bool
    is_answer: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in a list.

    `is_proposed`: the editors have its answer; `is_text`: it is part of the playbook now; `is_left_out`: the
    editors have published the note in other words, or without it.
    """

    id: int
    task_code: str
    task_title: str
    unit: str
    site: str
    text: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    state: str
    state_word: str
    owner_id: int | None
    owner: str
    answer: str
    answered_at: datetime | None
    others: int
    is_late: bool
    is_proposed: bool
    is_text: bool
    is_left_out: bool
    is_unread: bool = False
    play_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the unit is to answer."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Talk:
    """A question with its messages, as the one who looks may see it.

    `read_at`: how far the other side has read. `page_now`: the playbook that the answer is part of, as it is now.
    """

    line: QuestionLine
    messages: list[Said]
    is_asker: bool
    is_unit: bool
    is_owner: bool
    is_others: bool
    may_withdraw: bool
    read_at: datetime | None
    page_now: int | None


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Questions of a unit in a period; `median_minutes` to the first answer, `texts` those that became texts.

    None where there are too few to be shown.
    """

    unit: str
    asked: int
    answered: int
    median_minutes: int | None
    texts: int | None


def unit_questions(actor: Actor, which: str = "open", q: str = "") -> list[QuestionLine]:
    """Questions to the actor's units: "open" ones, the oldest first, "mine" (open) or "answered", the newest first.

    `q` picks those that have all its words, in any form, in question, answer or task.
    """
    if actor.person_id is None or not may(actor, "catalogue.answer_question"):
        return []
    rows = _rows().filter(lifeline__in=units_received_by(actor.person_id))
    if which == "answered":
        rows = rows.filter(state=QuestionState.ANSWERED).order_by("-answered_at", "-pk")
    else:
        rows = rows.filter(state__in=OPEN).order_by("asked_at", "pk")
        rows = rows.filter(owner=actor.person_id) if which == "mine" else rows
    if not q.strip():
        return [_line(row) for row in rows[:MOST_LISTED]]
    found = (row for row in rows[:MOST_SEARCHED] if _holds(row, q))
    return [_line(row) for row in islice(found, MOST_LISTED)]


def waiting_questions(actor: Actor) -> int:
    """How many open questions wait for the actor: those of their units that nobody else answers."""
    if actor.person_id is None or not may(actor, "catalogue.answer_question"):
        return 0
    rows = Question.objects.filter(lifeline__in=units_received_by(actor.person_id), state__in=OPEN)
    return rows.filter(Q(owner__isnull=True) | Q(owner=actor.person_id)).count()


def my_questions(person_id: int) -> list[QuestionLine]:
    """What the person asked or asked too: with unread news first, then the newest."""
    rows = _rows().filter(askers__person=person_id)
    lines = [_line(row, _seen(row, person_id)) for row in rows.order_by("-asked_at", "-pk")[:100]]
    return sorted(lines, key=lambda line: not line.is_unread)


def unread_questions(person_id: int) -> int:
    """How many questions of theirs have news that the person has not read: an answer, or that it is a text now."""
    rows = QuestionAsker.objects.filter(person=person_id)
    is_said = Q(question__news_at__gt=F("read_at"))
    is_published = Q(question__version__published_at__gt=F("read_at"))
    found = (
        rows.filter(is_said | is_published)
        .annotate(is_said=is_said, note=note_of("question__task"))
        .values_list("is_said", "note", "question__proposed")
    )
    return sum(bool(said) or stands_in(note, proposed) for said, note, proposed in found)


def question_talk(actor: Actor, question_id: int) -> Talk:
    """The talk, for those who asked and for the unit. Raises NotFound for all others."""
    row = _rows().filter(pk=question_id).first()
    if row is None:
        raise NotFound
    askers = list(row.askers.all())
    mine = next((one for one in askers if one.person_id == actor.person_id), None)
    unit = is_unit(actor, row)
    if mine is None and not unit:
        raise NotFound
    is_owner = row.owner_id is not None and row.owner_id == actor.person_id
    messages = row.messages.select_related("person").order_by("at", "pk")
    first = next((one for one in askers if one.is_first), None)
    return Talk(
        line=_line(row, mine.read_at if mine else None),
        messages=[
            Said(one.at, one.person.name if one.person else "", one.text, one.from_unit, one.is_answer)
            for one in messages
        ],
        is_asker=mine is not None,
        is_unit=unit,
        is_owner=is_owner,
        is_others=row.owner_id is not None and not is_owner,
        may_withdraw=bool(mine and mine.is_first and len(askers) == 1 and row.state in OPEN),
        read_at=row.unit_read_at if mine else first.read_at if first else None,
        page_now=_page_now(row) if _is_text(row) else None,
    )


def similar_questions(*, code: str, text: str, person_id: int | None = None) -> list[QuestionLine]:
    """What was asked before that is most like `text`: about the same task or of the same unit, answered ones first.

    Likeness is the share of the words' stems that two questions have in common (Jaccard), answers counting with
    the words that they repeat. What the person asks already is left out.
    """
    wanted = _terms(text)
    if not wanted:
        return []
    units = Task.objects.filter(code=code, lifeline__isnull=False).values("lifeline")
    rows = _rows().filter(Q(task__code=code) | Q(lifeline__in=units)).exclude(state=QuestionState.WITHDRAWN)
    if person_id is not None:
        rows = rows.exclude(askers__person=person_id)
    found = []
    for row in rows.distinct().order_by("-asked_at")[:SIMILAR_AMONG]:
        said = _terms(row.text)
        alike = len(wanted & said) / (len(wanted | said) or 1)
        alike = max(alike, 0.8 * len(wanted & said) / len(wanted)) if len(wanted) > 1 else alike
        if alike >= LEAST_ALIKE:
            found.append((alike, row.state == QuestionState.ANSWERED, row.pk, row))
    found.sort(key=lambda one: (-one[1], -one[0], -one[2]))
    return [_line(row) for _alike, _answered, _pk, row in found[:MOST_SIMILAR]]


def question_figures(*, days: int = 90) -> list[UnitFigures]:
    """Questions of the last days by unit, in the order of their names; figures of too few are left out."""
    rows = _rows().filter(asked_at__gte=clock.now() - timedelta(days=days))
    by_unit: defaultdict[str, list[Question]] = defaultdict(list)
    for row in rows.exclude(state=QuestionState.WITHDRAWN):
        by_unit[_unit(row)].append(row)
    return [_figures(unit, asked) for unit, asked in sorted(by_unit.items())]


def _figures(unit: str, asked: list[Question]) -> UnitFigures:
    waits = [one.answered_at - one.asked_at for one in asked if one.answered_at is not None]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    enough = len(waits) >= THRESHOLD
    return UnitFigures(
        unit=unit,
        asked=len(asked),
        answered=len(waits),
        median_minutes=round(median(minutes)) if enough else None,
        texts=sum(_is_text(one) for one in asked) if len(asked) >= THRESHOLD else None,
    )


def _terms(text: str) -> frozenset[str]:
    return frozenset(token.term for token in tokens(text, "da") if len(token.term) >= SHORTEST_TERM)


def _rows() -> QuerySet[Question]:
    return (
        Question.objects.select_related("task", "lifeline", "site", "owner", "version")
        .prefetch_related("task__texts", "lifeline__texts", "askers__person")
        .annotate(note=note_of())
    )


def _holds(row: Question, q: str) -> bool:
    titles = " ".join(text.title for text in row.task.texts.all())
    said = f"{row.text} {row.answer} {titles}"
    wanted, terms = _terms(q), _terms(said)
    if not wanted:
        return q.strip().casefold() in said.casefold()
    return all(any(term.startswith(one) for term in terms) for one in wanted)


def _was_published(row: Question) -> bool:
    return row.version is not None and row.version.published_at is not None


def _is_text(row: Question) -> bool:
    note: str | None = row.note  # type: ignore[attr-defined]  # annotated by _rows
    return _was_published(row) and stands_in(note, row.proposed)


def _page_now(row: Question) -> int | None:
    play = Play.objects.filter(task=row.task).order_by("-version").first()
    return play.pk if play else None


def _unit(row: Question) -> str:
    title = pick(row.lifeline.texts.all())
    return title.title if title else row.lifeline.code


def _names(row: Question) -> Iterable[str]:
    return (one.person.name for one in row.askers.all() if one.is_first)


def _seen(row: Question, person_id: int) -> datetime | None:
    return next((one.read_at for one in row.askers.all() if one.person_id == person_id), None)


def _line(row: Question, seen: datetime | None = None) -> QuestionLine:
    title = pick(row.task.texts.all())
    is_text = _is_text(row)
    published = row.version.published_at if row.version and is_text else None
    news = [at for at in (row.news_at, published) if at is not None]
    is_open = row.state in OPEN
    return QuestionLine(
        id=row.pk,
        task_code=row.task.code,
        task_title=title.title if title else row.task.code,
        unit=_unit(row),
        site=row.site.name,
        text=row.text,
        asked_by=next(iter(_names(row)), ""),
        asked_at=row.asked_at,
        due_at=row.due_at,
        state=row.state,
        state_word=str(QuestionState(row.state).label),
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        answer=row.answer,
        answered_at=row.answered_at,
        others=max(0, len(row.askers.all()) - 1),
        is_late=is_open and row.due_at is not None and row.due_at < clock.now(),
        is_proposed=row.version is not None and row.version.state in WITH_THE_EDITORS,
        is_text=is_text,
        is_left_out=_was_published(row) and not is_text,
        is_unread=seen is not None and any(at > seen for at in news),
        play_id=row.play_id,
    )
