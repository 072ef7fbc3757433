"""Referrals as receivers and senders read them. Nothing here is for public faces."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from indgang.base import clock
from indgang.booking.codes import shown
from indgang.contact.models import Referral, ReferralReason

FRESH = timedelta(days=14)
MOST = 50


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """A referral that was sent. `done` are the positions of the steps of the play `play_id` that were taken."""

    id: int
    at: datetime
    task_code: str | None
    play_id: int | None
    from_site: str
    from_desk: str
    sender: str
    to: str
    for_desk: str
    reason: str
    note: str
    told: str
    done: tuple[int, ...]
    code: str
    seen_at: datetime | None
    used_at: datetime | None
    ticket_id: int | None

    @property
    def state(self) -> str:
        """How far it has come: "sent", "seen" or "used"."""
        return "used" if self.used_at else "seen" if self.seen_at else "sent"


def referrals_of_tickets(ticket_ids: Collection[int]) -> dict[int, ReferralCard]:
    """The newest referral by which each of these numbers came, by ticket id; one query."""
    if not ticket_ids:
        return {}
    rows = _rows().filter(ticket__in=ticket_ids).order_by("at")
    return {row.ticket_id: _card(row) for row in rows if row.ticket_id is not None}


def referrals_to_site(site_id: int) -> list[ReferralCard]:
    """Those on their way to a site that nobody there has taken up yet, the newest first."""
    rows = _rows().filter(to_site=site_id, used_at__isnull=True, at__gte=clock.now() - FRESH)
    return _cards(rows.order_by("-at")[:MOST])


def referrals_to_units(lifeline_ids: Collection[int]) -> list[ReferralCard]:
    """Those sent to these lifelines that nobody has taken up yet, the newest first."""
    rows = _rows().filter(lifeline__in=lifeline_ids, used_at__isnull=True, at__gte=clock.now() - FRESH)
    return _cards(rows.order_by("-at")[:MOST])


def referrals_sent_by(person_id: int, day: date) -> list[ReferralCard]:
    """What an officer referred on the Danish day, the newest first. For that officer's own eyes."""
    rows = _rows().filter(inquiry__contact__officer=person_id, inquiry__contact__day=day)
    return _cards(rows.order_by("-at"))


def _rows() -> QuerySet[Referral]:
    return Referral.objects.filter(at__isnull=False).select_related(
        "inquiry__task", "inquiry__contact__site", "inquiry__contact__desk", "inquiry__contact__officer",
        "lane", "to_site", "to_desk", "lifeline",
    )  # fmt: skip


def _cards(rows: Iterable[Referral]) -> list[ReferralCard]:
    return [_card(row) for row in rows]


def _card(row: Referral) -> ReferralCard:
    inquiry, contact = row.inquiry, row.inquiry.contact
    to = row.lane.name if row.lane else row.to_site.name if row.to_site else row.elsewhere
    return ReferralCard(
        id=row.pk,
        at=row.at or contact.started_at,
        task_code=inquiry.task.code if inquiry.task else None,
        play_id=inquiry.play_id,
        from_site=contact.site.name,
        from_desk=contact.desk.label if contact.desk else "",
        sender=contact.officer.name if contact.officer else "",
        to=to or (row.lifeline.code if row.lifeline else ""),
        for_desk=row.to_desk.label if row.to_desk else "",
        reason=str(ReferralReason(row.reason).label) if row.reason != ReferralReason.NOT_SAID else "",
        note=row.note,
        told=row.told,
        done=tuple(row.done),
        code=shown(row.code) if row.code else "",
        seen_at=row.seen_at,
        used_at=row.used_at,
        ticket_id=row.ticket_id,
    )
