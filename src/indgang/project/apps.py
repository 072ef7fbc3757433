"""Django's view of the wiring."""

import logging

from django.apps import AppConfig
from django.conf import settings
from django.db import DatabaseError

log = logging.getLogger(__name__)


class ProjectConfig(AppConfig):
    """Settings, urls, command line and the demo."""

    name = "indgang.project"
    label = "project"

    def ready(self) -> None:
        """Show the outbox the ways out, and give the domains a worker for what need not be waited for.

        Stops with one clear line when the settings of a gateway cannot be used.
        """
        from indgang.booking.ports import ports  # Need the app registry.
        from indgang.integrations.sms import check_settings
        from indgang.project.messages import connect

        try:
            check_settings(
                settings.SMS_URL,
                settings.SMS_SECRET,
                settings.SMS_BODY,
                settings.SMS_ACCEPTED,
                settings.SMS_STATUS_URL,
            )
        except ValueError as error:
            raise SystemExit(f"indgang: INDGANG_SMS_URL {error}") from error
        connect()
        ports.push_soon = _push_soon


def _push_soon() -> None:
    """As `tasks.push_soon`. Should the queue of jobs fail, the sweep of the next minute sends all the same."""
    from indgang.project.tasks import push_soon

    try:
        push_soon()
    except DatabaseError:
        log.exception("no job for the calendars")
