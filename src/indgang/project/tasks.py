"""The background jobs and when they run. Each may run at any time, any number of times, in any number of workers."""

import logging
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.urls import reverse
from procrastinate.contrib.django import app

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.models import RememberedRequest
from indgang.catalogue import services as catalogue
from indgang.contact import services as contacts
from indgang.queue import services as queue

REMEMBERED_FOR = timedelta(days=2)
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="sweep", queueing_lock="sweep", lock="sweep")
def sweep(timestamp: int) -> None:
    """Every minute: desks and contacts whose officer has disappeared, and days that were never closed."""
    del timestamp
    queue.sweep()
    contacts.sweep()


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
