"""Bringing a database up to date."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.core.management import call_command

from indgang.base.access import SYSTEM
from indgang.catalogue.content import FOLDER
from indgang.catalogue.queries import national_codes
from indgang.catalogue.services import load_content
from indgang.organisation.rights import lifeline_ids

LOADED = "catalogue-content"


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
    """Load the catalogue's content, unless exactly this content was loaded with exactly these lifelines before."""
    if cache.get(LOADED) == content_mark():
        return
    report = load_content(actor=SYSTEM)
    for fault in report.faults:
        say(str(fault))
    if report.is_good:
        cache.set(LOADED, content_mark(), timeout=None)


def content_mark() -> str:
    """SHA-256 of the content's files, the lifelines that tasks may name, and which national tasks there are."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*.yaml")):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    for part in (sorted(lifeline_ids()), national_codes()):
        digest.update(repr(part).encode())
    return digest.hexdigest()
