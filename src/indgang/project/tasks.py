"""The background jobs and when they run. Each may run at any time, any number of times, in any number of workers."""

import logging
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.models import RememberedRequest
from indgang.booking import services as booking
from indgang.booking.calendars.reading import due_links
from indgang.catalogue import services as catalogue
from indgang.catalogue.services.articles import fetch_articles
from indgang.catalogue.services.links import check_links
from indgang.contact import services as contacts
from indgang.contactscreen import services as contactscreen
from indgang.core.day import danish_date
from indgang.followup import services as followup
from indgang.integrations.borgerdk import article_sources, municipality_asked_with
from indgang.integrations.calendars import open_calendar
from indgang.integrations.links import link_prober
from indgang.messaging import services as messaging
from indgang.organisation import services as organisation
from indgang.queue import services as queue

SUNDAY = 6
REMEMBERED_FOR = timedelta(days=2)
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="sweep", queueing_lock="sweep", lock="sweep")
def sweep(timestamp: int) -> None:
    """Every minute: desks and contacts whose officer has disappeared, and days that were never closed."""
    del timestamp
    queue.sweep()
    contacts.sweep()
    contacts.sweep_attempts(actor=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="appointments", queueing_lock="appointments", lock="appointments")
def look_after_appointments(timestamp: int) -> None:
    """Every minute: who did not come, and what became free for those who wait for an earlier time."""
    del timestamp
    booking.no_shows(actor=SYSTEM)
    booking.offer_earlier(actor=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="sweep_screens", queueing_lock="sweep_screens", lock="sweep_screens")
def sweep_screens(timestamp: int) -> None:
    """Every minute: rooms of the contact screen that nobody sits in any more."""
    del timestamp
    contactscreen.sweep(actor=SYSTEM)


@app.periodic(cron="53 2 * * *")
@app.task(name="erase_holders", queueing_lock="erase_holders")
def erase_holders(timestamp: int) -> None:
    """Every night: who held the appointments whose term is over."""
    del timestamp
    booking.erase_holders(actor=SYSTEM)


@app.periodic(cron="57 2 * * *")
@app.task(name="erase_follow_ups", queueing_lock="erase_follow_ups")
def erase_follow_ups(timestamp: int) -> None:
    """Every night: whom the matters were about whose term is over."""
    del timestamp
    followup.erase_over(actor=SYSTEM)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_requests", queueing_lock="forget_requests")
def forget_requests(timestamp: int) -> None:
    """Every night: the answers to API requests that nobody will repeat any more."""
    del timestamp
    RememberedRequest.objects.filter(at__lt=clock.now() - REMEMBERED_FOR).delete()


@app.periodic(cron="* * * * *")
@app.task(name="publish_due", queueing_lock="publish_due", lock="publish_due")
def publish_due(timestamp: int) -> None:
    """Every minute: texts that are scheduled for this Danish day or an earlier one."""
    del timestamp
    catalogue.publish_due(actor=SYSTEM)


@app.periodic(cron="*/5 * * * *")
@app.task(name="remind_units", queueing_lock="remind_units", lock="remind_units")
def remind_units(timestamp: int) -> None:
    """Every five minutes: questions from the desks that no unit answered within its hours."""
    del timestamp
    catalogue.remind_units(actor=SYSTEM, address=settings.PUBLIC_URL + reverse("backline:questions"))


@app.periodic(cron="* * * * *")
@app.task(name="promised_calls", queueing_lock="promised_calls", lock="promised_calls")
def look_after_promised_calls(timestamp: int) -> None:
    """Every minute: promised calls whose time runs out, and citizens whom nobody phoned in time."""
    del timestamp
    followup.alarm_calls(actor=SYSTEM)
    followup.tell_late(actor=SYSTEM)


@app.task(name="deliver_messages")
def deliver_messages() -> None:
    """When a message is put in: send what is due."""
    messaging.deliver_due()


@app.periodic(cron="* * * * *")
@app.task(name="sweep_messages", queueing_lock="sweep_messages")
def sweep_messages(timestamp: int) -> None:
    """Every minute: messages whose time has come, or that are to be tried again."""
    del timestamp
    messaging.deliver_due()


@app.periodic(cron="53 3 * * *")
@app.task(name="erase_messages", queueing_lock="erase_messages")
def erase_messages(timestamp: int) -> None:
    """Every night: recipients and contents of messages that are old enough."""
    del timestamp
    messaging.erase_old()


@app.periodic(cron="7 2 * * *")
@app.task(name="measure_services", queueing_lock="measure_services", lock="measure_services")
def measure_services(timestamp: int) -> None:
    """Every night: how long services take at each site, and how right the waits were that were told there."""
    del timestamp
    queue.measure_services()
    queue.correct_waits()


