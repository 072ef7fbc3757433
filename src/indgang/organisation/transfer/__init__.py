"""The organisation's kinds: what of it can be imported and exported, and by which rules it is right.

The commands in `indgang.organisation.services` put single rows through the same columns, checks and writes.
"""

from indgang.base.transfer import bundles, registry
from indgang.organisation.transfer.hours import ClosedDays, Hours
from indgang.organisation.transfer.lifelines import Lifelines
from indgang.organisation.transfer.people import People, Teams
from indgang.organisation.transfer.places import Desks, Municipalities, Sites
from indgang.organisation.transfer.reaches import Competences, Delegations

MUNICIPALITY = Municipalities()
SITES = Sites()
DESKS = Desks()
HOURS = Hours()
CLOSED_DAYS = ClosedDays()
TEAMS = Teams()
PEOPLE = People()
COMPETENCES = Competences()
DELEGATIONS = Delegations()
LIFELINES = Lifelines()

ALL = (
    MUNICIPALITY,
    SITES,
    DESKS,
    HOURS,
    CLOSED_DAYS,
    TEAMS,
    PEOPLE,
    COMPETENCES,
    DELEGATIONS,
    LIFELINES,
)


def register() -> None:
    """Tell the framework about the kinds."""
    registry.register(*ALL)
    bundles.register("organisation", *(kind.name for kind in ALL))
