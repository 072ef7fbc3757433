"""Django's view of the wiring."""

import logging

from django.apps import AppConfig
from django.conf import settings
from django.db import DatabaseError

from indgang.followup.ports import CaseSystem

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
        from indgang.followup.ports import ports as cases
        from indgang.integrations.casesystem import case_system
        from indgang.integrations.casesystem import check_settings as check_cases
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
        try:
            check_cases(settings.CASES_URL, settings.CASES_SECRET)
        except ValueError as error:
            raise SystemExit(f"indgang: INDGANG_CASES_URL {error}") from error
        connect()
        cases.case_system = _demo_cases if settings.DEMO else case_system
        cases.deliver_soon = _deliver_soon
        ports.push_soon = _push_soon


def _demo_cases() -> CaseSystem:
    """From the demo no case leaves the house, whatever the settings name."""
    from indgang.integrations.casesystem.folder import Folder
    from indgang.project.paths import data_folder

    return Folder(data_folder() / "cases")


def _deliver_soon() -> None:
    """As `tasks.deliver_cases_soon`; the sweep of the next minute does it all the same."""
    from indgang.project.tasks import deliver_cases_soon

    try:
        deliver_cases_soon()
    except DatabaseError:
        log.exception("no job for the case system")


def _push_soon() -> None:
    """As `tasks.push_soon`. Should the queue of jobs fail, the sweep of the next minute sends all the same."""
    from indgang.project.tasks import push_soon

    try:
        push_soon()
    except DatabaseError:
        log.exception("no job for the calendars")
