"""Reminders of texts that must be read through: who is told when, once, and again when a mail could not be sent."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connection

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import NotAllowed
from indgang.catalogue import services
from indgang.catalogue.models import ReviewReminder, Section, Task
from indgang.project import tasks
from indgang.project.env import BadSetting
from indgang.project.mail import mail_settings
from tests.catalogue.sectioning import CODE, someone
from tests.catalogue.test_loading import load

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
    sent = [(message.to[0].partition("@")[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return sorted(sent)


@database
def test_the_owner_is_told_before_and_on_the_day_and_managers_after(people: dict[str, Any]) -> None:
    assert remind(DUE - timedelta(days=15)).sent == 0
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
    bodies = {message.to[0]: message.body for message in mail.outbox}
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


class Post:
    """A mail server's handler that refuses the first mail."""

    def __init__(self) -> None:
        self.refuse = 1
        self.mails: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuse:
            self.refuse -= 1
            return "451 Try again later"
        self.mails.append(envelope.rcpt_tos[0])
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Any:
    handler = Post()
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    yield handler
    controller.stop()


@database
def test_a_mail_that_is_refused_is_sent_the_next_night_and_nothing_twice(
    people: dict[str, Any], post: Post
) -> None:
    services.set_owner(actor=people["leif"], code=CODE, owner="bent", kind="bring")
    first = remind(DUE)
    assert (first.sent, first.failed, len(post.mails)) == (1, 1, 1)
    assert ReviewReminder.objects.count() == 1
    second = remind(DUE + timedelta(days=1))
    assert (second.sent, second.failed) == (1, 0)
    assert sorted(post.mails) == ["bent@example.dk", "else@example.dk"]
    assert remind(DUE + timedelta(days=2)).sent == 0


@database
def test_no_server_is_a_failure_that_is_tried_again(
    people: dict[str, Any], settings: Any, post: Post
) -> None:
    settings.EMAIL_PORT = 1
    assert remind(DUE).failed == 1
    assert not ReviewReminder.objects.exists()


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
        return services.remind(actor=SYSTEM, address=ADDRESS).sent
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
    assert mail.outbox == []


@database
def test_the_nightly_job_names_the_editors_page(people: dict[str, Any], settings: Any) -> None:
    settings.EMAIL_URL, settings.PUBLIC_URL = "smtp://mail.example.dk", "https://indgang.example.dk"
    with clock.frozen(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        tasks.remind(0)
        tasks.publish_due(0)
    assert ADDRESS in mail.outbox[0].body


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
