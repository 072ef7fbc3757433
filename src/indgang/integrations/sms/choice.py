"""Which gateway there is: the setting INDGANG_SMS_URL and those beside it.

`gatewayapi://gatewayapi.eu`, `cpsms://api.cpsms.dk`, or a template with http:// or https://. A gateway on the own
network without encryption is `gatewayapi+http://…` or `cpsms+http://…`.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from indgang.integrations.sms import cpsms, gatewayapi, generic
from indgang.messaging.ports import Reader, Sender

READERS: dict[str, Reader] = {
    "gatewayapi": gatewayapi.read_report,
    "cpsms": cpsms.read_report,
    "http": generic.read_report,
}


def sms_sender() -> Sender | None:
    """The way out for SMS; None when no gateway is named."""
    if not settings.SMS_URL:
        return None
    return _sender(
        settings.SMS_URL,
        settings.SMS_SECRET,
        settings.SMS_BODY,
        settings.SMS_ACCEPTED,
        settings.SMS_STATUS_URL,
    )


def reader_of(provider: str) -> Reader | None:
    """What understands the reports of a provider, also of one that was used before."""
    return READERS.get(provider)


def check_settings(url: str, secret: str, body: str = "", accepted: str = "", status_url: str = "") -> None:
    """Raise ValueError with one clear sentence when the settings cannot be used."""
    if url:
        _sender.__wrapped__(url, secret, body, accepted, status_url)


@lru_cache(maxsize=4)
def _sender(url: str, secret: str, body: str, accepted: str, status_url: str) -> Sender:
    parts = urlsplit(url)
    provider, _plus, scheme = parts.scheme.partition("+")
    if scheme not in {"", "http"} or not parts.netloc:
        raise ValueError(
            "must look like gatewayapi://gatewayapi.eu, cpsms://api.cpsms.dk or https://… with {to} and {text}"
        )
    base = f"{scheme or 'https'}://{parts.netloc}"
    if provider == "gatewayapi":
        if not secret:
            raise ValueError("needs the token of GatewayAPI in INDGANG_SMS_SECRET")
        return gatewayapi.GatewayApi(base, secret)
    if provider == "cpsms":
        user, colon, key = secret.partition(":")
        if not (user and colon and key):
            raise ValueError("needs user:api-key of CPSMS in INDGANG_SMS_SECRET")
        return cpsms.Cpsms(base, user, key)
    if provider in {"http", "https"} and not scheme:
        return _generic(generic.Template(url, secret, body, accepted, status_url))
    raise ValueError(
        "must look like gatewayapi://gatewayapi.eu, cpsms://api.cpsms.dk or https://… with {to} and {text}"
    )


def _generic(template: generic.Template) -> Sender:
    everything = template.url + template.body
    strange = generic.unknown_names(everything + template.status_url)
    if strange:
        raise ValueError(f"asks for {', '.join(sorted(strange))}, which is not known")
    if "{to}" not in everything or "{text}" not in everything:
        raise ValueError("must say where {to} and {text} stand, in the address or in INDGANG_SMS_BODY")
    try:
        re.compile(template.accepted)
    except re.error as error:
        raise ValueError(f"has a pattern in INDGANG_SMS_ACCEPTED that is none: {error}") from error
    return generic.Generic(template)
