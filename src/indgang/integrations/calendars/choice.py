"""Which calendars this installation can reach: the settings INDGANG_GRAPH_* and INDGANG_CALENDARS_INSIDE."""

from django.conf import settings

from indgang.booking.calendars.port import Account, Calendar, Refused
from indgang.integrations.calendars.caldav import CalDavCalendar
from indgang.integrations.calendars.demo import DemoCalendar
from indgang.integrations.calendars.feed import FeedCalendar
from indgang.integrations.calendars.graph import Application, GraphCalendar
from indgang.integrations.calendars.web import Web


def open_calendar(account: Account) -> Calendar:
    """The calendar of the account. Nothing is asked of it yet. Raises Refused for a kind that is not set up."""
    web = Web(allow_inside=settings.CALENDARS_INSIDE)
    if account.kind == "feed":
        return FeedCalendar(account, web)
    if account.kind == "caldav":
        return CalDavCalendar(account, web)
    if account.kind == "graph" and has_graph():
        application = Application(settings.GRAPH_TENANT, settings.GRAPH_CLIENT, settings.GRAPH_SECRET)
        return GraphCalendar(account, application, web)
    if account.kind == "demo" and settings.DEMO:
        return DemoCalendar(account)
    raise Refused(f"kind {account.kind}", reason="not-set-up")


def kinds() -> list[str]:
    """The kinds that somebody can connect here, the usual one first."""
    graph = ["graph"] if has_graph() else []
    return ["demo"] * bool(settings.DEMO) + [*graph, "feed", "caldav"]


def has_graph() -> bool:
    """Whether the municipality's Microsoft 365 is set up."""
    return bool(settings.GRAPH_TENANT and settings.GRAPH_CLIENT and settings.GRAPH_SECRET)


def check_settings() -> None:
    """Raise ValueError with the name of the setting and one clear sentence when one is missing."""
    given = {
        "GRAPH_TENANT": settings.GRAPH_TENANT,
        "GRAPH_CLIENT": settings.GRAPH_CLIENT,
        "GRAPH_SECRET": settings.GRAPH_SECRET,
    }
    missing = [name for name, value in given.items() if not value]
    if 0 < len(missing) < len(given):
        raise ValueError(
            f"{missing[0]} is missing; INDGANG_GRAPH_TENANT, _CLIENT and _SECRET belong together"
        )
