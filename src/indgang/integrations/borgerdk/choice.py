"""Which portals articles are fetched from: the settings INDGANG_BORGERDK and those beside it."""

import re
from urllib.parse import urlsplit

from django.conf import settings

from indgang.catalogue.ports import ArticleSource
from indgang.integrations.borgerdk.client import BorgerDk
from indgang.integrations.borgerdk.demo import DemoPortal

ADDRESSES = (
    "https://www.borger.dk/_vti_bin/borger/ArticleExport.svc",
    "https://lifeindenmark.borger.dk/_vti_bin/borger/ArticleExport.svc",
)
DEMO_MUNICIPALITY = "999"


def article_sources(*, demo: bool = False) -> list[ArticleSource]:
    """The portals that the settings name; none when fetching is off. In the demo, the invented one."""
    if demo or (settings.DEMO and not settings.BORGERDK):
        return [DemoPortal()]
    if not settings.BORGERDK:
        return []
    return [BorgerDk(url) for url in settings.BORGERDK_URL or ADDRESSES]


def municipality_asked_with(*, demo: bool = False) -> str:
    """The three-digit code that articles are also fetched with; empty for none."""
    given = str(settings.BORGERDK_MUNICIPALITY)
    return given or (DEMO_MUNICIPALITY if demo or (settings.DEMO and not settings.BORGERDK) else "")


def check_settings() -> None:
    """Raise ValueError with the name of the setting and one clear sentence when one cannot be used."""
    code = str(settings.BORGERDK_MUNICIPALITY)
    if code and not re.fullmatch(r"[0-9]{3}", code):
        raise ValueError(
            f"BORGERDK_MUNICIPALITY must be the municipality's three digits, such as 530, not {code!r}"
        )
    for url in settings.BORGERDK_URL:
        parts = urlsplit(url)
        is_near = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_near)):
            raise ValueError(f"BORGERDK_URL must hold addresses that begin with https://, not {url!r}")
