"""A sample for each argument of an address: what is made in the town for every page to have something to show."""

import io
from datetime import time, timedelta
from typing import Any

from PIL import Image

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.booking import services as booking
from indgang.booking.calendars.linking import Wish
from indgang.booking.calendars.port import BusyEvent
from indgang.booking.errands import Wanted
from indgang.booking.links import token_of
from indgang.booking.queries import first_free
from indgang.booking.services import Contact, block, book, connect, make_feed, save_resource
from indgang.catalogue.models import Article, Link, Task
from indgang.catalogue.services import (
    FieldTexts,
    FieldWish,
    NewsWish,
    ask_unit,
    draft_form,
    give_feedback,
    publish_news,
    save_field,
    write_news,
)
from indgang.catalogue.services.article_uses import tie_article
from indgang.catalogue.services.articles import fetch_articles
from indgang.contact import services as contact
from indgang.contact.models import Referral
from indgang.contactscreen import services as screen
from indgang.contactscreen.links import held_by, seat_token
from indgang.contactscreen.models import Side
from indgang.core.day import danish_date, opening_instant
from indgang.followup import services as followup
from indgang.followup import windows
from indgang.followup.callback_links import token_of as callback_token
from indgang.followup.paper_links import signature_of as signature_of_papers
from indgang.followup.parties import Person as Citizen
from indgang.integrations.borgerdk import DemoPortal
from indgang.messaging.services import enqueue
from indgang.messaging.signing import signature_of
from indgang.organisation.models import (
    Lifeline,
)
from indgang.planning import services as planning
from indgang.queue import services as queue
from tests.booking.calendars import Elsewhere
from tests.cast import Cast


def life(cast: Cast) -> dict[str, Any]:
    """A number waiting, one being served at KVIK 1 with a contact about a passport, and a desk with appointments."""
    resource = save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)
    tomorrow = danish_date(clock.now()) + timedelta(days=1)
    booked = book(
        actor=SYSTEM,
        site=cast.magion,
        tasks=[Wanted("pas-voksen")],
        start=opening_instant(tomorrow, time(11)),
        contact=Contact("Bente Prøve", "bente@borger.example"),
    )
    blocked = block(
        actor=SYSTEM,
        site=cast.magion,
        start=opening_instant(tomorrow, time(13)),
        end=opening_instant(tomorrow, time(14)),
        reason="Møde",
    )
    maja = cast.actor("maja")
    waiting = [
        queue.take_ticket(actor=SYSTEM, site=cast.magion, task_code="pas-voksen", channel="kiosk")
        for _number in range(3)
    ]
    queue.open_desk(actor=maja, desk=cast.kvik1)
    call = queue.call_next(actor=maja, desk=cast.kvik1)
    assert call is not None
    queue.start(actor=maja, ticket_id=call.ticket.pk)
    begun = contact.begin(
        actor=maja, site=cast.magion, desk=cast.kvik1, channel="walk_in", ticket_id=call.ticket.pk
    )
    begun = contact.set_task(actor=maja, contact_id=begun.id, position=1, task_code="pas-voksen")
    tried = contact.try_lifeline(
        actor=maja, site=cast.magion, lifeline="pas-koerekort", contact_id=begun.id, key="sample"
    )
    sent = contact.record(
        actor=cast.actor("karen"),
        site=cast.town_hall,
        channel="walk_in",
        inquiries=[
            {"task_code": "pas-voksen", "outcome": "referred", "to_site": "magion", "told": "Husk foto."}
        ],
    )
    here = contact.record(
        actor=maja,
        site=cast.magion,
        channel="phone",
        inquiries=[
            {"task_code": "flytning-indenlands", "outcome": "referred", "lifeline": "folkeregister",
             "referral_reason": "expert", "referral_note": "Vil vide, hvornår det træder i kraft."}
        ],
    )  # fmt: skip
    assert sent.inquiries[0].referral is not None
    assert here.inquiries[0].referral is not None
    left = next(ticket for ticket in waiting if ticket.pk != call.ticket.pk)
    return {
        "ticket": left.pk,
        "secret": left.secret,
        "contact_id": begun.id,
        "attempt_id": tried.id,
        "referral": Referral.objects.get(inquiry=sent.inquiries[0].id).pk,
        "backline:mark_referral referral": Referral.objects.get(inquiry=here.inquiries[0].id).pk,
        "resource": resource.pk,
        "blocked": blocked[0].pk,
        "desk:appointment code": booked.code,
        "desk:change_appointment code": booked.code,
        "desk:change_appointment verb": "cancel",
        "manage:appointment code": booked.code,
        "contactscreen:meet code": booked.code,
        "manage:change_appointment code": booked.code,
        "manage:change_appointment verb": "cancel",
    }


