"""The background jobs and when they run. Each may run at any time, any number of times, in any number of workers."""

from datetime import timedelta

from procrastinate.contrib.django import app

from indgang.base import clock
from indgang.base.models import RememberedRequest
from indgang.contact import services as contacts
from indgang.queue import services as queue

REMEMBERED_FOR = timedelta(days=2)


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
