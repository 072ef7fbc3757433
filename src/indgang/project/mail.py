"""How mail is sent, from one address such as smtp+starttls://user:secret@mail.example.org:587."""

from typing import Any
from urllib.parse import unquote, urlsplit

from indgang.project.env import BadSetting

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SECONDS = 20


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings for the server at `url`; without one mail goes nowhere. Raises BadSetting."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting("EMAIL_URL", "is not an address of a mail server") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadSetting("EMAIL_URL", "must look like smtp+starttls://user:secret@mail.example.org:587")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": SECONDS,
    }
