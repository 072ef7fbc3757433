"""Reminders of texts that must be read through: who is told when, once, through the outbox."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import NotAllowed
from indgang.base.sealing import unseal
from indgang.catalogue import services
from indgang.catalogue.models import ReviewReminder, Section, Task
from indgang.integrations.email import email_sender
from indgang.messaging.models import Message
from indgang.messaging.ports import ports
from indgang.messaging.services import deliver_due
from indgang.project import tasks
from indgang.project.env import BadSetting
from indgang.project.mail import mail_settings
from tests.catalogue.sectioning import CODE, someone
from tests.catalogue.test_loading import load
from tests.messaging.peers import Mailbox, free_port, mail_server

DUE = date(2026, 12, 1)
ADDRESS = "https://indgang.example.dk/manage/tasks/editorial/"
database = pytest.mark.django_db


@pytest.fixture
def people(db: None, folder: Any) -> dict[str, Any]:
    load(folder)
    found = {
        "else": someone("else", "editor", email="else@example.dk"),
        "bent": someone("bent", "editor", email="bent@example.dk", language="en"),
        "leif": someone("leif", "manager", email="leif@example.dk"),
    }
    someone("maja", "generalist", email="maja@example.dk")
    Task.objects.filter(code=CODE).update(owner_id=found["else"].id)
    Section.objects.update(review_due=None)
    Section.objects.filter(kind__in=["head", "bring"]).update(review_due=DUE)
    return found


def remind(day: date) -> services.MailReport:
    with clock.frozen(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=3)):
        return services.remind(actor=SYSTEM, address=ADDRESS)


def told() -> list[tuple[str, str]]:
    """Who was written to since this was last asked, and under which subject."""
    rows = Message.objects.filter(state="waiting")
    found = sorted((unseal(row.recipient).partition("@")[0], unseal(row.subject)) for row in rows)
    rows.update(state="cancelled", settled_at=clock.now())
    return found


@database
def test_the_owner_is_told_before_and_on_the_day_and_managers_after(people: dict[str, Any]) -> None:
    assert remind(DUE - timedelta(days=15)).put_in == 0
    subject = "Indgang: 2 tekster skal læses igennem"
    remind(DUE - timedelta(days=14))
    assert told() == [("else", subject)]
    for day in (13, 5, 1):
        remind(DUE - timedelta(days=day))
    assert told() == []
    remind(DUE)
    assert told() == [("else", subject)]
    remind(DUE + timedelta(days=13))
    assert told() == []
    remind(DUE + timedelta(days=14))
    assert told() == [("bent", "Indgang: 2 texts to be read through"), ("else", subject), ("leif", subject)]
    remind(DUE + timedelta(days=200))
    assert told() == []
    assert ReviewReminder.objects.values_list("stage", flat=True).distinct().count() == 3


@database
def test_a_mail_lists_everything_in_the_readers_language(people: dict[str, Any]) -> None:
    services.set_owner(actor=people["leif"], code=CODE, owner="bent", kind="bring")
    remind(DUE)
    bodies = {unseal(message.recipient): unseal(message.body) for message in Message.objects.all()}
    assert "Nyt pas (titel og resumé)" in bodies["else@example.dk"]
    assert "01-12-2026: New passport (what to bring)" in bodies["bent@example.dk"]
    for body in bodies.values():
        assert ADDRESS in body
    assert "Hej Else" in bodies["else@example.dk"]
    assert "Hello Bent" in bodies["bent@example.dk"]


@database
def test_what_nobody_owns_is_told_to_the_editors(people: dict[str, Any]) -> None:
    Task.objects.update(owner=None)
    remind(DUE)
    assert [who for who, _subject in told()] == ["bent", "else"]


@database
def test_what_has_been_read_through_is_not_told(people: dict[str, Any]) -> None:
    with clock.frozen(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        services.read_through_section(actor=people["else"], code=CODE)
    remind(DUE)
    assert told() == []
    remind(DUE + timedelta(days=380))
    assert [who for who, _subject in told()] == ["bent", "else", "leif"]


@database
def test_one_without_an_address_is_named_and_retired_tasks_are_left_alone(people: dict[str, Any]) -> None:
    from indgang.organisation.models import Person

    Person.objects.filter(username="else").update(email="")
    assert remind(DUE).without_address == ("Else",)
    assert not ReviewReminder.objects.exists()
    Task.objects.update(is_active=False)
    assert remind(DUE) == services.MailReport()
    with pytest.raises(NotAllowed):
        services.remind(actor=people["else"], address=ADDRESS)


@pytest.fixture
def server(settings: Any, monkeypatch: Any) -> Any:
    """A mail server whose place stands in the settings."""
    box, port = Mailbox(), free_port()
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    settings.EMAIL_URL = "smtp://set"
    sender = email_sender()
    monkeypatch.setattr(ports, "senders", lambda: {"email": sender})
    box.port = port  # type: ignore[attr-defined]
    return box


def deliver(day: date, minutes: int = 0) -> None:
    with clock.frozen(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=3, minutes=minutes)):
        deliver_due()


@database
def test_a_mail_that_is_refused_is_tried_again_and_nothing_goes_twice(
    people: dict[str, Any], server: Any
) -> None:
    services.set_owner(actor=people["leif"], code=CODE, owner="bent", kind="bring")
    server.data_answers = ["451 Try again later"]
    assert remind(DUE).put_in == 2
    with mail_server(server, server.port):
        deliver(DUE)
        assert len(server.taken) == 1
        assert remind(DUE + timedelta(days=1)).put_in == 0
        deliver(DUE, 5)
        deliver(DUE + timedelta(days=1))
    assert sorted(mail["To"] for mail in server.taken) == ["bent@example.dk", "else@example.dk"]
    assert ReviewReminder.objects.count() == 2


@database
def test_no_server_is_a_failure_that_is_tried_again(people: dict[str, Any], server: Any) -> None:
    assert remind(DUE).put_in == 1
    deliver(DUE)
    assert Message.objects.get().error == "no-connection"
    with mail_server(server, server.port):
        deliver(DUE, 2)
    assert Message.objects.get().state == "sent"


@pytest.mark.parallel
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(transactional_db: None, people: dict[str, Any]) -> None:
    with (
        clock.frozen(datetime(2026, 12, 15, 3, tzinfo=UTC)),
        ThreadPoolExecutor(4) as pool,
    ):
        assert sum(pool.map(one_worker, range(4))) == 3
    assert [who for who, _subject in told()] == ["bent", "else", "leif"]


def one_worker(_number: int) -> int:
    try:
        return services.remind(actor=SYSTEM, address=ADDRESS).put_in
    finally:
        connection.close()


@database
def test_without_a_mail_server_it_is_said_once(people: dict[str, Any], settings: Any, caplog: Any) -> None:
    settings.EMAIL_URL = ""
    tasks._say_that_no_mail_is_sent.cache_clear()
    with caplog.at_level(logging.WARNING):
        tasks.remind(0)
        tasks.remind(0)
    assert caplog.text.count("INDGANG_EMAIL_URL") == 1
    assert not Message.objects.exists()


@database
def test_the_nightly_job_names_the_editors_page(people: dict[str, Any], settings: Any) -> None:
    settings.EMAIL_URL, settings.PUBLIC_URL = "smtp://mail.example.dk", "https://indgang.example.dk"
    with clock.frozen(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        tasks.remind(0)
        tasks.publish_due(0)
    assert ADDRESS in unseal(Message.objects.get().body)


def test_an_address_of_a_mail_server_is_read_or_refused() -> None:
    found = mail_settings("smtp+starttls://indgang%40x:hemme%2Flig@mail.example.dk")
    wanted = {"EMAIL_HOST": "mail.example.dk", "EMAIL_PORT": 587, "EMAIL_HOST_USER": "indgang@x"}
    assert wanted.items() <= found.items()
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        "hemme/lig",
        True,
        False,
    )
    assert mail_settings("smtps://mail.example.dk")["EMAIL_USE_SSL"]
    assert mail_settings("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    for wrong in ("mail.example.dk", "http://mail.example.dk", "smtp://", "smtp://mail:port"):
        with pytest.raises(BadSetting):
            mail_settings(wrong)
