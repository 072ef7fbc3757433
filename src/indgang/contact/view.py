"""What the faces and the API are given to know about a contact. Times are UTC, lengths whole seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from indgang.base import clock
from indgang.booking.codes import shown
from indgang.contact.models import PASSED_ON, Contact, Inquiry, Referral
from indgang.core import timekeeping as core


@dataclass(frozen=True, slots=True)
class ReferralView:
    """Where a matter goes. `at` is None while it is a draft."""

    kind: str
    lifeline_id: int | None
    lane_id: int | None
    to_site_id: int | None
    elsewhere: str
    note: str
    at: datetime | None
    to_desk_id: int | None = None
    reason: str = ""
    told: str = ""
    done: tuple[int, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class InquiryView:
    """One matter. `active_seconds` counts on while the clock runs for it."""

    id: int
    position: int
    task_id: int | None
    task_code: str | None
    play_id: int | None
    outcome: str
    reason: str
    reach: int | None
    allowed_reach: int | None
    note: str
    appointment_id: int | None
    referral: ReferralView | None
    active_seconds: int
    version: int


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact with its matters in order.

    `active_seconds` is the sum of theirs. `running_since` is set while the clock runs: a page shows
    `active_seconds` plus what has passed since `asked_at`. `current` is the position in work.
    """

    id: int
    site_id: int
    desk_id: int | None
    officer_id: int | None
    ticket_id: int | None
    channel: str
    language: str
    state: str
    day: str
    started_at: datetime
    finished_at: datetime | None
    running_since: datetime | None
    asked_at: datetime
    active_seconds: int
    time_uncertain: bool
    current: int
    inquiries: tuple[InquiryView, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is neither finished nor discarded."""
        return self.state in {"active", "paused", "parked"}

    def inquiry(self, position: int) -> InquiryView:
        """The matter at `position`. Raises KeyError."""
        for inquiry in self.inquiries:
            if inquiry.position == position:
                return inquiry
        raise KeyError(position)


def view_of(contact: Contact, inquiries: Iterable[Inquiry], segments: Sequence[core.Segment]) -> ContactView:
    """The view of rows that are already read, the segments in order.

    Rows read one after the other, without a lock, may be of two moments; that is no reason to show nothing.
    """
    asked_at = clock.now()
    seconds = core.seconds_by_inquiry(segments, asked_at)
    last = segments[-1] if segments else None
    return ContactView(
        id=contact.pk,
        site_id=contact.site_id,
        desk_id=contact.desk_id,
        officer_id=contact.officer_id,
        ticket_id=contact.ticket_id,
        channel=contact.channel,
        language=contact.language,
        state=contact.state,
        day=contact.day.isoformat(),
        started_at=contact.started_at,
        finished_at=contact.finished_at,
        running_since=last.started_at if last and last.ended_at is None else None,
        asked_at=asked_at,
        active_seconds=sum(seconds.values()),
        time_uncertain=contact.time_uncertain,
        current=contact.current,
        inquiries=tuple(_inquiry_view(row, seconds.get(row.pk, 0)) for row in inquiries),
    )


def _inquiry_view(row: Inquiry, seconds: int) -> InquiryView:
    return InquiryView(
        id=row.pk,
        position=row.position,
        task_id=row.task_id,
        task_code=row.task.code if row.task else None,
        play_id=row.play_id,
        outcome=row.outcome,
        reason=row.reason,
        reach=row.reach,
        allowed_reach=row.allowed_reach,
        note=row.note,
        appointment_id=row.appointment_id,
        referral=_referral_view(row),
        active_seconds=seconds,
        version=row.version,
    )


def referral_of(row: Inquiry) -> Referral | None:
    """The referral or its draft, or None when the matter is not passed on."""
    if row.outcome not in PASSED_ON:
        return None
    try:
        return row.referral
    except Referral.DoesNotExist:
        return None


def _referral_view(row: Inquiry) -> ReferralView | None:
    referral = referral_of(row)
    if referral is None:
        return None
    return ReferralView(
        kind=referral.kind,
        lifeline_id=referral.lifeline_id,
        lane_id=referral.lane_id,
        to_site_id=referral.to_site_id,
        elsewhere=referral.elsewhere,
        note=referral.note,
        at=referral.at,
        to_desk_id=referral.to_desk_id,
        reason=referral.reason,
        told=referral.told,
        done=tuple(referral.done),
        code=shown(referral.code) if referral.code else "",
    )
