"""Django's view of the wiring."""

import logging

from django.apps import AppConfig
from django.db import DatabaseError

log = logging.getLogger(__name__)


class ProjectConfig(AppConfig):
    """Settings, urls, command line and the demo."""

    name = "indgang.project"
    label = "project"

    def ready(self) -> None:
        """Give the domains a worker for what need not be waited for."""
        from indgang.booking.ports import ports  # Need the app registry.

        ports.push_soon = _push_soon


def _push_soon() -> None:
    """As `tasks.push_soon`. Should the queue of jobs fail, the sweep of the next minute sends all the same."""
    from indgang.project.tasks import push_soon

    try:
        push_soon()
    except DatabaseError:
        log.exception("no job for the calendars")
