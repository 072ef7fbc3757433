"""The messages that were put in, as staff see them: never the whole recipient, and only of their own sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.sealing import Unreadable, unseal
from indgang.core.phone import masked, masked_address
from indgang.messaging.errors import MessageNotFound
from indgang.messaging.kinds import registry
from indgang.messaging.models import Channel, Message, MessageState
from indgang.messaging.ports import ports
from indgang.messaging.words import action_words, error_words

if TYPE_CHECKING:
    from django.utils.functional import Promise

PAGE = 50
AGAIN = (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.EXPIRED)
# States that ask for somebody, and for how long they do.
TROUBLE = (MessageState.FAILED, MessageState.UNCERTAIN)
TROUBLE_DAYS = 14
LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message as a line of the log."""

    id: int
    kind: "str | Promise"
    channel: str
    channel_word: "str | Promise"
    state: str
    state_word: "str | Promise"
    recipient: str
    site_name: str
    site_id: int | None
    created_at: datetime
    due_at: datetime
    settled_at: datetime | None
    error: str
    tries: int
    may_go_again: bool
    may_be_cancelled: bool

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look at it."""
        return self.state in TROUBLE


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to a message. `detail` is what the other side said."""

    at: datetime
    what: str
    error: str
    detail: str


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message with its history. `subject` and `body` only where a demo sends nothing out of the house."""

    line: MessageLine
    language: str
    expires_at: datetime | None
    provider: str
    is_erased: bool
    history: list[Moment]
    subject: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, and how many messages there are in each state."""

    lines: list[MessageLine]
    counts: dict[str, int]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the manager should know: messages that failed lately or are uncertain, and waiting ones that are late."""

    failed: int
    uncertain: int
    late: int
    not_set_up: Sequence[str]


def message_log(actor: Actor, *, state: str = "", page: int = 1) -> LogPage:
    """The messages of the actor's sites, the newest first. Raises NotAllowed."""
    require(actor, "messaging.view")
    rows = _mine(actor)
    counts = {
        one["state"]: one["count"] for one in rows.values("state").annotate(count=Count("pk")).order_by()
    }
    if state:
        rows = rows.filter(state=state)
    begin = (max(page, 1) - 1) * PAGE
    found = list(rows.select_related("site").order_by("-created_at", "-pk")[begin : begin + PAGE + 1])
    return LogPage([_line(row) for row in found[:PAGE]], counts, len(found) > PAGE)


def message_card(actor: Actor, message_id: int) -> MessageCard:
    """A message with its history. Raises NotAllowed, MessageNotFound."""
    require(actor, "messaging.view")
    row = _mine(actor).select_related("site").filter(pk=message_id).first()
    if row is None:
        raise MessageNotFound
    history = [
        Moment(one.at, action_words(one.action), error_words(one.error), one.error_detail)
        for one in row.events.order_by("pk")
    ]
    is_demo = row.provider == "demo" or row.kind == "messaging.test"
    subject, body = (_opened(row.subject), _opened(row.body)) if is_demo else ("", "")
    return MessageCard(
        _line(row),
        row.language,
        row.expires_at,
        row.provider,
        row.erased_at is not None,
        history,
        subject,
        body,
    )


def message_trouble(actor: Actor) -> Trouble:
    """What is the matter with the messages of the actor's sites."""
    now = clock.now()
    since = now - timedelta(days=TROUBLE_DAYS)
    counts = _mine(actor).aggregate(
        failed=Count("pk", filter=Q(state=MessageState.FAILED, settled_at__gte=since)),
        uncertain=Count("pk", filter=Q(state=MessageState.UNCERTAIN, settled_at__gte=since)),
        late=Count("pk", filter=Q(state=MessageState.WAITING, send_after__lte=now - LATE, due_at__lte=now + LATE)
            & ~Q(error="")),
    )  # fmt: skip
    senders = ports.senders()
    return Trouble(
        counts["failed"], counts["uncertain"], counts["late"],
        [channel for channel in Channel.values if channel not in senders],
    )  # fmt: skip


def _mine(actor: Actor) -> QuerySet[Message]:
    sites = {site for _role, site in actor.grants}
    return Message.objects.all() if None in sites else Message.objects.filter(site__in=sites)


def _line(row: Message) -> MessageLine:
    kind = registry.find(row.kind)
    is_late = row.expires_at is not None and row.expires_at <= clock.now()
    return MessageLine(
        id=row.pk,
        kind=kind.title if kind else row.kind,
        channel=row.channel,
        channel_word=Channel(row.channel).label,
        state=row.state,
        state_word=MessageState(row.state).label,
        recipient=_masked(row),
        site_name=row.site.name if row.site else "",
        site_id=row.site_id,
        created_at=row.created_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
        error=error_words(row.error),
        tries=row.tries,
        may_go_again=row.state in AGAIN and row.erased_at is None and not is_late,
        may_be_cancelled=row.state == MessageState.WAITING,
    )


def _masked(row: Message) -> str:
    recipient = _opened(row.recipient)
    if not recipient:
        return ""
    return masked(recipient) if row.channel == Channel.SMS else masked_address(recipient)


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed)
    except Unreadable:
        return ""
