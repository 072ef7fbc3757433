"""A case from the desk to the decision: what is kept, what is refused, and who may decide."""

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.services import (
    FieldTexts,
    FieldWish,
    draft_form,
    publish_form,
    save_field,
    set_site_offer,
)
from indgang.core.reach import Reach
from indgang.followup.errors import (
    BeyondPreparing,
    DraftChanged,
    FollowUpNotFound,
    FormFaults,
    NameHoldsCpr,
    NoDelegation,
    NotYourStep,
)
from indgang.followup.models import Attachment, CaseDelivery, Decision, FollowUp, Handover, Look, Party
from indgang.followup.opened import open_case, open_paper
from indgang.followup.parties import Person as Citizen
from indgang.followup.ports import Delivered, ports
from indgang.followup.queries import answers_for, desk_list, inbox, public_state, waiting_for
from indgang.followup.services import (
    DecisionWish,
    accept,
    add_note,
    add_paper,
    ask_citizen,
    close,
    decide,
    deliver_cases,
    escalate,
    mark_answer_seen,
    prepare,
    remove_paper,
    remove_rule,
    return_to_desk,
    save_case,
    save_rule,
    send,
    throw_away,
    try_again,
)
from indgang.messaging.models import Message
from indgang.organisation.models import Delegation, Person
from indgang.queue import services as queue

GOOD = DecisionWish(
    "granted", "Boligstøtteloven § 1 (eksempel)", "Klag inden fire uger (eksempel).", "Reglen er opfyldt."
)
BENTE = Citizen("Bente Prøve", "20 12 34 56", "bente@borger.example", tell_by="sms")


def picture(kind="JPEG", **more):
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(target, kind, **more)
    return target.getvalue()


@pytest.fixture
def form(cast):
    set_site_offer(actor=SYSTEM, code="boligstoette", site=cast.magion, reach=Reach.PREPARE)
    draft_form(actor=SYSTEM, task_code="boligstoette", is_example=True)
    for wish in (
        FieldWish("number", {"da": FieldTexts("Husleje")}, is_required=True),
        FieldWish("paper", {"da": FieldTexts("Lejekontrakt")}, is_required=True),
    ):
        save_field(actor=SYSTEM, task_code="boligstoette", wish=wish)
    return publish_form(actor=SYSTEM, task_code="boligstoette")


@pytest.fixture
def draft(form, unit, cast):
    return prepare(actor=cast.actor("maja"), site=cast.magion, desk=cast.kvik1, task_code="boligstoette")


@pytest.fixture
def sent(draft, cast):
    maja = cast.actor("maja")
    save_case(actor=maja, code=draft.code, typed={"husleje": "4.500"}, person=BENTE, note="Haster.")
    add_paper(actor=maja, code=draft.code, name="IMG_1.jpg", content=picture(), field="lejekontrakt")
    return send(actor=maja, code=draft.code)


def test_a_draft_survives_and_says_what_is_missing(draft, cast):
    maja = cast.actor("maja")
    saved = save_case(actor=maja, code=draft.code, typed={"husleje": "fem"}, person=Citizen("B", "20"))
    with pytest.raises(FormFaults) as refused:
        send(actor=maja, code=draft.code)
    assert set(refused.value.facts["faults"]) == {"name", "husleje", "lejekontrakt"}
    found = open_case(actor=maja, code=draft.code, where="desk")
    assert (found.filled.answers, found.person.phone) == ({"husleje": "fem"}, "20")
    with pytest.raises(DraftChanged):
        save_case(actor=maja, code=draft.code, typed={}, person=BENTE, version=saved.version - 1)
    throw_away(actor=maja, code=draft.code)
    assert not FollowUp.objects.exists()


def test_no_cpr_number_is_kept_anywhere(draft, cast):
    maja = cast.actor("maja")
    cpr = "010190-1234"
    saved = save_case(
        actor=maja,
        code=draft.code,
        typed={"husleje": cpr},
        person=Citizen(f"B {cpr}", cpr, address=cpr),
        note=cpr,
    )
    assert set(saved.refused) == {"husleje", "name", "phone", "address", "note"}
    with pytest.raises(NameHoldsCpr):
        add_paper(actor=maja, code=draft.code, name=f"{cpr}.jpg", content=picture())
    found = open_case(actor=maja, code=draft.code, where="desk")
    assert cpr not in repr((found.filled, found.person, found.note))


def test_papers_are_what_they_are_and_hold_nothing_else(draft, cast):
    maja = cast.actor("maja")
    place = Image.Exif()
    place[0x010E] = "taget derhjemme"
    kept = add_paper(actor=maja, code=draft.code, name="C:\\x\\brev.exe", content=picture(exif=place))
    paper = open_paper(actor=maja, code=draft.code, paper_id=kept.pk, where="desk")
    assert (paper.name, paper.media_type) == ("brev.jpg", "image/jpeg")
    assert b"derhjemme" not in paper.content
    assert bytes(Attachment.objects.get().content)[:4] != paper.content[:4]
    assert "brev" not in Attachment.objects.get().name
    for content in (b"MZ not a picture", b"", b"\xff\xd8\xff broken", b"%PDF-1.4 /JavaScript %%EOF"):
        with pytest.raises(Invalid):
            add_paper(actor=maja, code=draft.code, name="a.jpg", content=content)
    remove_paper(actor=maja, code=draft.code, paper_id=kept.pk)
    with pytest.raises(NotFound):
        open_paper(actor=maja, code=draft.code, paper_id=kept.pk, where="desk")


