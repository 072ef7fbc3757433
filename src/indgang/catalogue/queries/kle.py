"""KLE as the municipality has imported it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from indgang.base import clock
from indgang.catalogue.models import ImportRun, ImportSource, KleSubject, Task
from indgang.core.day import danish_date

MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class KleUse:
    """A task whose KLE number has expired, or is not in KLE; `replaced_by` holds (number, title)."""

    code: str
    title: str
    number: str
    number_title: str
    expired_on: date | None
    replaced_by: tuple[tuple[str, str], ...]


def kle_subject(number: str) -> KleSubject | None:
    """The main group, group or subject with this number; None where KLE is not imported or has it not."""
    return KleSubject.objects.filter(number=number).first() if number else None


def kle_titles(numbers: Iterable[str]) -> dict[str, str]:
    """The titles of those numbers that are known."""
    return dict(KleSubject.objects.filter(number__in=set(numbers)).values_list("number", "title"))


def kle_count() -> int:
    """How many numbers have been imported."""
    return KleSubject.objects.count()


def kle_search(query: str) -> Sequence[KleSubject]:
    """Numbers that begin so, or whose title or keywords hold every word; what is in force comes first."""
    query = query.strip()
    if not query:
        return []
    found = KleSubject.objects.filter(number__startswith=query)
    if not query[:2].isdecimal():
        found = KleSubject.objects.all()
        for word in query.split():
            found = found.filter(Q(title__icontains=word) | Q(keywords__icontains=word))
    today = danish_date(clock.now())
    rows = list(found.order_by("number")[: MOST_FOUND * 2])
    rows.sort(key=lambda row: (is_past(row.expired_on, today), row.number))
    return rows[:MOST_FOUND]


def past_kle_uses() -> list[KleUse]:
    """Tasks in use with a number that has expired or that an imported KLE does not have: work for the editor."""
    if not KleSubject.objects.exists():
        return []
    today = danish_date(clock.now())
    rows = {row.number: row for row in KleSubject.objects.all()}
    uses = []
    tasks = (
        Task.objects.filter(is_active=True).exclude(kle="").prefetch_related("texts").order_by("kle", "code")
    )
    for task in tasks:
        row = rows.get(task.kle)
        if row is not None and not is_past(row.expired_on, today):
            continue
        titles = {text.language: text.title for text in task.texts.all()}
        replaced = tuple(
            (number, rows[number].title if number in rows else "")
            for number in (row.replaced_by if row else ())
        )
        uses.append(
            KleUse(
                task.code,
                titles.get("da") or task.code,
                task.kle,
                row.title if row else "",
                row.expired_on if row else None,
                replaced,
            )
        )
    return sorted(uses, key=lambda use: use.expired_on is None)


def is_past(expired_on: date | None, today: date) -> bool:
    """Whether a number has expired by this Danish day."""
    return expired_on is not None and expired_on <= today


def last_kle_run() -> ImportRun | None:
    """The newest import of KLE."""
    return ImportRun.objects.filter(source=ImportSource.KLE).order_by("-started_at", "-pk").first()
