"""Which way the settings name."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from indgang.followup.ports import CaseSystem
from indgang.integrations.casesystem.folder import Folder
from indgang.integrations.casesystem.webhook import Webhook

SHORTEST_SECRET = 16


def check_settings(address: str, secret: str) -> None:
    """Raise ValueError with what is wrong, as the end of a sentence that begins with the setting's name."""
    if not address:
        return
    parts = urlsplit(address)
    if parts.scheme == "file":
        if parts.netloc or not Path(parts.path).is_absolute():
            raise ValueError("must be file:///and/a/whole/path for a folder")
        return
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("must be a file:/// folder or an https:// address")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise ValueError("must be https: cases hold what citizens have told")
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"needs INDGANG_CASES_SECRET of at least {SHORTEST_SECRET} signs")


def case_system() -> CaseSystem | None:
    """The case system of the settings; None where none is named."""
    address = settings.CASES_URL
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme == "file":
        return Folder(Path(parts.path))
    return Webhook(address, settings.CASES_SECRET)