def test_nobody_prepares_beyond_reach(unit, cast):
    with pytest.raises((BeyondPreparing, NotAllowed)):
        prepare(actor=cast.actor("bo"), site=cast.magion, task_code="boligstoette")


def test_sending_promises_and_tells(sent, cast, who):
    assert sent.due_at is not None
    assert Message.objects.filter(kind="followup.receipt", channel="sms").count() <= 1
    state = public_state(sent.code)
    assert (state.state, state.title) == ("waiting", "" if sent.task.sensitive else state.title)
    assert "Bente" not in repr(state)
    assert waiting_for(who("ida")) == 1
    assert [line.code for line in inbox(who("ida")).waiting] == [sent.code]
    assert waiting_for(who("karen")) == 0


def test_every_look_is_logged(sent, who):
    open_case(actor=who("ida"), code=sent.code, where="backline")
    with pytest.raises(FollowUpNotFound):
        open_case(actor=who("karen"), code=sent.code, where="backline")
    looks = Look.objects.filter(follow_up=sent, what="case").values_list("person__username", "where")
    assert ("ida", "backline") in list(looks)


def test_it_comes_back_corrected_and_is_sent_again(sent, cast, who):
    maja = cast.actor("maja")
    queue.open_desk(actor=maja, desk=cast.kvik1)
    accept(actor=who("ida"), code=sent.code)
    return_to_desk(actor=who("ida"), code=sent.code, reason="missing_answers", note="Se side 2.")
    assert answers_for(maja, cast.kvik1.pk) == 1
    assert [line.code for line in desk_list(maja, cast.kvik1.pk).returned] == [sent.code]
    save_case(actor=maja, code=sent.code, typed={"husleje": "4600"}, person=BENTE)
    again = send(actor=maja, code=sent.code)
    assert (again.state, again.return_reason) == ("waiting", "")


def test_who_sits_at_the_desk_now_corrects_what_a_colleague_sent(sent, cast, who):
    return_to_desk(actor=who("ida"), code=sent.code, reason="other", note="Ring først.")
    bo = cast.actor("bo")
    with pytest.raises(FollowUpNotFound):
        open_case(actor=bo, code=sent.code, where="desk")
    queue.open_desk(actor=bo, desk=cast.kvik1)
    assert open_case(actor=bo, code=sent.code, where="desk").standing.is_sender


def test_asking_and_answering(sent, cast, who):
    accept(actor=who("ida"), code=sent.code)
    with pytest.raises(Invalid):
        ask_citizen(actor=who("ida"), code=sent.code)
    ask_citizen(actor=who("ida"), code=sent.code, papers=["lejekontrakt"], what="Side 2 mangler.")
    state = public_state(sent.code)
    assert state.asks
    assert "Side 2" not in repr(state)
    add_note(actor=cast.actor("maja"), code=sent.code, note="Hun kommer i morgen.")
    close(actor=who("ida"), code=sent.code, result="advised", answer="Hun har fået svar.")
    assert answers_for(cast.actor("maja"), cast.kvik1.pk) == 1
    mark_answer_seen(actor=cast.actor("maja"), code=sent.code)
    assert answers_for(cast.actor("maja"), cast.kvik1.pk) == 0


def test_an_answer_stays_on_the_list_until_it_is_read(sent, cast, who):
    accept(actor=who("ida"), code=sent.code)
    close(actor=who("ida"), code=sent.code, result="advised", answer="Hun har fået svar.")
    long_ago = clock.now() - timedelta(days=60)
    FollowUp.objects.update(closed_at=long_ago, changed_at=long_ago)
    maja = cast.actor("maja")
    assert [line.code for line in desk_list(maja, cast.kvik1.pk).answers] == [sent.code]
    assert answers_for(maja, cast.kvik1.pk) == 1
    FollowUp.objects.update(erased_at=clock.now())
    assert not desk_list(maja, cast.kvik1.pk).answers
    assert answers_for(maja, cast.kvik1.pk) == 0


def test_only_a_delegation_decides(sent, cast, who):
    accept(actor=who("ida"), code=sent.code)
    with pytest.raises(NoDelegation):
        decide(actor=who("ida"), code=sent.code, wish=GOOD)
    for stranger in ("bo", "maja", "leif", "admin"):
        with pytest.raises((NotYourStep, FollowUpNotFound, NotAllowed)):
            decide(actor=who(stranger), code=sent.code, wish=GOOD)
    assert not Decision.objects.exists()


