"""Who may see a follow-up and act on it: one answer for pages, files, lists and the API.

The sender's side is who sent it, and whoever sits now at the desk that did. The receiver's side is its owner and the
people of the unit; until it is closed also those who stand in for the unit, and once the alarm has reached the
deputy, the deputy's people. Nobody else, not even a manager, sees whom it is about.
"""

from dataclasses import dataclass

from django.db.models import Q

from indgang.base.access import Actor, may
from indgang.contact.lookup import open_desk_of
from indgang.followup import units
from indgang.followup.errors import FollowUpNotFound
from indgang.followup.models import Alarm, FollowUp, FollowUpState


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a follow-up."""

    is_sender: bool
    is_receiver: bool
    is_owner: bool

    @property
    def may_see(self) -> bool:
        """Whether the matter, and whom it is about, may be shown."""
        return self.is_sender or self.is_receiver or self.is_owner


def standing(actor: Actor, row: FollowUp) -> Standing:
    """What the actor is to the follow-up now."""
    person = actor.person_id
    if person is None:
        return Standing(is_sender=False, is_receiver=False, is_owner=False)
    is_owner = row.owner_id == person and may(actor, "followup.receive")
    return Standing(
        is_sender=_is_sender(actor, person, row),
        is_receiver=is_owner or _is_receiver(actor, person, row),
        is_owner=is_owner,
    )


def received(person_id: int) -> Q:
    """The follow-ups that somebody has or receives, as `standing` tells it of one: for lists."""
    own = units.own_units(person_id)
    standing_in = Q(lifeline__in=units.units_of(person_id))
    standing_in |= Q(lifeline__in=units.backed_by(own), alarm__gte=Alarm.DEPUTY)
    by_unit = Q(lifeline__in=own) | standing_in & ~Q(state=FollowUpState.CLOSED)
    return Q(owner=person_id) | by_unit & ~Q(state=FollowUpState.DRAFT)


def require_sight(actor: Actor, row: FollowUp) -> Standing:
    """The actor's standing. Raises FollowUpNotFound for those to whom it does not exist."""
    found = standing(actor, row)
    if not found.may_see:
        raise FollowUpNotFound(facts={"code": row.code})
    return found


def _is_sender(actor: Actor, person: int, row: FollowUp) -> bool:
    if not may(actor, "followup.send", row.site_id):
        return False
    if row.sender_id == person:
        return True
    return (
        row.state != FollowUpState.DRAFT and row.desk_id is not None and open_desk_of(person) == row.desk_id
    )


def _is_receiver(actor: Actor, person: int, row: FollowUp) -> bool:
    if row.lifeline_id is None or row.state == FollowUpState.DRAFT or not may(actor, "followup.receive"):
        return False
    if row.state == FollowUpState.CLOSED:
        return row.lifeline_id in units.own_units(person)
    if row.lifeline_id in units.units_of(person):
        return True
    if row.alarm < Alarm.DEPUTY:
        return False
    return bool(set(units.deputies_of(row.lifeline_id)) & units.own_units(person))