def appointments(cast: Cast) -> dict[str, Any]:
    """One that is booked, and one that is being booked."""
    tokens = []
    for name in ("Anna", ""):
        free = first_free(cast.magion, [Wanted("pas-voksen")])
        assert free is not None
        held = booking.hold(actor=ANONYMOUS, site=cast.magion, tasks=[Wanted("pas-voksen")], start=free.start)
        tokens.append(token_of(held))
        if name:
            person = booking.Contact(name=name, email="anna@example.dk")
            booking.confirm(actor=ANONYMOUS, code=held.code, contact=person)
    return {"appointment": tokens[0], "book:contact appointment": tokens[1]}


def cases(cast: Cast) -> dict[str, Any]:
    """A case that Maja prepares, with a paper; one that Signe has; and a form that is a draft."""
    line = Lifeline.objects.get(code="pas-koerekort")
    Lifeline.objects.filter(pk=line.pk).update(person=cast.signe)
    draft_form(actor=SYSTEM, task_code="pas-voksen")
    key = save_field(
        actor=SYSTEM, task_code="pas-voksen", wish=FieldWish("paper", {"da": FieldTexts("Gammelt pas")})
    )
    maja, codes = cast.actor("maja"), []
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    for _number in range(2):
        row = followup.prepare(actor=maja, site=cast.magion, desk=cast.kvik1, task_code="pas-voksen")
        person = Citizen("Bente Prøve", "20123456", tell_by="sms")
        followup.save_case(actor=maja, code=row.code, typed={}, person=person)
        codes.append(row.code)
    paper = followup.add_paper(actor=maja, code=codes[0], name="pas.png", content=picture.getvalue())
    sent = followup.send(actor=maja, code=codes[0])
    followup.accept(actor=cast.actor("signe"), code=sent.code)
    followup.ask_citizen(actor=cast.actor("signe"), code=sent.code, papers=[key], what="Side 2 mangler.")
    rule = followup.save_rule(actor=SYSTEM, kind="handover", due_hours=8)
    desk = {f"desk:{name} code": codes[0] for name in ("case", "case_receipt", "case_paper", "act_on_case")}
    second = {
        f"backline:{name} code": codes[0]
        for name in ("case", "decide", "add_paper", "case_paper", "act_on_case")
    }
    return (
        desk
        | second
        | {
            "desk:keep_case code": codes[1],
            "follow_up:page code": codes[0],
            "follow_up:withdraw code": codes[0],
            "follow_up:papers code": codes[0],
            "follow_up:papers signature": signature_of_papers(codes[0]),
            "manage:deliver_again code": codes[0],
            "manage:case_field key": key,
            "manage:act_on_case_form verb": "up",
            "desk:act_on_case verb": "note",
            "backline:act_on_case verb": "note",
            "paper": paper.pk,
            "rule": rule.pk,
        }
    )


def post(cast: Cast) -> dict[str, Any]:
    """A news item that asks everybody, and a case on a text."""
    wish = NewsWish(texts={"da": ("Nyt gebyr", "Gebyret er steget.")}, needs_receipt=True)
    news = write_news(actor=SYSTEM, wish=wish)
    publish_news(actor=SYSTEM, news_id=news.pk)
    case = give_feedback(
        actor=cast.actor("maja"), code="pas-voksen", section="bring", kind="wrong", text="Det mangler."
    )
    return {"news": news.pk, "feedback": case.pk}


