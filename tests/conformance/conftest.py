"""A small town with something in every row that a page can show, made once for a module and left as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.booking import services as booking
from indgang.booking.calendars.linking import Wish
from indgang.booking.calendars.port import BusyEvent
from indgang.booking.errands import Wanted
from indgang.booking.links import token_of
from indgang.booking.queries import first_free
from indgang.booking.services import Contact, block, book, connect, make_feed, save_resource
from indgang.catalogue.models import Article, Link, Play, SectionVersion
from indgang.catalogue.services import NewsWish, give_feedback, publish_news, write_news
from indgang.catalogue.services.article_uses import tie_article
from indgang.catalogue.services.articles import fetch_articles
from indgang.contact import services as contact
from indgang.contactscreen import services as screen
from indgang.contactscreen.links import held_by, seat_token
from indgang.contactscreen.models import Side
from indgang.core.day import danish_date, opening_instant
from indgang.integrations.borgerdk import DemoPortal
from indgang.messaging.services import enqueue
from indgang.messaging.signing import signature_of
from indgang.organisation.models import (
    AccessToken,
    ClosedPeriod,
    Competence,
    Delegation,
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
    left = next(ticket for ticket in waiting if ticket.pk != call.ticket.pk)
    return {
        "ticket": left.pk,
        "secret": left.secret,
        "contact_id": begun.id,
        "resource": resource.pk,
        "blocked": blocked[0].pk,
        "desk:appointment code": booked.code,
        "desk:change_appointment code": booked.code,
        "desk:change_appointment verb": "cancel",
        "manage:appointment code": booked.code,
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


def _post(cast: Cast) -> dict[str, Any]:
    """A news item that asks everybody, and a case on a text."""
    wish = NewsWish(texts={"da": ("Nyt gebyr", "Gebyret er steget.")}, needs_receipt=True)
    news = write_news(actor=SYSTEM, wish=wish)
    publish_news(actor=SYSTEM, news_id=news.pk)
    case = give_feedback(
        actor=cast.actor("maja"), code="pas-voksen", section="bring", kind="wrong", text="Det mangler."
    )
    return {"news": news.pk, "feedback": case.pk}


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
        **_post(cast),
        **_sources(),
        **_workshop(cast),
        **_message(cast),
        **_screen(cast),
        "delegation": Delegation.objects.values_list("pk", flat=True)[0],
        **_life(cast),
        **_calendar(cast),
        **_appointments(cast),
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
