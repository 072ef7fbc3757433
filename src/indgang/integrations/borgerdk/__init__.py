"""Fetching articles from borger.dk."""

from indgang.integrations.borgerdk.choice import article_sources, check_settings, municipality_asked_with
from indgang.integrations.borgerdk.client import BorgerDk
from indgang.integrations.borgerdk.demo import DemoPortal
from indgang.integrations.borgerdk.markup import sanitised, text_of

__all__ = [
    "BorgerDk",
    "DemoPortal",
    "article_sources",
    "check_settings",
    "municipality_asked_with",
    "sanitised",
    "text_of",
]
