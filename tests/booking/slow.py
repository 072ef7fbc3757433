"""The whole of booking, written slowly and obviously: every question is answered by counting minutes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class SlowResource:
    """`hours` says of a minute whether it is public (True), internal (False) or closed (None)."""

    id: int
    hours: Callable[[datetime], bool | None]
    places: int = 1
    public_places: int | None = None
    before: int = 0
    after: int = 0
    serves: bool = True


@dataclass
class SlowAppointment:
    start: datetime
    minutes: int
    public: bool
    groups: list[list[SlowResource]]
    resources: list[SlowResource]
    state: str
    held_until: datetime | None = None

    @property
    def end(self) -> datetime:
        return self.start + self.minutes * MINUTE

    def lives(self, now: datetime) -> bool:
        if self.state == "held":
            return self.held_until is not None and now < self.held_until
        return self.state in {"booked", "arrived"}


@dataclass
class SlowRules:
    grid: int = 15
    lead: int = 60
    horizon_days: int = 5
    staff_horizon_days: int = 10
    hold_minutes: int = 2


@dataclass
class SlowBooking:
    """All appointments by code, and what is blocked: (resource id or None, start, end) by id."""

    rules: SlowRules
    appointments: dict[str, SlowAppointment] = field(default_factory=dict)
    blocked: dict[int, tuple[int | None, datetime, datetime]] = field(default_factory=dict)

    def choice(
        self,
        groups: list[list[SlowResource]],
        start: datetime,
        minutes: int,
        now: datetime,
        *,
        public: bool,
        without: SlowAppointment | None = None,
        limits: bool = True,
    ) -> list[SlowResource] | None:
        """The first free resource of each group; None when a group has none."""
        if start < now or int(start.timestamp() / 60) % self.rules.grid:
            return None
        if limits and not self.within_limits(start, now, public=public):
            return None
        chosen = []
        for group in groups:
            free = [
                one for one in group if self.is_free(one, start, minutes, now, public=public, without=without)
            ]
            if not free:
                return None
            chosen.append(free[0])
        return chosen

    def within_limits(self, start: datetime, now: datetime, *, public: bool) -> bool:
        lead = self.rules.lead if public else 0
        days = self.rules.horizon_days if public else self.rules.staff_horizon_days
        return now + lead * MINUTE <= start <= now + timedelta(days=days)

    def is_free(
        self,
        resource: SlowResource,
        start: datetime,
        minutes: int,
        now: datetime,
        *,
        public: bool,
        without: SlowAppointment | None,
    ) -> bool:
        living = [
            one
            for one in self.appointments.values()
            if one is not without and resource in one.resources and one.lives(now)
        ]
        for offset in range(-resource.before, minutes + resource.after):
            at = start + offset * MINUTE
            running = [
                one
                for one in living
                if one.start - resource.before * MINUTE <= at < one.end + resource.after * MINUTE
            ]
            if len(running) >= resource.places:
                return False
            shared = sum(one.public for one in running)
            if public and resource.public_places is not None and shared >= resource.public_places:
                return False
            if not 0 <= offset < minutes:
                continue
            is_open = resource.hours(at)
            if is_open is None or (public and not is_open):
                return False
            if any(
                which in {None, resource.id} and since <= at < until
                for which, since, until in self.blocked.values()
            ):
                return False
        return True
