"""Putting a job into the queue from a page."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def put_in_queue(name: str, **arguments: Any) -> bool:
    """Ask a worker to run the job; False when it is waiting in the queue already."""
    try:
        with transaction.atomic():
            app.configure_task(name, queueing_lock=name, lock=name).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
