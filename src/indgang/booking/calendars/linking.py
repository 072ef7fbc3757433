"""Connecting a calendar, changing what it shares, and ending the connection. All of it is audited, no secret is."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import audit, clock
from indgang.base.access import SYSTEM, Actor, may
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.live import publish
from indgang.base.sealing import Unreadable, seal
from indgang.booking.calendars.accounts import account_of
from indgang.booking.calendars.port import Account, CalendarError, OpenCalendar, SeveralCalendars
from indgang.booking.calendars.pushing import note_all
from indgang.booking.calendars.reading import keep, read_link, span_of
from indgang.booking.calendars.words import in_words
from indgang.booking.models import CalendarLink, CalendarPush, LinkKind, LinkState, Resource

LONGEST_ADDRESS = 2000
FIELDS = {"credentials": "secret", "unencrypted": "address"}


class ChooseCalendar(Invalid):
    """The account has several calendars; `choices` are names and addresses."""

    code = "several-calendars"

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(in_words("several-calendars"), field="choice")
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants their calendar connected. An empty `secret` keeps the one that is stored for the account."""

    kind: str
    address: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    reads: bool = True
    writes: bool = False
    shows_errand: bool = False


def connect(*, actor: Actor, resource: Resource, wish: Wish, open_calendar: OpenCalendar) -> CalendarLink:
    """Try the calendar; when it answers, connect it in place of any other, with the busy times of now.

    Raises NotAllowed, ChooseCalendar, Invalid with the sentence of what is wrong and its field.
    """
    require_calendar(actor, resource)
    account = _account(actor, resource, wish)
    wish = replace(wish, writes=wish.writes and wish.kind != LinkKind.FEED)
    if not (wish.reads or wish.writes):
        raise Invalid(
            _("Choose at least one: that your busy times are read, or that appointments are written."),
            field="reads",
        )
    try:
        fetched = open_calendar(account).fetch(*span_of(resource), {})
    except SeveralCalendars as error:
        raise ChooseCalendar(error.choices) from error
    except CalendarError as error:
        raise Invalid(
            in_words(error.error_reason),
            field=FIELDS.get(error.error_reason, "address"),
            code=error.error_reason,
        ) from error
    with transaction.atomic():
        CalendarLink.objects.filter(resource=resource).delete()
        link = CalendarLink.objects.create(
            resource=resource,
            kind=LinkKind(wish.kind),
            address=seal(account.address),
            user_name=seal(account.user),
            secret=seal(account.secret),
            reads=wish.reads,
            writes=wish.writes,
            shows_errand=wish.shows_errand,
            state=LinkState.GOOD,
            made_at=clock.now(),
        )
        if wish.reads:
            keep(link, fetched)
        if wish.writes:
            note_all(link)
        details = {"kind": wish.kind, "host": host_of(account), "reads": wish.reads, "writes": wish.writes}
        audit.record(actor, "calendar.connected", f"resource:{resource.pk}", details)
        _tell(resource)
    return link


@transaction.atomic
def share(*, actor: Actor, resource: Resource, reads: bool, writes: bool, shows_errand: bool) -> CalendarLink:
    """Change what the connection reads and writes. What it no longer reads is forgotten at once; what was written
    stays in the calendar.

    Raises NotAllowed, NotFound, Invalid when nothing is left to do.
    """
    link = _locked(actor, resource)
    writes = writes and link.kind != LinkKind.FEED
    if not (reads or writes):
        raise Invalid(_("Choose at least one, or end the connection."), field="reads")
    is_shown_anew = writes and (not link.writes or shows_errand != link.shows_errand)
    begins_reading = reads and not link.reads
    link.reads, link.writes, link.shows_errand = reads, writes, shows_errand
    if begins_reading:
        link.next_read_at, link.sync_state = clock.now(), {}
    link.save(update_fields=["reads", "writes", "shows_errand", "next_read_at", "sync_state"])
    if not reads:
        link.busy.all().delete()
        link.visitors.all().delete()
    if not writes:
        CalendarPush.objects.filter(link=link).delete()
    elif is_shown_anew:
        note_all(link)
    details = {"reads": reads, "writes": writes, "shows_errand": shows_errand}
    audit.record(actor, "calendar.shared", f"resource:{resource.pk}", details)
    _tell(resource)
    return link


