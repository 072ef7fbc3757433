"""A referral tells the receiver what the citizen comes with, before they sit down; the sender sees it was read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from indgang.base.errors import Invalid, NotFound
from indgang.contact import services as contact
from indgang.contact.errors import HoldsCpr
from indgang.contact.models import Referral
from indgang.contact.queries import (
    referrals_of_tickets,
    referrals_sent_by,
    referrals_to_site,
    referrals_to_units,
)
from indgang.contact.view import ContactView
from indgang.core.day import danish_date
from indgang.organisation.models import Lifeline, Person
from indgang.organisation.queries import actor_of_person
from tests.cast import Cast
from tests.contact.conftest import Time


def refer(cast: Cast, **fields: object) -> ContactView:
    maja = cast.actor("maja")
    view = contact.begin(actor=maja, site=cast.magion, desk=cast.kvik1, channel="walk_in")
    contact.save_draft(
        actor=maja,
        contact_id=view.id,
        position=1,
        task_code="pas-voksen",
        outcome="referred",
        **fields,  # type: ignore[arg-type]
    )
    return contact.finish(actor=maja, contact_id=view.id)


def row(view: ContactView) -> Referral:
    return Referral.objects.get(inquiry=view.inquiries[0].id)


def test_the_next_desk_reads_it_with_the_number(cast: Cast, time: Time) -> None:
    view = refer(
        cast, to_desk="service-1", referral_reason="expert", told="Det tager ti minutter.", steps_done=[2, 1, 2],
        referral_note="Mangler foto.",
    )  # fmt: skip
    assert view.ticket_id is not None
    card = referrals_of_tickets([view.ticket_id])[view.ticket_id]
    assert (card.for_desk, bool(card.reason), card.done, card.state) == ("SERVICE 1", True, (1, 2), "sent")
    assert (card.told, card.note, card.from_desk) == ("Det tager ti minutter.", "Mangler foto.", "KVIK 1")
    contact.see_referral(actor=cast.actor("signe"), referral_id=card.id)
    contact.see_referral(actor=cast.actor("bo"), referral_id=card.id)
    assert row(view).seen_by_id == cast.signe.pk
    contact.use_referral(actor=cast.actor("signe"), referral_id=card.id)
    assert [one.state for one in referrals_sent_by(cast.maja.pk, danish_date(time.now))] == ["used"]


def test_another_place_finds_it_by_its_code_and_only_that_place(cast: Cast, time: Time) -> None:
    view = refer(cast, to_site="raadhus")
    referral = view.inquiries[0].referral
    assert referral is not None
    assert [one.code for one in referrals_to_site(cast.town_hall.pk)] == [referral.code]
    karen = cast.actor("karen")
    found = contact.claim_referral(
        actor=karen, site=cast.town_hall, code=referral.code.lower().replace("-", " ")
    )
    assert found == row(view).pk
    with pytest.raises(Invalid):
        contact.claim_referral(actor=cast.actor("maja"), site=cast.magion, code=referral.code)
    with pytest.raises(Invalid):
        contact.claim_referral(actor=karen, site=cast.town_hall, code="")
    with pytest.raises(NotFound):
        contact.see_referral(actor=cast.actor("bo"), referral_id=found)
    contact.use_referral(actor=karen, referral_id=found)
    assert referrals_to_site(cast.town_hall.pk) == []
    assert row(view).seen_at is not None


def test_a_unit_reads_it_and_nobody_else(cast: Cast, time: Time) -> None:
    view = refer(cast, lifeline="folkeregister")
    unit, jens = Lifeline.objects.get(code="folkeregister"), Person.objects.get(username="folkeregister")
    assert [one.id for one in referrals_to_units([unit.pk])] == [row(view).pk]
    with pytest.raises(NotFound):
        contact.use_referral(actor=cast.actor("bo"), referral_id=row(view).pk)
    contact.use_referral(actor=actor_of_person(jens.pk), referral_id=row(view).pk)
    assert referrals_to_units([unit.pk]) == []


def test_no_cpr_number_and_no_unknown_reason_goes_along(cast: Cast, time: Time) -> None:
    for field in ("told", "referral_note"):
        with pytest.raises(HoldsCpr):
            refer(cast, to_site="raadhus", **{field: "Hun er 010190-1234"})
        contact.leave(actor=cast.actor("maja"))
    for wrong in ({"referral_reason": "fordi"}, {"steps_done": [0]}, {"to_desk": "raadhus-1"}):
        with pytest.raises(Invalid):
            refer(cast, **wrong)


def test_the_database_knows_what_a_referral_is(cast: Cast, time: Time) -> None:
    found = row(refer(cast, to_site="raadhus"))
    for wrong in ({"code": None}, {"reason": "fordi"}, {"used_at": time.now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.filter(pk=found.pk).update(**wrong)


@pytest.mark.parallel
@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_up_at_once_leave_one_reader(transactional_db: None) -> None:
    from tests.cast import build

    cast = build(tasks=("pas-voksen",))
    view = refer(cast, to_site="raadhus")
    number = row(view).pk

    def at_once(job: Callable[[], object]) -> object:
        try:
            return job()
        finally:
            connection.close()

    readers = [cast.actor("karen"), cast.actor("admin")] * 3
    jobs = [
        (lambda actor=actor: contact.use_referral(actor=actor, referral_id=number))
        for actor in readers
        if actor.name == "Karen Vang"
    ] + [
        lambda: contact.try_lifeline(
            actor=cast.actor("maja"), site=cast.magion, lifeline="bibliotek", key="k"
        )
    ] * 4
    with ThreadPoolExecutor(len(jobs)) as pool:
        done = list(pool.map(at_once, jobs))
    assert len({one.id for one in done if one is not None}) == 1  # type: ignore[attr-defined]
    assert row(view).seen_by_id == cast.karen.pk