def second_line(cast: Cast) -> dict[str, Any]:
    """A question that Maja asks and a call that she promises; Signe is behind the unit."""
    unit = Lifeline.objects.get(code="pas-koerekort")
    Lifeline.objects.filter(pk=unit.pk).update(person=cast.signe)
    maja = cast.actor("maja")
    question = ask_unit(actor=maja, code="pas-voksen", text="Må en ven hente det?", site=cast.magion)
    wishes = [
        followup.QuestionWish("date", {"da": "Hvornår rejser I?"}),
        followup.QuestionWish("choice", {"da": "Hvem?"}, {"da": ["Barn", "Voksen"]}),
    ]
    followup.save_questions(actor=cast.actor("signe"), lifeline_id=unit.pk, wishes=wishes)
    wish = followup.CallWish(
        Citizen("Bente Prøve", "20123456"), windows.offered(unit.pk)[0].start, "Haster", answers={"hvem": "1"}
    )
    row = followup.promise_call(
        actor=maja,
        site=cast.magion,
        desk=cast.kvik1,
        lifeline_id=unit.pk,
        task_id=Task.objects.get(code="pas-voksen").pk,
        wish=wish,
    )
    return {
        "question": question.pk,
        "unit": "pas-koerekort",
        "call": callback_token(row.code),
        **dict.fromkeys(
            ("backline:call code", "backline:act_on_call code", "desk:promised_call code"), row.code
        ),
        "backline:act_on_call verb": "take",
    }


def calendar(cast: Cast) -> dict[str, Any]:
    """The specialist's calendar with a meeting and a CPR number in a subject, and an address to subscribe to."""
    signe = save_resource(actor=SYSTEM, site=cast.magion, kind="person", person=cast.signe)
    elsewhere = Elsewhere()
    noon = opening_instant(danish_date(clock.now()) + timedelta(days=7), time(12))
    elsewhere.busy = [
        BusyEvent("a", noon, noon + timedelta(hours=1), "Anna 010290"),
        BusyEvent("b", noon + timedelta(hours=2), noon + timedelta(hours=3), "010290-1234"),
    ]
    wish = Wish("caldav", "https://dav.example/signe/", "signe", "hemmelig", writes=True)
    connect(actor=SYSTEM, resource=signe, wish=wish, open_calendar=elsewhere)
    return {"resource": signe.pk, "feed_token": make_feed(actor=SYSTEM, resource=signe)}


def sources() -> dict[str, Any]:
    """An article with a self-service that a task rests on, and an address that was tried."""
    fetch_articles(actor=SYSTEM, source=DemoPortal(), municipality="999")
    article = Article.objects.get(article_id=9001)
    tie_article(actor=SYSTEM, code="pas-voksen", article_id=article.pk)
    link = Link.objects.create(url="https://selv.example/")
    return {"article": article.pk, "entry": article.self_services.get().pk, "link": link.pk}


def meeting(cast: Cast) -> dict[str, Any]:
    """A meeting by screen to which a citizen at home is invited, with a sheet on it."""
    room = screen.invite(actor=cast.actor("signe"), site=cast.magion, channel="", task_code="boligstoette")
    token = seat_token(room.code, Side.CITIZEN)
    held = held_by(token, ANONYMOUS)
    generation = screen.join(held=held, camera=True, microphone=True)
    screen.choose_sheet(held=held, generation=generation, kind="agreed")
    return {"seat": token, "room": room.code}


def workshop(cast: Cast) -> dict[str, Any]:
    """A workshop of two staffs, who disagree on its first task."""
    leif = cast.actor("leif")
    workshop = planning.begin_workshop(actor=leif, title="Hvem gør hvad?")
    mapped = workshop.tasks.order_by("order").values_list("pk", flat=True)[0]
    for side, group in (("library", 1), ("citizen_service", 2)):
        planning.assess(
            actor=leif, mapped_id=mapped, side=side, revision=0, group=group, minutes=10, nature="grey_zone"
        )
    return {
        "workshop": workshop.pk,
        "mapped": mapped,
        "side": "library",
        "manage:workshop_file file_format": "xlsx",
    }


def message(cast: Cast) -> dict[str, Any]:
    """A message that waits for the quiet hours to end."""
    message = enqueue(
        kind="messaging.test", channel="email", to="anna@example.dk", values={}, reference="sample",
        site=cast.magion,
    )  # fmt: skip
    return {
        "message": message.pk,
        "signature": signature_of(message.pk),
        "channel": "sms",
        "manage:message_text kind": "booking.reminder",
        "manage:reset_message_text kind": "booking.reminder",
    }
