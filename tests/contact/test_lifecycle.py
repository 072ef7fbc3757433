import pytest

from indgang.base.access import Actor
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.contact import queries, services
from indgang.contact.errors import ContactBusy, ContactClosed, NotYours
from indgang.contact.models import Contact, Segment
from indgang.queue import services as queue


def walk_in(cast, actor, **more):
    return services.begin(actor=actor, site=cast.magion, desk=cast.kvik1, channel="walk_in", **more)


def called(cast, actor, desk, task_code="pas-voksen"):
    queue.open_desk(actor=actor, desk=desk)
    ticket = queue.take_ticket(actor=actor, site=cast.magion, letter="K", task_code=task_code, channel="desk")
    call = queue.call_next(actor=actor, desk=desk)
    assert call is not None
    assert call.ticket.pk == ticket.pk
    return ticket


def with_ticket(cast, actor, desk, ticket):
    return services.begin(actor=actor, site=cast.magion, desk=desk, channel="desk", ticket_id=ticket.pk)


@pytest.fixture
def maja(time, cast):
    return cast.actor("maja")


@pytest.fixture
def bo(time, cast):
    return cast.actor("bo")


def test_one_click_registers_a_walk_in_and_its_time(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(minutes=3)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    time.move(minutes=1)

    done = services.finish(actor=maja, contact_id=contact.id, outcome="solved")

    assert (done.state, done.active_seconds, done.inquiries[0].outcome) == ("finished", 240, "solved")
    row = Contact.objects.get(pk=contact.id)
    assert (row.active_seconds, row.officer_background, str(row.day)) == (
        240,
        "citizen_service",
        "2026-11-23",
    )
    assert row.inquiries.get().play_id is not None


def test_a_called_number_brings_its_errand_and_is_finished_with_the_contact(cast, time, maja):
    ticket = called(cast, maja, cast.kvik1)
    contact = with_ticket(cast, maja, cast.kvik1, ticket)
    assert contact.inquiries[0].task_code == "pas-voksen"
    queue.start(actor=maja, ticket_id=ticket.pk)
    time.move(minutes=5)
    services.finish(actor=maja, contact_id=contact.id, outcome="solved", finish_ticket=True)
    ticket.refresh_from_db()
    assert ticket.state == "finished"


def test_beginning_twice_for_a_number_is_beginning_once(cast, maja):
    ticket = called(cast, maja, cast.kvik1)
    first = with_ticket(cast, maja, cast.kvik1, ticket)
    assert with_ticket(cast, maja, cast.kvik1, ticket).id == first.id
    services.park(actor=maja, contact_id=first.id)
    again = with_ticket(cast, maja, cast.kvik1, ticket)
    assert (again.id, again.state) == (first.id, "active")


def test_a_second_press_within_two_seconds_is_the_same_walk_in(cast, time, maja):
    first = walk_in(cast, maja)
    time.move(seconds=1)
    assert walk_in(cast, maja).id == first.id
    time.move(seconds=30)
    second = walk_in(cast, maja)
    assert second.id != first.id
    assert queries.contact_view(first.id).state == "parked"


def test_a_key_makes_a_repeated_start_harmless_also_after_the_end(cast, time, maja):
    first = walk_in(cast, maja, key="form-1")
    time.move(minutes=5)
    assert walk_in(cast, maja, key="form-1").id == first.id
    services.set_task(actor=maja, contact_id=first.id, position=1, task_code="pas-voksen")
    services.finish(actor=maja, contact_id=first.id, outcome="solved")
    assert walk_in(cast, maja, key="form-1").state == "finished"
    assert Contact.objects.count() == 1


def test_beginning_parks_what_is_active_and_several_are_parked_at_once(cast, time, maja):
    ids = []
    for minutes in (2, 3, 4):
        ids.append(walk_in(cast, maja).id)
        time.move(minutes=minutes)
    services.park(actor=maja, contact_id=ids[2])
    assert [view.state for view in queries.open_contacts_of(maja.id)] == ["parked"] * 3
    time.move(minutes=30)
    services.unpark(actor=maja, contact_id=ids[0])
    time.move(minutes=1)
    services.resume(actor=maja, contact_id=ids[1])
    views = {view.id: view for view in queries.open_contacts_of(maja.id)}
    assert [views[i].active_seconds for i in ids] == [180, 180, 240]
    assert [views[i].state for i in ids] == ["parked", "active", "parked"]


def test_the_draft_is_the_same_after_the_officer_logged_out(cast, time, maja):
    contact = walk_in(cast, maja)
    services.save_draft(
        actor=maja, contact_id=contact.id, position=1, note="Mangler foto", task_code="pas-voksen"
    )
    time.move(minutes=2)
    services.leave(actor=maja)
    time.move(hours=1)
    (view,) = queries.open_contacts_of(maja.id)
    assert (view.state, view.inquiries[0].note, view.inquiries[0].task_code, view.active_seconds) == (
        "parked",
        "Mangler foto",
        "pas-voksen",
        120,
    )


def test_pause_park_and_resume_twice_are_once(cast, time, maja):
    contact = walk_in(cast, maja)
    for _turn in range(2):
        time.move(minutes=1)
        assert services.pause(actor=maja, contact_id=contact.id).active_seconds == 60
    for _turn in range(2):
        services.park(actor=maja, contact_id=contact.id)
    for _turn in range(2):
        time.move(minutes=1)
        view = services.resume(actor=maja, contact_id=contact.id)
    assert view.active_seconds == 120
    assert Segment.objects.filter(contact=contact.id).count() == 2


def test_a_parked_contact_cannot_be_paused(cast, maja):
    contact = walk_in(cast, maja)
    services.park(actor=maja, contact_id=contact.id)
    with pytest.raises(ContactBusy):
        services.pause(actor=maja, contact_id=contact.id)


def test_time_goes_to_the_matter_in_work_and_sums_to_the_contact(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(seconds=70)
    services.add_inquiry(actor=maja, contact_id=contact.id, task_code="mitid-nyt")
    time.move(seconds=50)
    services.switch_inquiry(actor=maja, contact_id=contact.id, position=1)
    time.move(seconds=5)
    services.pause(actor=maja, contact_id=contact.id)
    services.switch_inquiry(actor=maja, contact_id=contact.id, position=2)
    time.move(seconds=500)
    services.resume(actor=maja, contact_id=contact.id)
    time.move(seconds=10)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    view = services.finish(actor=maja, contact_id=contact.id, outcome="solved")
    assert [row.active_seconds for row in view.inquiries] == [75, 60]
    row = Contact.objects.get(pk=contact.id)
    assert row.active_seconds == 135
    assert list(row.inquiries.order_by("position").values_list("active_seconds", flat=True)) == [75, 60]


def test_an_untouched_matter_is_used_before_another_is_added(cast, time, maja):
    contact = walk_in(cast, maja)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    services.add_inquiry(actor=maja, contact_id=contact.id)
    assert len(services.add_inquiry(actor=maja, contact_id=contact.id).inquiries) == 2


def test_the_time_of_a_removed_matter_stays_in_the_contact(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(minutes=1)
    services.add_inquiry(actor=maja, contact_id=contact.id)
    time.move(minutes=2)
    view = services.remove_inquiry(actor=maja, contact_id=contact.id, position=2)
    time.move(minutes=1)
    assert (len(view.inquiries), view.current) == (1, 1)
    assert queries.contact_view(contact.id).inquiries[0].active_seconds == 240
    with pytest.raises(ContactBusy):
        services.remove_inquiry(actor=maja, contact_id=contact.id, position=1)


def test_a_matter_added_after_a_removal_gets_a_place_of_its_own(cast, maja):
    contact = walk_in(cast, maja)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    services.add_inquiry(actor=maja, contact_id=contact.id, task_code="mitid-nyt")
    services.remove_inquiry(actor=maja, contact_id=contact.id, position=1)
    view = services.add_inquiry(actor=maja, contact_id=contact.id, task_code="pas-voksen")
    assert [row.position for row in view.inquiries] == [2, 3]


def test_discarded_contacts_keep_no_text_and_count_no_time(cast, time, maja):
    contact = walk_in(cast, maja)
    services.save_draft(
        actor=maja,
        contact_id=contact.id,
        position=1,
        note="fejltryk",
        outcome="referred",
        referral_note="også",
    )
    time.move(minutes=1)
    view = services.discard(actor=maja, contact_id=contact.id)
    assert (view.state, view.inquiries[0].note, view.inquiries[0].referral) == ("discarded", "", None)
    assert services.discard(actor=maja, contact_id=contact.id).state == "discarded"
    with pytest.raises(ContactClosed):
        services.finish(actor=maja, contact_id=contact.id, outcome="solved")


def test_a_slip_is_undone_on_the_same_day_only(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(minutes=4)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    services.finish(actor=maja, contact_id=contact.id, outcome="solved")
    time.move(minutes=10)
    view = services.reopen(actor=maja, contact_id=contact.id)
    assert (view.state, view.active_seconds, view.inquiries[0].outcome) == ("parked", 240, "solved")
    services.finish(
        actor=maja,
        contact_id=contact.id,
        outcomes={1: {"outcome": "not_solved", "reason": "missing_documents"}},
    )
    row = Contact.objects.get(pk=contact.id)
    assert (row.active_seconds, row.inquiries.get().reason) == (240, "missing_documents")
    time.move(days=1)
    with pytest.raises(ContactBusy):
        services.reopen(actor=maja, contact_id=contact.id)


def test_a_colleague_does_not_touch_my_contact(cast, maja, bo):
    contact = walk_in(cast, maja)
    for command in (services.pause, services.park, services.resume, services.discard, services.reopen):
        with pytest.raises(NotYours):
            command(actor=bo, contact_id=contact.id)
    with pytest.raises(NotYours):
        services.adopt(actor=bo, contact_id=contact.id)


def test_a_parked_contact_is_taken_over_with_its_draft_and_each_keeps_their_own_time(cast, time, maja, bo):
    contact = walk_in(cast, maja)
    services.save_draft(actor=maja, contact_id=contact.id, position=1, note="venter på foto")
    time.move(minutes=3)
    services.park(actor=maja, contact_id=contact.id)
    mine = services.begin(actor=bo, site=cast.magion, channel="phone")
    time.move(minutes=5)
    view = services.adopt(actor=bo, contact_id=contact.id)
    assert (view.officer_id, view.state, view.inquiries[0].note) == (bo.id, "active", "venter på foto")
    assert queries.contact_view(mine.id).state == "parked"
    time.move(minutes=1)
    services.pause(actor=bo, contact_id=contact.id)
    rows = Segment.objects.filter(contact=contact.id).order_by("period")
    assert [(row.officer_id, (row.period.upper - row.period.lower).total_seconds()) for row in rows] == [
        (maja.id, 180),
        (bo.id, 60),
    ]
    assert Contact.objects.get(pk=contact.id).officer_background == "library"


def test_taking_the_desk_takes_the_contact_of_its_number(cast, time, maja, bo):
    ticket = called(cast, maja, cast.kvik1)
    contact = with_ticket(cast, maja, cast.kvik1, ticket)
    time.move(minutes=12)
    queue.open_desk(actor=bo, desk=cast.kvik1, take_over=True)
    view = with_ticket(cast, bo, cast.kvik1, ticket)
    assert (view.id, view.officer_id, view.active_seconds) == (contact.id, bo.id, 720)
    with pytest.raises(NotYours):
        services.pause(actor=maja, contact_id=contact.id)


def test_a_number_at_another_desk_is_not_begun_here(cast, maja, bo):
    ticket = called(cast, maja, cast.kvik1)
    with pytest.raises(ContactBusy):
        with_ticket(cast, bo, cast.kvik2, ticket)


def test_what_does_not_exist_or_fit_is_refused(cast, maja):
    with pytest.raises(NotFound):
        services.begin(actor=maja, site=cast.magion, channel="desk", ticket_id=99)
    with pytest.raises(Invalid):
        services.begin(actor=maja, site=cast.magion, channel="pigeon")
    with pytest.raises(Invalid):
        services.begin(actor=maja, site=cast.magion, desk=cast.town_hall_desk, channel="phone")
    with pytest.raises(NotAllowed):
        services.begin(actor=maja, site=cast.town_hall, channel="phone")
    with pytest.raises(Invalid):
        services.begin(actor=maja, site=cast.magion, channel="phone", officer_id=cast.bo.pk)
    with pytest.raises(NotFound):
        services.pause(actor=maja, contact_id=99)
    contact = walk_in(cast, maja)
    with pytest.raises(NotFound):
        services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="findes-ikke")
    with pytest.raises(NotFound):
        services.switch_inquiry(actor=maja, contact_id=contact.id, position=9)


def test_a_system_acts_for_an_officer(cast, time):
    api = Actor(kind="api", id=7, name="signage", grants=frozenset({("api", cast.magion.pk)}))
    view = services.begin(actor=api, site=cast.magion, channel="phone", officer_id=cast.bo.pk)
    assert view.officer_id == cast.bo.pk
    assert services.pause(actor=api, contact_id=view.id).state == "paused"


def test_a_clock_that_was_set_back_stops_nobody(cast, time, maja):
    first = walk_in(cast, maja)
    time.move(minutes=10)
    services.park(actor=maja, contact_id=first.id)
    time.move(minutes=-5)
    second = services.begin(actor=maja, site=cast.magion, channel="phone")
    services.pause(actor=maja, contact_id=second.id)
    services.resume(actor=maja, contact_id=first.id)
    time.move(minutes=7)
    services.park(actor=maja, contact_id=first.id)
    assert queries.contact_view(first.id).active_seconds == 12 * 60
