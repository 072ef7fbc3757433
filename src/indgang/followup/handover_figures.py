"""The stays of handed-over cases with their units, read from what happened to them: events, which no erasing takes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from indgang.core.kpi_handovers import Stay, StayEnd
from indgang.followup.models import EventKind, FollowUp, FollowUpEvent, FollowUpKind, FollowUpState

SENDS = (EventKind.SENT, EventKind.SENT_AGAIN)
ENDS = {
    EventKind.RETURNED: StayEnd.RETURNED,
    EventKind.PASSED_ON: StayEnd.PASSED_ON,
    EventKind.CLOSED: StayEnd.ANSWERED,
    EventKind.DECIDED: StayEnd.DECIDED,
    EventKind.WITHDRAWN: StayEnd.WITHDRAWN,
}
TELLING = (*SENDS, EventKind.ACCEPTED, *ENDS)


def stays_since(since: datetime, site_ids: Collection[int]) -> list[Stay]:
    """The stays that began since then, of cases that were sent from the sites, in the order in which they began."""
    rows = FollowUp.objects.filter(
        kind=FollowUpKind.HANDOVER, site__in=list(site_ids), changed_at__gte=since
    ).exclude(state=FollowUpState.DRAFT)
    events = (
        FollowUpEvent.objects.filter(follow_up__in=rows.values("pk"), kind__in=TELLING)
        .order_by("follow_up", "pk")
        .defer("note")
    )
    by_case: dict[int, list[FollowUpEvent]] = {}
    for event in events:
        by_case.setdefault(event.follow_up_id, []).append(event)
    found = [
        stay
        for row in rows.order_by("pk")
        for stay in stays_of(row, by_case.get(row.pk, []))
        if stay.began_at >= since
    ]
    return sorted(found, key=lambda stay: stay.began_at)


def stays_of(row: FollowUp, events: Sequence[FollowUpEvent]) -> list[Stay]:
    """The stays of one case; `events` in the order in which they happened."""
    stays: list[Stay] = []
    for place, event in enumerate(events):
        is_open = bool(stays) and stays[-1].end is None
        if event.kind in SENDS:
            unit = event.facts.get("unit") or _unit_then(row, events[place + 1 :])
            first = stays[0].sent_at if stays else event.at
            stays.append(Stay(unit, first, event.at, _due(row, event)))
        elif is_open and event.kind == EventKind.ACCEPTED:
            stays[-1] = replace(stays[-1], taken_at=stays[-1].taken_at or event.at)
        elif is_open and event.kind in ENDS:
            last, reason = stays[-1], str(event.facts.get("reason", ""))
            stays[-1] = replace(last, ended_at=event.at, end=ENDS[EventKind(event.kind)], reason=reason)
            if event.kind == EventKind.PASSED_ON:
                after = event.facts.get("after") or row.lifeline_id or 0
                stays.append(Stay(after, last.sent_at, event.at, last.due_at))
    return stays


def _unit_then(row: FollowUp, later: Sequence[FollowUpEvent]) -> int:
    """The unit of a sending that does not say it: the one that the case was first passed on from, or has now."""
    passed = next((event for event in later if event.kind == EventKind.PASSED_ON), None)
    return int((passed.facts.get("before") if passed else None) or row.lifeline_id or 0)


def _due(row: FollowUp, event: FollowUpEvent) -> datetime | None:
    told = event.facts.get("due")
    return datetime.fromisoformat(told) if told else row.due_at
