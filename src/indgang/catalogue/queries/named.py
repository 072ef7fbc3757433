"""What life events and authorities are called in the active language."""

from indgang.base.text import pick
from indgang.catalogue.models import Authority, LifeEvent


def life_event_names() -> list[tuple[str, str]]:
    """Every life event as (code, title), in the editors' order."""
    rows = LifeEvent.objects.order_by("order", "code").prefetch_related("texts")
    return [(row.code, text.title if (text := pick(row.texts.all())) else row.code) for row in rows]


def authority_names() -> list[tuple[str, str]]:
    """Every authority as (code, name), by code."""
    rows = Authority.objects.order_by("code").prefetch_related("texts")
    return [(row.code, text.name if (text := pick(row.texts.all())) else row.code) for row in rows]
