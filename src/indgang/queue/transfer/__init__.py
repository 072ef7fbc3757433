"""The queue's kinds: its set-up can be imported and exported, its tickets exported."""

from indgang.base.transfer import bundles, registry
from indgang.queue.transfer.home import HomeNumbers
from indgang.queue.transfer.setup import CallProfiles, DeskProfiles, NumberSeries
from indgang.queue.transfer.tickets import Tickets

SERIES = NumberSeries()
CALL_PROFILES = CallProfiles()
DESK_PROFILES = DeskProfiles()
HOME_NUMBERS = HomeNumbers()
TICKETS = Tickets()


def register() -> None:
    """Tell the framework about the kinds."""
    registry.register(SERIES, CALL_PROFILES, DESK_PROFILES, HOME_NUMBERS, TICKETS)
    bundles.register("queue", SERIES.name, CALL_PROFILES.name, DESK_PROFILES.name, HOME_NUMBERS.name)
