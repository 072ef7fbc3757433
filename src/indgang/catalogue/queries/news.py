"""Reading news and work instructions: what asks a person, and for editors who has read what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.base.errors import NotFound
from indgang.base.text import pick
from indgang.catalogue.models import News, NewsKind, NewsRead, NewsState, NewsText, SectionKind
from indgang.catalogue.queries.audience import asked_by, asking
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.organisation.queries import StaffMember, active_sites


@dataclass(frozen=True, slots=True)
class NewsLine:
    """An item as one person sees it. `due` is a Danish day; `is_overdue` only while it is not read.

    `is_old` is past its last day. `read_before` is whether an earlier text of it was read. `task_code` and `section`
    are those of a change in the playbook, else empty. `topics` are those it is for; none: not for some alone.
    """

    id: int
    kind: str
    kind_word: str
    title: str
    body: str
    language: str
    is_important: bool
    needs_receipt: bool
    revision: int
    published_at: datetime
    due: date | None
    is_overdue: bool
    is_old: bool
    read_at: datetime | None
    read_before: bool
    task_code: str
    section: str
    section_word: str
    topics: tuple[str, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether it still waits to be read; what is old does not."""
        return self.read_at is None and not self.is_old


@dataclass(frozen=True, slots=True)
class Unread:
    """How much a person has to read: all of it, what is important, and what is overdue."""

    count: int = 0
    important: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class ManagedNews:
    """An item as its editors see it. `state` also says "planned" and "old"; `read` of `asked` have read it."""

    id: int
    kind: str
    kind_word: str
    state: str
    title: str
    texts: dict[str, tuple[str, str]]
    is_important: bool
    needs_receipt: bool
    roles: list[str]
    sites: list[str]
    topics: list[str]
    revision: int
    publish_from: datetime
    publish_until: datetime | None
    due: date | None
    updated_at: datetime
    created_by: str
    read: int
    asked: int
    overdue: int

    @property
    def last_day(self) -> date | None:
        """The last Danish day on which it is new."""
        if self.publish_until is None:
            return None
        return danish_date(self.publish_until - timedelta(microseconds=1))

    @property
    def is_planned(self) -> bool:
        """Whether its first day is still to come."""
        return self.publish_from > clock.now()


@dataclass(frozen=True, slots=True)
class Receipt:
    """A person who is asked: when the present text was read, else when an earlier one was."""

    name: str
    read_at: datetime | None
    earlier_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Receipts:
    """Who has read an item and who has not, by name; `is_part`: only those at the actor's own sites."""

    item: ManagedNews
    missing: list[Receipt]
    read: list[Receipt]
    is_part: bool


def unread_news(person_id: int) -> list[NewsLine]:
    """What the person has to read: overdue first, then important, then by the day to read it by, then the newest."""
    now = clock.now()
    own = NewsRead.objects.filter(news=OuterRef("pk"), revision=OuterRef("revision"), person_id=person_id)
    asked = asking(list(_whole(_live(now).filter(~Exists(own)))), person_id)
    receipts = _receipts_of(person_id, asked)
    return sorted((_line(row, receipts.get(row.pk), now) for row in asked), key=_first)


def unread_news_count(person_id: int) -> Unread:
    """How much the person has to read."""
    lines = unread_news(person_id)
    return Unread(
        len(lines), sum(line.is_important for line in lines), sum(line.is_overdue for line in lines)
    )


def unread_about(lines: Sequence[NewsLine], task_code: str, topic: str) -> list[NewsLine]:
    """Those of a person's unread items that are about a task: its own changes, and important ones for its topic."""
    return [
        line
        for line in lines
        if (line.task_code == task_code if line.task_code else line.is_important and topic in line.topics)
    ]


def news_for(person_id: int, *, q: str = "") -> list[NewsLine]:
    """Everything that asks the person or was read by them: unread, then read, then what is old. `q` narrows it."""
    now = clock.now()
    rows = News.objects.filter(state=NewsState.PUBLISHED, publish_from__lte=now)
    for word in q.split():
        rows = rows.filter(
            Exists(
                NewsText.objects.filter(
                    Q(title__icontains=word) | Q(body__icontains=word), news=OuterRef("pk")
                )
            )
        )
    found = list(_whole(rows.order_by("-publish_from", "-pk")))
    receipts: dict[int, list[NewsRead]] = {}
    for one in NewsRead.objects.filter(person_id=person_id, news__in=found):
        receipts.setdefault(one.news_id, []).append(one)
    asks = {item.pk for item in asking(found, person_id)}
    lines = [_line(row, receipts.get(row.pk), now) for row in found if row.pk in asks or row.pk in receipts]
    unread = sorted((line for line in lines if line.is_unread), key=_first)
    rest = [line for line in lines if not line.is_unread]
    return unread + sorted(rest, key=lambda line: line.is_old)


def managed_news(actor: Actor) -> list[ManagedNews]:
    """Every item, drafts and old ones too, the newest first. Needs "catalogue.write_news".

    The counts are of those whose receipts the actor may see.
    """
    require(actor, "catalogue.write_news")
    rows = list(_whole(News.objects.order_by("-publish_from", "-pk")).prefetch_related("reads"))
    seen = _Seen(actor)
    asked = {pk: seen.among(people) for pk, people in asked_by(rows).items()}
    return [_managed(row, asked[row.pk]) for row in rows]


