"""The tables of the organisation."""

from indgang.organisation.models.hours import ClosedPeriod, ClosedPeriodText, HoursKind, OpeningHours
from indgang.organisation.models.lifelines import Lifeline, LifelineHours, LifelineText
from indgang.organisation.models.people import (
    AccessToken,
    Background,
    Competence,
    Delegation,
    Person,
    RoleGrant,
    ScopeKind,
    Team,
)
from indgang.organisation.models.places import Desk, DeskKind, Municipality, Site, SiteKind
from indgang.organisation.models.presence import Presence, PresenceEvent, RotaTurn

__all__ = [
    "AccessToken",
    "Background",
    "ClosedPeriod",
    "ClosedPeriodText",
    "Competence",
    "Delegation",
    "Desk",
    "DeskKind",
    "HoursKind",
    "Lifeline",
    "LifelineHours",
    "LifelineText",
    "Municipality",
    "OpeningHours",
    "Person",
    "Presence",
    "PresenceEvent",
    "RoleGrant",
    "RotaTurn",
    "ScopeKind",
    "Site",
    "SiteKind",
    "Team",
]
