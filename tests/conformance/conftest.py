"""A small town with something in every row that a page can show, made once for a module and left as it is."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from PIL import Image

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.booking import services as booking
from indgang.booking.calendars.linking import Wish
from indgang.booking.calendars.port import BusyEvent
from indgang.booking.errands import Wanted
from indgang.booking.links import token_of
from indgang.booking.queries import first_free
from indgang.booking.services import Contact, block, book, connect, make_feed, save_resource
from indgang.catalogue.models import Article, Link, Play, SectionVersion, Task
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
    AccessToken,
    ClosedPeriod,
    Competence,
    Delegation,
    Lifeline,
    Person,
    RoleGrant,
)
from indgang.organisation.queries import actor_of_person
from indgang.organisation.services import issue_token
from indgang.planning import services as planning
from indgang.queue import services as queue
from tests.booking.calendars import Elsewhere
from tests.cast import Cast, build

# Who visits every page. "foreign" ones hold the same role at the town hall, and the pages are about Magion.
VISITORS = (
    "anonymous", "generalist", "specialist", "editor", "manager", "administrator",
    "foreign generalist", "foreign manager", "foreign editor",
)  # fmt: skip


@dataclass
class Town:
    """The cast, who visits, and a sample for each argument of an address."""

    cast: Cast
    people: dict[str, Person]
    samples: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def actor(self, visitor: str) -> Actor:
        """Who acts when this visitor asks for a page."""
        return actor_of_person(self.people[visitor].pk) if visitor in self.people else ANONYMOUS

    def client(self, visitor: str, language: str = "da") -> Client:
        """A browser of the visitor that has chosen a language."""
        client = Client()
        if visitor in self.people:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[visitor]
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    def log_in(self) -> None:
        """Begin everybody's session, once."""
        for visitor, person in self.people.items():
            client = Client()
            client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
            self.sessions[visitor] = client.cookies[settings.SESSION_COOKIE_NAME].value


def _people(cast: Cast) -> dict[str, Person]:
    people = {
        "generalist": cast.maja,
        "specialist": cast.signe,
        "manager": cast.leif,
        "administrator": cast.admin,
    }
    for visitor, site in (
        ("editor", cast.magion),
        ("foreign generalist", cast.town_hall),
        ("foreign manager", cast.town_hall),
        ("foreign editor", cast.town_hall),
    ):
        username = visitor.replace(" ", "-")
        people[visitor] = Person.objects.create(username=username, name=visitor.title(), home_site=site)
        RoleGrant.objects.create(person=people[visitor], role=visitor.split()[-1], site=site)
    return people


def _life(cast: Cast) -> dict[str, Any]:
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


def _appointments(cast: Cast) -> dict[str, Any]:
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


def _cases(cast: Cast) -> dict[str, Any]:
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


def _post(cast: Cast) -> dict[str, Any]:
    """A news item that asks everybody, and a case on a text."""
    wish = NewsWish(texts={"da": ("Nyt gebyr", "Gebyret er steget.")}, needs_receipt=True)
    news = write_news(actor=SYSTEM, wish=wish)
    publish_news(actor=SYSTEM, news_id=news.pk)
    case = give_feedback(
        actor=cast.actor("maja"), code="pas-voksen", section="bring", kind="wrong", text="Det mangler."
    )
    return {"news": news.pk, "feedback": case.pk}


def _second_line(cast: Cast) -> dict[str, Any]:
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


def _samples(cast: Cast, people: dict[str, Person]) -> dict[str, Any]:
    period = ClosedPeriod.objects.create(
        municipality=cast.municipality, first_day="2030-06-05", last_day="2030-06-05"
    )
    issue_token(actor=SYSTEM, name="kiosk", role="device", site=cast.magion)
    return {
        "site": "magion",
        "slug": "magion",
        "manage:edit_desk slug": "kvik-1",
        "desk": "kvik-1",
        "code": "pas-voksen",
        "kiosk:topic code": "rejse",
        "start:topic code": "rejse",
        "kiosk:other code": "rejse",
        "manage:team code": "vagt-1",
        "manage:lifeline code": "folkeregister",
        "manage:verify_lifeline code": "folkeregister",
        "language": "da",
        "day": danish_date(clock.now()).isoformat(),
        "kind": "teams",
        "manage:edit_hours kind": "library",
        "manage:edit_section kind": "bring",
        "manage:section_history kind": "bring",
        "version": SectionVersion.objects.filter(section__kind="bring").values_list("pk", flat=True)[0],
        "manage:new_setup kind": "series",
        "manage:edit_setup kind": "series",
        "key": "magion/K",
        "file_format": "csv",
        "period": period.pk,
        "username": people["generalist"].username,
        "noun": "competence",
        "row": Competence.objects.filter(person=people["generalist"]).values_list("pk", flat=True)[0],
        "token": AccessToken.objects.get(name="kiosk").pk,
        "play": 1,
        "play_version": 1,
        "desk:play_page play": Play.objects.values_list("pk", flat=True)[0],
        "fact": "cost",
        "verb": "hold",
        "desk:matter verb": "add",
        "desk:turn verb": "pause",
        "desk:mark_referral verb": "seen",
        "backline:mark_referral verb": "seen",
        **dict.fromkeys(("desk:lifeline code", "desk:try_lifeline code"), "folkeregister"),
        "desk:lifeline_result code": "folkeregister",
        **_post(cast),
        **_sources(),
        **_workshop(cast),
        **_message(cast),
        **_screen(cast),
        "delegation": Delegation.objects.values_list("pk", flat=True)[0],
        **_life(cast),
        **_cases(cast),
        **_calendar(cast),
        **_appointments(cast),
        **_second_line(cast),
    }


def _calendar(cast: Cast) -> dict[str, Any]:
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


def _sources() -> dict[str, Any]:
    """An article with a self-service that a task rests on, and an address that was tried."""
    fetch_articles(actor=SYSTEM, source=DemoPortal(), municipality="999")
    article = Article.objects.get(article_id=9001)
    tie_article(actor=SYSTEM, code="pas-voksen", article_id=article.pk)
    link = Link.objects.create(url="https://selv.example/")
    return {"article": article.pk, "entry": article.self_services.get().pk, "link": link.pk}


def _screen(cast: Cast) -> dict[str, Any]:
    """A meeting by screen to which a citizen at home is invited, with a sheet on it."""
    room = screen.invite(actor=cast.actor("signe"), site=cast.magion, channel="", task_code="boligstoette")
    token = seat_token(room.code, Side.CITIZEN)
    held = held_by(token, ANONYMOUS)
    generation = screen.join(held=held, camera=True, microphone=True)
    screen.choose_sheet(held=held, generation=generation, kind="agreed")
    return {"seat": token, "room": room.code}


def _workshop(cast: Cast) -> dict[str, Any]:
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


def _message(cast: Cast) -> dict[str, Any]:
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


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town, in a transaction of its own that is rolled back when the module's tests are over.

    The tests are marked `django_db`, so that each of them is rolled back by itself within that transaction.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        cast = build()
        people = _people(cast)
        town = Town(cast, people, _samples(cast, people))
        town.log_in()
        yield town
        transaction.set_rollback(True)
