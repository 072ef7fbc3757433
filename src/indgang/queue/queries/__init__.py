"""Reading the queue."""

from indgang.queue.queries.desk import DeskState, desk_of, desk_state
from indgang.queue.queries.forecast import Forecast, Unknown, forecast_of
from indgang.queue.queries.history import (
    TicketFacts,
    corrections_now,
    facts_of_day,
    referrals_of_day,
    told_between,
)
from indgang.queue.queries.home import (
    HomeState,
    home_promises,
    home_rule,
    home_state,
    sites_with_home_numbers,
)
from indgang.queue.queries.lines import TicketLine
from indgang.queue.queries.now import LaneWait, WaitsNow, expected_wait, wait_at, waits_now
from indgang.queue.queries.page import TicketPage, ticket_page, ticket_secret
from indgang.queue.queries.pulse import desks_at_work, last_simulated_arrival, latest_event_at
from indgang.queue.queries.screen import ScreenCall, ScreenLane, ScreenState, screen_state
from indgang.queue.queries.site import DeskView, LaneView, QueueView, queue_of
from indgang.queue.queries.watch import SeriesUse, days_left_open, kiosks_heard, lane_limits, series_use
from indgang.queue.queries.why import explain, why_called

__all__ = [
    "DeskState",
    "DeskView",
    "Forecast",
    "HomeState",
    "LaneView",
    "LaneWait",
    "QueueView",
    "ScreenCall",
    "ScreenLane",
    "ScreenState",
    "SeriesUse",
    "TicketFacts",
    "TicketLine",
    "TicketPage",
    "Unknown",
    "WaitsNow",
    "corrections_now",
    "days_left_open",
    "desk_of",
    "desk_state",
    "desks_at_work",
    "expected_wait",
    "explain",
    "facts_of_day",
    "forecast_of",
    "home_promises",
    "home_rule",
    "home_state",
    "kiosks_heard",
    "lane_limits",
    "last_simulated_arrival",
    "latest_event_at",
    "queue_of",
    "referrals_of_day",
    "screen_state",
    "series_use",
    "sites_with_home_numbers",
    "ticket_page",
    "ticket_secret",
    "told_between",
    "wait_at",
    "waits_now",
    "why_called",
]