def news_item(actor: Actor, news_id: int) -> ManagedNews:
    """One item for its editors. Needs "catalogue.write_news". Raises NotFound."""
    require(actor, "catalogue.write_news")
    row = _one(news_id)
    return _managed(row, _Seen(actor).among(asked_by([row])[row.pk]))


def receipts_of(actor: Actor, news_id: int) -> Receipts:
    """Who has read an item that needs receipts, and who has not: those who are asked now, at the actor's own sites.

    Needs "catalogue.read_receipts". Raises NotFound.
    """
    require(actor, "catalogue.read_receipts")
    row, seen = _one(news_id), _Seen(actor)
    everybody = asked_by([row])[row.pk]
    people = seen.among(everybody)
    read: dict[int, datetime] = {}
    earlier: dict[int, datetime] = {}
    for one in row.reads.all():
        (read if one.revision == row.revision else earlier)[one.person_id] = one.at
    late = _is_late(row)
    lines = [
        (one, Receipt(one.name, read.get(one.id), earlier.get(one.id), late and one.id not in read))
        for one in sorted(people, key=lambda one: (danish_sort_key(one.name), one.id))
    ]
    return Receipts(
        item=_managed(row, people),
        missing=[line for one, line in lines if one.id not in read],
        read=[line for one, line in lines if one.id in read],
        is_part=len(people) < len(everybody),
    )


class _Seen:
    """Whose receipts an actor may see: of those who belong to a site where the actor has the permission."""

    def __init__(self, actor: Actor) -> None:
        sites = [site.pk for site in active_sites()]
        self._sites = {pk for pk in sites if may(actor, "catalogue.read_receipts", pk)}
        self._is_all = len(self._sites) == len(sites)

    def among(self, people: Sequence[StaffMember]) -> list[StaffMember]:
        """Those of the people whose receipts may be seen."""
        return [one for one in people if self._is_all or self._sites & one.site_ids]


def _live(now: datetime) -> QuerySet[News]:
    return News.objects.filter(
        Q(publish_until__isnull=True) | Q(publish_until__gt=now),
        state=NewsState.PUBLISHED,
        publish_from__lte=now,
    )


def _whole(rows: QuerySet[News]) -> QuerySet[News]:
    return rows.select_related("section_version__section__task", "created_by").prefetch_related(
        "texts", "sites"
    )


def _receipts_of(person_id: int, items: Sequence[News]) -> dict[int, list[NewsRead]]:
    found: dict[int, list[NewsRead]] = {}
    if items:
        for one in NewsRead.objects.filter(person_id=person_id, news__in=items):
            found.setdefault(one.news_id, []).append(one)
    return found


def _one(news_id: int) -> News:
    row = _whole(News.objects.filter(pk=news_id)).prefetch_related("reads").first()
    if row is None:
        raise NotFound
    return row


def _first(line: NewsLine) -> tuple[bool, bool, date, float, int]:
    return (
        not line.is_overdue,
        not line.is_important,
        line.due or date.max,
        -line.published_at.timestamp(),
        -line.id,
    )


def _is_late(row: News) -> bool:
    return row.due is not None and row.due < danish_date(clock.now())


def _line(row: News, receipts: Sequence[NewsRead] | None, now: datetime) -> NewsLine:
    text = pick(row.texts.all())
    mine = receipts or []
    read_at = next((one.at for one in mine if one.revision == row.revision), None)
    is_old = row.publish_until is not None and row.publish_until <= now
    section = row.section_version.section if row.section_version else None
    return NewsLine(
        id=row.pk,
        kind=row.kind,
        kind_word=str(NewsKind(row.kind).label),
        title=text.title if text else "",
        body=text.body if text else "",
        language=text.language if text else "da",
        is_important=row.is_important,
        needs_receipt=row.needs_receipt,
        revision=row.revision,
        published_at=row.publish_from,
        due=row.due,
        is_overdue=read_at is None and not is_old and _is_late(row),
        is_old=is_old,
        read_at=read_at,
        read_before=read_at is None and bool(mine),
        task_code=section.task.code if section else "",
        section=section.kind if section else "",
        section_word=str(SectionKind(section.kind).label) if section else "",
        topics=tuple(row.topics),
    )


def _managed(row: News, people: Sequence[StaffMember]) -> ManagedNews:
    text = pick(row.texts.all())
    ids = {one.id for one in people}
    have_read = {one.person_id for one in row.reads.all() if one.revision == row.revision} & ids
    return ManagedNews(
        id=row.pk,
        kind=row.kind,
        kind_word=str(NewsKind(row.kind).label),
        state=_state(row),
        title=text.title if text else "",
        texts={one.language: (one.title, one.body) for one in row.texts.all()},
        is_important=row.is_important,
        needs_receipt=row.needs_receipt,
        roles=list(row.roles),
        sites=sorted(site.slug for site in row.sites.all()),
        topics=list(row.topics),
        revision=row.revision,
        publish_from=row.publish_from,
        publish_until=row.publish_until,
        due=row.due,
        updated_at=row.updated_at,
        created_by=row.created_by.name if row.created_by else "",
        read=len(have_read),
        asked=len(ids),
        overdue=len(ids - have_read) if _is_late(row) and row.needs_receipt else 0,
    )


def _state(row: News) -> str:
    if row.state != NewsState.PUBLISHED:
        return row.state
    now = clock.now()
    if row.publish_from > now:
        return "planned"
    return "old" if row.publish_until is not None and row.publish_until <= now else row.state
