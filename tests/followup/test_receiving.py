"""What a unit does with a matter, and who may."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.sealing import unseal
from indgang.followup.access import received, standing
from indgang.followup.errors import AlreadyTaken, FollowUpNotFound, HoldsCpr, MovedOn, NotYourStep
from indgang.followup.models import Alarm, FollowUp, FollowUpState, Party
from indgang.followup.parties import same_person
from indgang.followup.services import (
    accept,
    close,
    pass_on,
    put_back,
    return_to_desk,
    withdraw,
    withdraw_as_citizen,
)
from indgang.organisation.models import Lifeline, Person, RoleGrant
from indgang.organisation.services import set_presence
from tests.cast import Cast

Who = Callable[[str], Actor]
Waiting = Callable[[], FollowUp]


def test_the_first_of_the_team_who_accepts_owns_it(waiting: Waiting, who: Who) -> None:
    row = waiting()
    accept(actor=who("ida"), code=row.code)
    with pytest.raises(AlreadyTaken) as refused:
        accept(actor=who("ole"), code=row.code)
    assert "Ida Ny" in str(refused.value)
    again = accept(actor=who("ida"), code=row.code)
    assert again.state == FollowUpState.ACCEPTED
    assert again.events.count() == 1


def test_what_a_unit_receives_does_not_exist_for_others(waiting: Waiting, who: Who, cast: Cast) -> None:
    row = waiting()
    for stranger in ("bo", "karen", "leif", "admin"):
        assert not standing(who(stranger), row).may_see
        with pytest.raises((FollowUpNotFound, NotAllowed)):
            accept(actor=who(stranger), code=row.code)
    assert standing(who("maja"), row).is_sender
    with pytest.raises(NotYourStep):
        accept(actor=who("maja"), code=row.code)


def test_a_returned_matter_says_why_and_has_no_owner(waiting: Waiting, who: Who) -> None:
    row = waiting()
    accept(actor=who("ida"), code=row.code)
    with pytest.raises(Invalid):
        return_to_desk(actor=who("ida"), code=row.code, reason="nothing")
    with pytest.raises(AlreadyTaken):
        return_to_desk(actor=who("ole"), code=row.code, reason="missing_papers")
    with pytest.raises(HoldsCpr):
        return_to_desk(actor=who("ida"), code=row.code, reason="other", note="010190-1234 mangler")
    back = return_to_desk(actor=who("ida"), code=row.code, reason="missing_papers", note="Lejekontrakten.")
    assert (back.state, back.owner, back.return_reason) == ("returned", None, "missing_papers")
    event = back.events.latest("pk")
    assert event.note != "Lejekontrakten."
    assert unseal(event.note) == "Lejekontrakten."


def test_what_is_passed_on_waits_for_the_other_unit(waiting: Waiting, who: Who) -> None:
    row = waiting()
    other = Lifeline.objects.get(code="folkeregister")
    with pytest.raises(Invalid):
        pass_on(actor=who("ida"), code=row.code, lifeline_id=row.lifeline_id or 0)
    moved = pass_on(actor=who("ida"), code=row.code, lifeline_id=other.pk, note="Hører til hos jer.")
    assert (moved.state, moved.lifeline_id) == ("waiting", other.pk)
    assert moved.due_at == row.due_at
    with pytest.raises(FollowUpNotFound):
        accept(actor=who("ole"), code=row.code)


def test_only_its_owner_closes_it(waiting: Waiting, who: Who) -> None:
    row = waiting()
    with pytest.raises(NotYourStep):
        close(actor=who("ida"), code=row.code, result="done")
    accept(actor=who("ida"), code=row.code)
    with pytest.raises(NotYourStep):
        close(actor=who("ole"), code=row.code, result="done")
    with pytest.raises(Invalid):
        close(actor=who("ida"), code=row.code, result="decided")
    closed = close(actor=who("ida"), code=row.code, result="done", answer="Sagen er oprettet.")
    assert closed.erase_on is not None
    with pytest.raises(MovedOn):
        put_back(actor=who("ida"), code=row.code)


def test_what_is_put_back_can_be_taken_by_another(waiting: Waiting, who: Who) -> None:
    row = waiting()
    accept(actor=who("ida"), code=row.code)
    put_back(actor=who("ida"), code=row.code)
    assert accept(actor=who("ole"), code=row.code).owner_id == who("ole").person_id


def test_desk_and_citizen_can_take_it_back(waiting: Waiting, who: Who) -> None:
    row = waiting()
    with pytest.raises((FollowUpNotFound, NotYourStep)):
        withdraw(actor=who("bo"), code=row.code)
    assert withdraw(actor=who("maja"), code=row.code).state == FollowUpState.WITHDRAWN
    assert withdraw_as_citizen(code=row.code).state == FollowUpState.WITHDRAWN
    with pytest.raises(MovedOn):
        accept(actor=who("ida"), code=row.code)


def test_a_person_is_sealed_and_found_again(waiting: Waiting) -> None:
    row = waiting()
    party = Party.objects.get(follow_up=row)
    assert "Bente" not in f"{party.name}{party.phone}{party.email}{party.prints}"
    assert [found.pk for found in same_person(phone="+45 20123456")] == [row.pk]
    assert [found.pk for found in same_person(name="bente  prøve")] == [row.pk]
    assert same_person(phone="20 00 00 00") == []


def test_history_stays_as_it_was(waiting: Waiting, who: Who) -> None:
    row = waiting()
    accept(actor=who("ida"), code=row.code)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE followup_followupevent SET kind = 'closed'")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE followup_followupevent SET note = ''")


def test_lists_show_what_may_be_seen_also_to_who_stands_in(
    waiting: Waiting, who: Who, cast: Cast, unit: Lifeline
) -> None:
    """While all of the unit are away its deputy receives; once the alarm has reached the deputy, it may look."""
    jens = Person.objects.get(username="folkeregister")
    RoleGrant.objects.create(person=jens, role="specialist", site=cast.town_hall)
    Lifeline.objects.filter(pk=unit.pk).update(deputy=Lifeline.objects.get(code="folkeregister"))
    row = waiting()
    names = ("boligstoette", "ida", "ole", "folkeregister", "karen", "maja")

    def seen_by() -> list[str]:
        fresh = FollowUp.objects.get(pk=row.pk)
        listed = [
            name for name in names if FollowUp.objects.filter(received(who(name).person_id or 0)).exists()
        ]
        assert listed == [name for name in names if standing(who(name), fresh).is_receiver]
        return listed

    team = ["boligstoette", "ida", "ole"]
    assert seen_by() == team
    FollowUp.objects.update(alarm=Alarm.DEPUTY)
    assert seen_by() == [*team, "folkeregister"]
    FollowUp.objects.update(alarm=Alarm.QUIET)
    for person in Person.objects.filter(username__in=team):
        set_presence(actor=SYSTEM, state="away", minutes=60, person_id=person.pk)
    assert seen_by() == [*team, "folkeregister"]
    accept(actor=who("folkeregister"), code=row.code)
    close(actor=who("folkeregister"), code=row.code, result="done", answer="Klaret")
    assert seen_by() == [*team, "folkeregister"]
