import pytest

from indgang.base.errors import Invalid
from indgang.catalogue.models import Offer
from indgang.contact import queries, services
from indgang.contact.errors import BeyondReach, DraftChanged, HoldsCpr
from indgang.contact.models import Contact, Inquiry, Referral
from indgang.core.reach import Reach
from indgang.organisation.models import Competence, Delegation
from indgang.queue import services as queue
from indgang.queue.models import Ticket
from tests.contact.test_lifecycle import called, walk_in, with_ticket


@pytest.fixture
def maja(time, cast):
    return cast.actor("maja")


@pytest.fixture
def bo(time, cast):
    return cast.actor("bo")


@pytest.fixture
def signe(time, cast):
    return cast.actor("signe")


def about(cast, actor, code):
    contact = walk_in(cast, actor)
    services.set_task(actor=actor, contact_id=contact.id, position=1, task_code=code)
    return contact.id


def finish(actor, contact_id, **fields):
    return services.finish(actor=actor, contact_id=contact_id, outcomes={1: fields})


class TestReach:
    def test_solved_goes_as_far_as_is_allowed(self, cast, maja, bo):
        ladder = {}
        for actor in (maja, bo):
            view = finish(actor, about(cast, actor, "pas-voksen"), outcome="solved")
            ladder[actor.name] = (view.inquiries[0].reach, view.inquiries[0].allowed_reach)
        assert ladder == {
            "Maja Holm": (Reach.PREPARE, Reach.PREPARE),
            "Bo Lind": (Reach.GUIDE, Reach.GUIDE),
        }

    def test_the_refusal_names_the_lifeline_and_the_referral_and_changes_nothing(self, cast, time, bo):
        contact_id = about(cast, bo, "pas-voksen")
        time.move(minutes=2)
        with pytest.raises(BeyondReach) as refusal:
            finish(bo, contact_id, outcome="handed_over", note="klar")
        error = refusal.value
        assert error.status == 403
        assert error.way_on["outcome"] == "referred"
        assert error.way_on["lifeline"] == {
            "code": "pas-koerekort",
            "title": "Pas og kørekort",
            "name": "Inger Dam",
            "phone": "79 72 70 11",
            "open_now": True,
        }
        assert (error.facts["needed"], error.facts["allowed"]) == ("receive", "guide")
        assert error.facts["limited_by"] == "competence"
        assert "79 72 70 11" in str(error)
        view = queries.contact_view(contact_id)
        assert (view.state, view.inquiries[0].outcome, view.inquiries[0].note) == ("active", "", "")
        time.move(minutes=1)
        done = finish(bo, contact_id, outcome="referred")
        assert done.active_seconds == 180

    def test_an_explicit_reach_beyond_the_allowed_one_is_refused(self, cast, bo):
        contact_id = about(cast, bo, "pas-voksen")
        with pytest.raises(BeyondReach):
            finish(bo, contact_id, outcome="solved", reach="prepare")
        assert finish(bo, contact_id, outcome="solved", reach="inform").inquiries[0].reach == Reach.INFORM

    def test_nobody_without_competence_solves_but_everyone_may_refer_book_or_fail(self, cast, bo):
        Competence.objects.filter(person=cast.bo).delete()
        for outcome in ("solved", "co_service", "handed_over"):
            with pytest.raises(BeyondReach):
                finish(bo, about(cast, bo, "pas-voksen"), outcome=outcome)
        for fields in (
            {"outcome": "referred"},
            {"outcome": "booked"},
            {"outcome": "not_solved", "reason": "other"},
        ):
            assert finish(bo, about(cast, bo, "pas-voksen"), **fields).state == "finished"

    def test_deciding_names_its_delegation(self, cast, signe):
        view = services.begin(actor=signe, site=cast.magion, channel="phone")
        Offer.objects.filter(task__code="pas-voksen", site_kind="library").update(reach=Reach.DECIDE)
        services.set_task(actor=signe, contact_id=view.id, position=1, task_code="pas-voksen")
        finish(signe, view.id, outcome="solved")
        row = Inquiry.objects.get(contact=view.id)
        assert (row.reach, row.delegation.person_id) == (Reach.DECIDE, cast.signe.pk)

    def test_without_a_delegation_a_decision_is_refused_and_preparing_is_not(self, cast, signe):
        Offer.objects.filter(task__code="pas-voksen", site_kind="library").update(reach=Reach.DECIDE)
        Delegation.objects.filter(person=cast.signe).delete()
        contact_id = about(cast, signe, "pas-voksen")
        with pytest.raises(BeyondReach) as refusal:
            finish(signe, contact_id, outcome="solved", reach="decide")
        assert refusal.value.facts["limited_by"] == "delegation"
        assert finish(signe, contact_id, outcome="solved").inquiries[0].reach == Reach.PREPARE

    def test_an_outcome_that_contradicts_its_reach_is_invalid(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        with pytest.raises(Invalid):
            finish(maja, contact_id, outcome="handed_over", reach="inform")
        with pytest.raises(Invalid):
            finish(maja, contact_id, outcome="solved", reach="fly")

    def test_reach_is_judged_when_it_is_registered_not_when_the_task_was_chosen(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        Competence.objects.filter(person=cast.maja).update(lapses_on="2026-11-23")
        with pytest.raises(BeyondReach):
            finish(maja, contact_id, outcome="solved")

    def test_a_task_retired_during_the_contact_can_still_be_finished(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        row = Inquiry.objects.get(contact=contact_id)
        row.task.is_active = False
        row.task.save()
        assert finish(maja, contact_id, outcome="solved").inquiries[0].reach == Reach.PREPARE


class TestCompleteness:
    def test_every_matter_needs_an_outcome_and_the_answer_says_which(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        services.add_inquiry(actor=maja, contact_id=contact_id, task_code="mitid-nyt")
        with pytest.raises(Invalid) as error:
            finish(maja, contact_id, outcome="solved")
        assert (error.value.field, error.value.facts["position"]) == ("outcome", 2)

    def test_one_outcome_for_all_that_have_none(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        services.add_inquiry(actor=maja, contact_id=contact_id, task_code="mitid-nyt")
        services.save_draft(
            actor=maja, contact_id=contact_id, position=1, outcome="not_solved", reason="missing_id"
        )
        view = services.finish(actor=maja, contact_id=contact_id, outcome="co_service")
        assert [row.outcome for row in view.inquiries] == ["not_solved", "co_service"]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"outcome": "solved"}, "task_code"),
            ({"outcome": "not_solved"}, "reason"),
            ({"outcome": "referred"}, "lifeline"),
            ({"outcome": "sung"}, "outcome"),
            ({"outcome": "referred", "lifeline": "findes-ikke"}, "lifeline"),
            ({"outcome": "referred", "letter": "Q"}, "letter"),
            ({"outcome": "referred", "to_site": "maanen"}, "to_site"),
            ({"outcome": "referred", "letter": "S", "to_site": "raadhus"}, "to_site"),
            ({"outcome": "not_solved", "reason": "ked af det"}, "reason"),
            ({"outcome": "not_solved", "reason": "other", "note": "x" * 1001}, "note"),
            ({"outcome": "not_solved", "reason": "other", "colour": "red"}, "colour"),
        ],
    )
    def test_what_is_missing_or_wrong_is_named(self, cast, maja, fields, field):
        contact_id = walk_in(cast, maja).id
        with pytest.raises(Invalid) as error:
            finish(maja, contact_id, **fields)
        assert error.value.field == field
        assert queries.contact_view(contact_id).state == "active"

    def test_a_citizen_who_left_needs_no_task(self, cast, maja):
        assert (
            finish(maja, walk_in(cast, maja).id, outcome="not_solved", reason="citizen_left").state
            == "finished"
        )

    def test_finishing_twice_counts_once(self, cast, time, maja):
        contact_id = about(cast, maja, "pas-voksen")
        time.move(minutes=2)
        first = finish(maja, contact_id, outcome="solved")
        time.move(minutes=2)
        second = finish(maja, contact_id, outcome="not_solved", reason="other")
        assert (second.active_seconds, second.finished_at) == (120, first.finished_at)
        assert second.inquiries[0].outcome == "solved"
        assert Contact.objects.get().events.filter(kind="finished").count() == 1


class TestReferral:
    def test_it_goes_to_the_lifeline_of_the_task_when_nothing_else_is_said(self, cast, bo):
        view = finish(bo, about(cast, bo, "boligstoette"), outcome="referred", referral_note="ring efter 13")
        row = Referral.objects.get(inquiry__contact=view.id)
        assert (row.lifeline.code, row.kind, row.note) == ("boligstoette", "referral", "ring efter 13")
        assert row.at is not None

    def test_a_number_referred_to_service_keeps_its_number_and_arrival(self, cast, time, maja):
        ticket = called(cast, maja, cast.kvik1)
        contact = with_ticket(cast, maja, cast.kvik1, ticket)
        time.move(minutes=2)
        finish(maja, contact.id, outcome="referred", letter="S")
        ticket.refresh_from_db()
        assert (ticket.state, ticket.lane_id, ticket.series_id) == ("waiting", cast.s.pk, cast.k.pk)
        signe = cast.actor("signe")
        queue.open_desk(actor=signe, desk=cast.service1)
        assert queue.call_next(actor=signe, desk=cast.service1).ticket.pk == ticket.pk
        second = with_ticket(cast, signe, cast.service1, ticket)
        assert second.id != contact.id
        assert finish(signe, second.id, outcome="solved").state == "finished"

    def test_kvik_draws_a_number_for_a_walk_in_that_is_referred_to_service(self, cast, time, maja):
        contact_id = about(cast, maja, "boligstoette")
        started = time.now
        time.move(minutes=3)
        view = finish(maja, contact_id, outcome="referred", letter="S")
        ticket = Ticket.objects.get(pk=view.ticket_id)
        assert (ticket.label, ticket.state, ticket.arrived_at) == ("S01", "waiting", started)
        assert ticket.task.code == "boligstoette"

    def test_a_handover_is_marked_as_one(self, cast, maja):
        view = finish(maja, about(cast, maja, "pas-voksen"), outcome="handed_over")
        assert (view.inquiries[0].referral.kind, view.inquiries[0].reach) == ("handover", Reach.PREPARE)

    def test_elsewhere_is_a_place_too(self, cast, maja):
        view = finish(maja, walk_in(cast, maja).id, outcome="referred", elsewhere="Udbetaling Danmark")
        assert view.inquiries[0].referral.elsewhere == "Udbetaling Danmark"

    def test_a_referral_that_came_to_nothing_leaves_nothing(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        services.save_draft(
            actor=maja, contact_id=contact_id, position=1, outcome="referred", referral_note="til Inger"
        )
        finish(maja, contact_id, outcome="solved")
        assert not Referral.objects.exists()

    def test_a_place_that_is_named_replaces_the_one_before(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        for fields in ({"letter": "S"}, {"to_site": "raadhus"}, {"elsewhere": "Politiet"}):
            view = services.save_draft(
                actor=maja, contact_id=contact_id, position=1, outcome="referred", **fields
            )
        referral = view.inquiries[0].referral
        assert (referral.lane_id, referral.to_site_id, referral.elsewhere) == (None, None, "Politiet")
        view = services.save_draft(actor=maja, contact_id=contact_id, position=1, elsewhere="")
        assert view.inquiries[0].referral.elsewhere == ""


class TestDraft:
    @pytest.mark.parametrize("field", ["note", "referral_note", "elsewhere"])
    def test_a_cpr_number_is_refused_with_its_place_and_nothing_is_lost(self, cast, maja, field):
        contact_id = about(cast, maja, "pas-voksen")
        services.save_draft(actor=maja, contact_id=contact_id, position=1, note="mangler foto")
        with pytest.raises(HoldsCpr) as error:
            services.save_draft(
                actor=maja, contact_id=contact_id, position=1, **{field: "mor er 010190-1234 her"}
            )
        assert error.value.field == field
        assert error.value.facts["spans"] == [[7, 18]]
        assert "010190" not in str(error.value)
        assert queries.contact_view(contact_id).inquiries[0].note == "mangler foto"
        with pytest.raises(HoldsCpr):
            finish(maja, contact_id, outcome="solved", note="0101901234")
        assert queries.contact_view(contact_id).state == "active"

    def test_what_another_window_saved_is_not_overwritten(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        version = queries.contact_view(contact_id).inquiries[0].version
        services.save_draft(
            actor=maja, contact_id=contact_id, position=1, version=version, note="fra første vindue"
        )
        with pytest.raises(DraftChanged) as error:
            services.save_draft(
                actor=maja, contact_id=contact_id, position=1, version=version, note="fra andet"
            )
        assert error.value.facts["saved"]["note"] == "fra første vindue"
        again = services.save_draft(
            actor=maja, contact_id=contact_id, position=1, version=version, note="fra første vindue"
        )
        assert again.inquiries[0].version == version + 1

    def test_the_reason_goes_with_the_outcome_it_belongs_to(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        services.save_draft(
            actor=maja, contact_id=contact_id, position=1, outcome="not_solved", reason="missing_id"
        )
        view = services.save_draft(actor=maja, contact_id=contact_id, position=1, outcome="co_service")
        assert view.inquiries[0].reason == ""

    def test_taking_the_task_back_takes_its_play_and_reach_back(self, cast, maja):
        contact_id = about(cast, maja, "pas-voksen")
        view = services.set_task(actor=maja, contact_id=contact_id, position=1, task_code=None)
        row = view.inquiries[0]
        assert (row.task_code, row.play_id, row.allowed_reach) == (None, None, None)