def read_now(*, actor: Actor, resource: Resource, open_calendar: OpenCalendar) -> bool:
    """Read the calendar while somebody waits; False when it could not be read. Raises NotAllowed, NotFound."""
    require_calendar(actor, resource)
    link = CalendarLink.objects.filter(resource=resource).first()
    if link is None:
        raise NotFound
    return read_link(actor=SYSTEM, link_id=link.pk, open_calendar=open_calendar)


@transaction.atomic
def disconnect(*, actor: Actor, resource: Resource) -> None:
    """End the connection: password, busy times and expected visitors are deleted; appointments that were written
    into the calendar stay there.

    Raises NotAllowed, NotFound.
    """
    link = _locked(actor, resource)
    link.delete()
    audit.record(actor, "calendar.disconnected", f"resource:{resource.pk}", {"kind": link.kind})
    _tell(resource)


def require_calendar(actor: Actor, resource: Resource) -> None:
    """Raise NotAllowed unless the calendar is the actor's own, or the actor sets up appointments there."""
    if not is_own(actor, resource) and not may(actor, "booking.setup", resource.site_id):
        raise NotAllowed(facts={"permission": "booking.setup"})


def is_own(actor: Actor, resource: Resource) -> bool:
    """Whether the resource is the actor."""
    return actor.person_id is not None and actor.person_id == resource.person_id


def host_of(account: Account) -> str:
    """Where the calendar is, as may be shown: the rest of the address may be a secret."""
    try:
        return urlsplit(account.address).hostname or account.address.rpartition("@")[2][:100]
    except ValueError:
        return ""


def _locked(actor: Actor, resource: Resource) -> CalendarLink:
    require_calendar(actor, resource)
    link = CalendarLink.objects.select_for_update(of=("self",)).filter(resource=resource).first()
    if link is None:
        raise NotFound
    return link


def _account(actor: Actor, resource: Resource, wish: Wish) -> Account:
    """The account as it is to be opened. Nobody connects a colleague's mailbox as their own."""
    if wish.kind not in LinkKind.values:
        raise Invalid(_("Choose what sort of calendar it is."), field="kind")
    address, user, secret = wish.address.strip(), wish.user.strip(), wish.secret
    if wish.kind == LinkKind.DEMO:
        return Account(wish.kind, f"resource-{resource.pk}")
    if wish.kind == LinkKind.GRAPH:
        return Account(wish.kind, _mailbox(actor, resource, address))
    if not address or len(address) > LONGEST_ADDRESS:
        raise Invalid(_("Write the address of the calendar."), field="address")
    if wish.kind == LinkKind.FEED:
        return Account(wish.kind, address, resource.person.email if resource.person else "")
    return Account(wish.kind, address, user, secret or _kept_secret(resource, wish.kind, address, user))


def _mailbox(actor: Actor, resource: Resource, asked: str) -> str:
    own = resource.person.email if resource.person else ""
    if may(actor, "booking.setup", resource.site_id) and asked:
        return asked
    if not own:
        raise Invalid(
            _("Indgang does not know your e-mail address at work. Your manager can write it on your page."),
            field="address",
        )
    return own


def _kept_secret(resource: Resource, kind: str, address: str, user: str) -> str:
    """The stored password, only for the same name on the same server: it is told to no other."""
    link = CalendarLink.objects.filter(resource=resource, kind=kind).first()
    try:
        kept = account_of(link) if link else None
    except Unreadable:
        kept = None
    is_same = kept is not None and kept.user == user and _origin(kept.address) == _origin(address)
    return kept.secret if kept is not None and is_same else ""


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.scheme, parts.netloc


def _tell(resource: Resource) -> None:
    publish(resource.site_id, "booking", kind="calendar", resource=resource.pk)