def test_a_delegation_of_another_day_or_task_is_none(sent, who):
    accept(actor=who("boligstoette"), code=sent.code)
    held = Delegation.objects.filter(person__username="boligstoette")
    for change in (
        {"valid_to": date(2020, 2, 1)},
        {"valid_from": date(2090, 1, 1), "valid_to": None},
        {"valid_from": date(2020, 1, 1), "scope_code": "pas-voksen"},
    ):
        held.update(**change)
        with pytest.raises(NoDelegation):
            decide(actor=who("boligstoette"), code=sent.code, wish=GOOD)


def test_the_database_refuses_a_forged_decision(sent, who):
    accept(actor=who("ida"), code=sent.code)
    per, ida = Person.objects.get(username="boligstoette"), Person.objects.get(username="ida")
    today = clock.now()

    def forge(**more):
        facts = {
            "follow_up": sent,
            "decided_by": ida,
            "delegation": Delegation.objects.get(person=per),
            "outcome": "granted",
            "legal_basis": "§",
            "appeal": "Klag.",
            "day": today.date(),
            "decided_at": today,
            **more,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**facts)

    forge()
    forge(decided_by=per)
    forge(day=today.date() - timedelta(days=400))


def test_a_decision_needs_law_and_guidance_and_then_stands(sent, who):
    per = who("boligstoette")
    accept(actor=per, code=sent.code)
    for wish in (
        DecisionWish("granted", " ", "Klag."),
        DecisionWish("granted", "§ 1", ""),
        DecisionWish("maybe", "§ 1", "Klag."),
    ):
        with pytest.raises(Invalid):
            decide(actor=per, code=sent.code, wish=wish)
    row = decide(actor=per, code=sent.code, wish=GOOD)
    assert (row.state, row.result) == ("closed", "decided")
    assert "Reglen" not in Decision.objects.get().reasons
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(outcome="refused")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM followup_decision")
    Decision.objects.update(reasons="")


class System:
    name = "test"

    def __init__(self, *answers):
        self.answers, self.parcels = list(answers), []

    def deliver(self, parcel):
        self.parcels.append(parcel)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_decided_case_reaches_the_case_system_with_one_key(sent, who, monkeypatch, time):
    per = who("boligstoette")
    accept(actor=per, code=sent.code)
    decide(actor=per, code=sent.code, wish=GOOD)
    assert deliver_cases() == 0
    system = System(
        Delivered("later", error="HTTP 503"), RuntimeError("no"), Delivered("accepted", journal="26/1")
    )
    monkeypatch.setattr(ports, "case_system", lambda: system)
    for _turn in range(5):
        deliver_cases()
        time.move(hours=1)
    assert len({parcel.key for parcel in system.parcels}) == 1
    assert len(system.parcels) == 3
    parcel = system.parcels[-1]
    assert (parcel.kle, parcel.person["name"], parcel.documents[0].media_type) == (
        sent.task.kle,
        "Bente Prøve",
        "image/jpeg",
    )
    row = CaseDelivery.objects.get()
    assert (row.state, row.journal) == ("delivered", "26/1")
    assert try_again(actor=SYSTEM, code=sent.code).state == "delivered"


def test_the_alarm_goes_off_before_the_promise_breaks(sent, cast, who, time):
    assert escalate() == 0
    time.set(sent.due_at - timedelta(minutes=30))
    assert escalate() == 1
    assert escalate() == 0
    sent.refresh_from_db()
    assert sent.alarm == 2
    time.set(sent.due_at)
    assert escalate() == 1
    assert inbox(who("ida")).soon[0].is_late


def test_rules_about_promises(sent, cast, unit):
    leif = cast.actor("leif")
    for bad in (
        {"due_hours": 0},
        {"due_hours": 5, "keep_days": 0},
        {"due_hours": 5, "task_code": "findes-ikke"},
        {"due_hours": 5, "unit": 0},
    ):
        with pytest.raises(Invalid):
            save_rule(actor=leif, kind="handover", **bad)
    rule = save_rule(
        actor=leif, kind="handover", due_hours=5, keep_days=30, task_code="boligstoette", unit=unit.pk
    )
    assert (
        save_rule(actor=leif, kind="handover", due_hours=6, task_code="boligstoette", unit=unit.pk).pk
        == rule.pk
    )
    remove_rule(actor=leif, rule_id=rule.pk)


def test_nothing_personal_lies_open(sent, who):
    per = who("boligstoette")
    accept(actor=per, code=sent.code)
    decide(actor=per, code=sent.code, wish=GOOD)
    with connection.cursor() as cursor:
        for model in (Party, Handover, Attachment, Decision, FollowUp):
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} AS t")
            text = " ".join(str(row[0]) for row in cursor.fetchall())
            for secret in ("Bente", "20123456", "20 12 34 56", "bente@", "4500", "Haster", "Reglen", "IMG_1"):
                assert secret not in text, (model, secret)
