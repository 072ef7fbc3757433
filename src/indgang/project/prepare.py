"""Bringing a database up to date."""

from collections.abc import Callable

from django.core.management import call_command

from indgang.base.access import SYSTEM
from indgang.catalogue.services import load_content


def prepare_database(say: Callable[[str], None]) -> None:
    """Apply the migrations and load the catalogue; safe to repeat."""
    call_command("migrate", verbosity=0, interactive=False)
    load_catalogue(say)


def up_to_date() -> bool:
    """Whether every migration has been applied."""
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit:
        return False
    return True


def load_catalogue(say: Callable[[str], None]) -> None:
    """Load the catalogue's content; also after an import, so that tasks find lifelines that are new."""
    for fault in load_content(actor=SYSTEM).faults:
        say(str(fault))