@app.periodic(cron="23 4 * * *")
@app.task(name="remind", queueing_lock="remind", lock="remind")
def remind(timestamp: int) -> None:
    """Every night: mail to those whose texts must be read through. What could not be sent is sent the next night."""
    del timestamp
    if not settings.EMAIL_URL:
        _say_that_no_mail_is_sent()
        return
    report = catalogue.remind(actor=SYSTEM, address=settings.PUBLIC_URL + reverse("manage:editorial"))
    if report.without_address:
        log.warning("no reminder without a mail address: %s", ", ".join(report.without_address))


@cache
def _say_that_no_mail_is_sent() -> None:
    log.warning("no reminders are sent: INDGANG_EMAIL_URL names no mail server")


@app.periodic(cron="41 2 * * *")
@app.task(name="fetch_articles_nightly", queueing_lock="fetch_articles_nightly", lock="fetch_articles")
def fetch_articles_nightly(timestamp: int) -> None:
    """Every night: articles that have changed, by their dates; on Sundays all of them, by their content."""
    del timestamp
    fetch_articles_now(full=danish_date(clock.now()).weekday() == SUNDAY)


@app.task(name="fetch_articles", queueing_lock="fetch_articles", lock="fetch_articles")
def fetch_articles_now(*, full: bool = False) -> None:
    """Fetch the articles of every portal that the settings name; a portal that fails does not stop the next."""
    for source in article_sources():
        report = fetch_articles(
            actor=SYSTEM, source=source, municipality=municipality_asked_with(), full=full
        )
        if not report.is_ok:
            log.warning("articles of %s: %s", report.domain, report.error or ", ".join(report.failed[:5]))


@app.periodic(cron="37 1 * * *")
@app.task(name="check_links_nightly", queueing_lock="check_links_nightly", lock="check_links")
def check_links_nightly(timestamp: int) -> None:
    """Every night: whether the addresses that we send people to answer."""
    del timestamp
    check_links_now()


@app.task(name="check_links", queueing_lock="check_links", lock="check_links")
def check_links_now() -> None:
    """Try every address in use."""
    if not settings.LINKS_CHECKED:
        return
    report = check_links(actor=SYSTEM, prober=link_prober())
    if report.offline:
        log.warning(
            "links: none of %d addresses answered; is there a way out of this network?", report.checked
        )


@app.periodic(cron="*/5 * * * *")
@app.task(name="read_calendars", queueing_lock="read_calendars", lock="read_calendars")
def read_calendars(timestamp: int) -> None:
    """Every five minutes: a job for each calendar elsewhere that is due, so that a slow one holds up no other."""
    del timestamp
    for link_id in due_links():
        name = f"calendar-{link_id}"
        _defer(app.configure_task("read_calendar", queueing_lock=name, lock=name), link_id=link_id)


@app.task(name="read_calendar")
def read_calendar(link_id: int) -> None:
    """Read one calendar elsewhere."""
    booking.read_link(actor=SYSTEM, link_id=link_id, open_calendar=open_calendar)


@app.task(name="push_calendars", queueing_lock="push_calendars", lock="push_calendars")
def push_calendars() -> None:
    """Write into calendars elsewhere what has changed."""
    booking.push_due(actor=SYSTEM, open_calendar=open_calendar)


@app.periodic(cron="* * * * *")
@app.task(name="sweep_calendars", queueing_lock="sweep_calendars")
def sweep_calendars(timestamp: int) -> None:
    """Every minute: what a calendar could not be told at once."""
    del timestamp
    _defer(push_calendars)


@app.periodic(cron="13 0 * * *")
@app.task(name="forget_visitors", queueing_lock="forget_visitors")
def forget_visitors(timestamp: int) -> None:
    """Every night: whom calendars expected on a day that is over."""
    del timestamp
    booking.forget_visitors(actor=SYSTEM)


@app.periodic(cron="29 3 * * *")
@app.task(name="forget_presence", queueing_lock="forget_presence")
def forget_presence(timestamp: int) -> None:
    """Every night: what people said of themselves long ago."""
    del timestamp
    organisation.forget_presence(actor=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="escalate", queueing_lock="escalate", lock="escalate")
def escalate(timestamp: int) -> None:
    """Every minute: promises to citizens that near their time."""
    del timestamp
    followup.escalate(actor=SYSTEM)


@app.task(name="deliver_cases", queueing_lock="deliver_cases")
def deliver_cases() -> None:
    """When a case is decided: hand it to the case system."""
    followup.deliver_cases(actor=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="sweep_cases", queueing_lock="sweep_cases")
def sweep_cases(timestamp: int) -> None:
    """Every minute: cases that could not be handed over at once."""
    del timestamp
    _defer(deliver_cases)


def deliver_cases_soon() -> None:
    """Have decided cases handed over by a worker."""
    _defer(deliver_cases)


def push_soon() -> None:
    """Have the waiting words to calendars elsewhere sent by a worker."""
    _defer(push_calendars)


def _defer(task: Any, **arguments: Any) -> None:
    """Put a job into the queue, unless the same one is waiting there."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(**arguments)
