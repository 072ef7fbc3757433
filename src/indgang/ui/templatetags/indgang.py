"""Template tags and filters that every face uses."""

from datetime import datetime
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.core.day import COPENHAGEN, danish_date

register = template.Library()
SECOND_LINE = frozenset({"specialist"})


def _locale() -> str:
    return "en_GB" if (get_language() or "da").startswith("en") else "da_DK"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of Det Fælles Designsystem, hidden from screen readers because a text stands beside it."""
    sprite = static("vendor/dkfds/img/all-svg-icons.svg")
    return format_html(
        '<svg class="icon-svg" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        sprite,
        name,
    )


@register.filter
def unlocalized(value: Any) -> str:
    """The value with a decimal point whatever the language; for scripts."""
    return str(value)


@register.filter
def clock_time(moment: datetime | None) -> str:
    """Danish time of day, "14.05" in Danish and "14:05" in English."""
    return (
        format_time(
            moment.astimezone(COPENHAGEN), "HH.mm" if _locale() == "da_DK" else "HH:mm", locale=_locale()
        )
        if moment
        else ""
    )


@register.filter
def long_date(day: Any) -> str:
    """A date in words: "lørdag den 21. november 2026"."""
    pattern = "EEEE 'den' d. MMMM y" if _locale() == "da_DK" else "EEEE d MMMM y"
    return format_date(day, pattern, locale=_locale()) if day else ""


@register.filter
def short_date(day: Any) -> str:
    """A date in a few signs: "21. nov. 2026"."""
    pattern = "d. MMM y" if _locale() == "da_DK" else "d MMM y"
    return format_date(day, pattern, locale=_locale()) if day else ""


@register.filter
def date_and_time(moment: datetime | None) -> str:
    """Date and time in Danish time."""
    if moment is None:
        return ""
    pattern = "d. MMM y 'kl.' HH.mm" if _locale() == "da_DK" else "d MMM y, HH:mm"
    return format_datetime(moment.astimezone(COPENHAGEN), pattern, locale=_locale())


@register.filter
def nearest_time(moment: datetime | None) -> str:
    """The time of day if it is today ("i dag kl. 12.00"), else date and time."""
    if moment is None or danish_date(moment) != danish_date(clock.now()):
        return date_and_time(moment)
    return _("today at %(time)s") % {"time": clock_time(moment)}


@register.filter
def minutes(seconds: float | None) -> str:
    """Seconds as whole minutes in words ("4 min"), or "under 1 min"."""
    if seconds is None:
        return "–"
    whole = round(seconds / 60)
    return ngettext("%(count)d min", "%(count)d min", whole) % {"count": whole} if whole else _("under 1 min")


@register.simple_tag(takes_context=True)
def allowed(context: template.Context, permission: str, site_id: int | None = None) -> bool:
    """Whether the one who looks has the permission."""
    actor: Actor | None = context.get("actor")
    return actor is not None and may(actor, permission, site_id)


@register.inclusion_tag("ui/_menu.html", takes_context=True)
def main_menu(context: template.Context) -> dict[str, Any]:
    """The links that the one who looks can use."""
    request = context["request"]
    actor: Actor | None = context.get("actor")
    links = []
    if actor is not None and actor.kind == "person":
        if may(actor, "queue.work_desk"):
            links.append(("desk:choose", _("Desk")))
        if may(actor, "catalogue.read_news"):
            links.append(("news:news", _("News")))
        if actor.has_role(SECOND_LINE, None):
            links.append(("backline:home", _("The second line")))
            links.append(("calendars:mine", _("My calendar")))
        if may(actor, "organisation.view"):
            links.append(("manage:today", _("Today")))
    return {"links": links, "path": request.path}
