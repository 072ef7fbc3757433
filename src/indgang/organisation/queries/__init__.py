"""Reading the organisation."""

from indgang.organisation.queries.actors import (
    actor_of_device,
    actor_of_person,
    actor_of_token,
    token_digest,
)
from indgang.organisation.queries.hours import (
    TO_CORE,
    OpeningState,
    danish_holidays,
    hours_by_site,
    hours_of,
    hours_today,
    is_open_at_all,
    kind_of,
    kinds_of,
    opening_state,
    staffed_intervals,
    staffing,
    states_now,
)
from indgang.organisation.queries.lifeline_names import LifelineName, lifeline_marks, lifeline_names
from indgang.organisation.queries.lifelines import LifelineCard, lifeline_card, lifeline_cards
from indgang.organisation.queries.listing import TokenLine, any_desk, any_person, any_site, tokens_in_use
from indgang.organisation.queries.places import (
    active_sites,
    desks_of,
    find_desk,
    find_person,
    find_site,
    home_site_of,
    municipality_of,
)
from indgang.organisation.queries.problems import Problem, config_problems, hours_problems
from indgang.organisation.queries.staff import StaffMember, staff

__all__ = [
    "TO_CORE",
    "LifelineCard",
    "LifelineName",
    "OpeningState",
    "Problem",
    "StaffMember",
    "TokenLine",
    "active_sites",
    "actor_of_device",
    "actor_of_person",
    "actor_of_token",
    "any_desk",
    "any_person",
    "any_site",
    "config_problems",
    "danish_holidays",
    "desks_of",
    "find_desk",
    "find_person",
    "find_site",
    "home_site_of",
    "hours_by_site",
    "hours_of",
    "hours_problems",
    "hours_today",
    "is_open_at_all",
    "kind_of",
    "kinds_of",
    "lifeline_card",
    "lifeline_cards",
    "lifeline_marks",
    "lifeline_names",
    "municipality_of",
    "opening_state",
    "staff",
    "staffed_intervals",
    "staffing",
    "states_now",
    "token_digest",
    "tokens_in_use",
]
