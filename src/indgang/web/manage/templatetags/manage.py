"""Template tags and filters of the manager's pages."""

from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date
from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.core.day import danish_time
from indgang.followup.codes import shown
from indgang.ui.hours.wording import state_sentence, when
from indgang.ui.templatetags.indgang import _locale, clock_time
from indgang.web.manage.workshop.words import SECTION

register = template.Library()
register.filter("when", when)
register.filter("state_sentence", state_sentence)
register.filter("receipt_code", shown)


def _links(actor: Actor) -> list[tuple[str, str, str]]:
    """Name of the first page, its word, and the part of the address that marks the section."""
    links = [("manage:today", _("Today"), "")]
    if may(actor, "booking.see"):
        links.append(("manage:appointments", _("Appointments"), "appointments/"))
    if may(actor, "insight.view"):
        links.append(("manage:figures", _("Figures"), "figures/"))
    links.append(("manage:sites", _("Organisation"), "organisation/"))
    links.append(("manage:tasks", _("Tasks"), "tasks/"))
    if may(actor, "catalogue.view_plays"):
        links.append(("manage:sources", _("Sources"), "sources/"))
    if may(actor, "planning.map"):
        links.append(("manage:workshops", str(SECTION), "workshop/"))
    if may(actor, "queue.setup"):
        links.append(("manage:queues", _("Queue"), "queue/"))
    if may(actor, "messaging.view"):
        links.append(("manage:messages", _("Messages"), "messages/"))
    if may(actor, "organisation.export") or may(actor, "catalogue.export"):
        links.append(("manage:imports", _("Import and export"), "import/"))
    return links


@register.inclusion_tag("manage/_menu.html", takes_context=True)
def manage_menu(context: template.Context) -> dict[str, Any]:
    """The sections that the one who looks can use."""
    root = reverse("manage:today")
    here = context["request"].path.removeprefix(root)
    return {
        "links": [
            (reverse(name), label, here.startswith(part) if part else here == "")
            for name, label, part in _links(context["actor"])
        ],
        "may_find": may(context["actor"], "catalogue.view_plays"),
        "asked_for": context.get("asked_for", ""),
    }


@register.filter
def short_date(day: date | None) -> str:
    """A date in figures: "21-11-2026" in Danish and "21/11/2026" in English."""
    if day is None:
        return ""
    return f"{day:%d-%m-%Y}" if _locale() == "da_DK" else f"{day:%d/%m/%Y}"


@register.filter
def weekday_and_date(day: date) -> str:
    """ "man. 23. nov." or "Mon 23 Nov"."""
    return format_date(day, "EEE d. MMM" if _locale() == "da_DK" else "EEE d MMM", locale=_locale())


@register.filter
def stretch_words(period: Any) -> str:
    """From when to when, without saying a day twice: "tors. 26. nov. 2026 kl. 09.30–10.00", or whole days."""
    starts, ends = danish_time(period.lower), danish_time(period.upper)
    to_midnight = ends.time() == time.min
    last = (ends - timedelta(minutes=1)).date() if to_midnight else ends.date()
    days = _day_words(starts.date())
    if to_midnight and starts.time() == time.min:
        return days if last == starts.date() else f"{days} – {_day_words(last)}"
    opens, closes = (
        clock_time(period.lower),
        "24.00"
        if to_midnight and _locale() == "da_DK"
        else "24:00"
        if to_midnight
        else clock_time(period.upper),
    )
    if last == starts.date():
        return _("%(day)s at %(from)s–%(to)s") % {"day": days, "from": opens, "to": closes}
    return _("%(day)s at %(from)s – %(last)s at %(to)s") % {
        "day": days, "from": opens, "last": _day_words(last), "to": closes,
    }  # fmt: skip


def _day_words(day: date) -> str:
    return format_date(day, "EEE d. MMM y" if _locale() == "da_DK" else "EEE d MMM y", locale=_locale())


@register.filter
def weekday_name(day: date | int) -> str:
    """The weekday in words; a number counts from 0, Monday."""
    shown = date(2024, 1, 1) + timedelta(days=day) if isinstance(day, int) else day
    return format_date(shown, "EEEE", locale=_locale())


@register.filter
def time_of_day(value: time) -> str:
    """A clock time, "9.30" in Danish and "09:30" in English; midnight at the end of a day is 24."""
    if _locale() == "da_DK":
        return f"{value.hour}.{value.minute:02d}"
    return f"{value:%H:%M}"


@register.filter
def span(value: Any) -> str:
    """Opening hours of a day, "9.00–17.00"."""
    closes = "24.00" if value.closes == time.min else time_of_day(value.closes)
    return f"{time_of_day(value.opens)}–{closes}"


@register.filter
def running(moment: datetime | None) -> str:
    """The time since a moment as 4:07, as the page's script goes on showing it."""
    if moment is None:
        return ""
    seconds = max(0, int((clock.now() - moment).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


@register.filter
def iso(moment: datetime | None) -> str:
    """A moment for scripts."""
    return moment.isoformat() if moment else ""


@register.filter
def local_iso_date(moment: datetime) -> str:
    """The Danish date of a moment for an address."""
    return danish_time(moment).date().isoformat()


@register.filter
def entry(mapping: Any, key: Any) -> Any:
    """The value for a key; None when there is none."""
    return mapping.get(key)


@register.filter
def number(value: float) -> str:
    """A number for the drawing of a chart, with a point whatever the language."""
    return f"{value:g}"


@register.inclusion_tag("manage/_subsections.html", takes_context=True)
def organisation_menu(context: template.Context) -> dict[str, Any]:
    """The pages of the organisation that the one who looks can use."""
    actor: Actor = context["actor"]
    pages = [("manage:sites", _("Sites"))]
    if may(actor, "organisation.change"):
        pages += [("manage:people", _("People")), ("manage:competences", _("Competences and delegations"))]
    if may(actor, "followup.rules"):
        pages.append(("manage:promises", _("Promises")))
    pages += [("manage:lifelines", _("Lifelines")), ("manage:closed_days", _("Closed days"))]
    if may(actor, "booking.setup"):
        pages.append(("manage:calendars", _("Calendars")))
    if may(actor, "followup.privacy"):
        pages.append(("manage:privacy", _("Privacy")))
    if may(actor, "organisation.administrate"):
        pages.append(("manage:tokens", _("Devices and systems")))
    path = context["request"].path
    links = [(reverse(name), word, path == reverse(name)) for name, word in pages]
    return {"links": links, "label": _("Pages of the organisation")}


@register.inclusion_tag("manage/_subsections.html", takes_context=True)
def messages_menu(context: template.Context) -> dict[str, Any]:
    """The pages of messages that the one who looks can use."""
    pages = [("manage:messages", _("What was sent"))]
    if may(context["actor"], "messaging.setup"):
        pages += [("manage:message_texts", _("Texts")), ("manage:message_rules", _("Rules"))]
    path = context["request"].path
    links = [(reverse(name), word, path == reverse(name)) for name, word in pages]
    return {"links": links, "label": _("Pages of messages")}


@register.inclusion_tag("manage/_subsections.html", takes_context=True)
def appointments_menu(context: template.Context) -> dict[str, Any]:
    """The pages of appointments that the one who looks can use."""
    actor: Actor = context["actor"]
    site = context.get("site")
    pages: list[tuple[str, str]] = []
    if site is not None:
        of_site = [("manage:calendar", _("Calendar"), "booking.see")]
        of_site += [
            ("manage:hindered", _("In the way"), "booking.see"),
            ("manage:blocked", _("Blocked times"), "booking.block"),
            ("manage:appointment_setup", _("Set-up"), "booking.setup"),
        ]
        pages = [
            (reverse(name, args=[site.slug]), word)
            for name, word, needed in of_site
            if may(actor, needed, site.pk)
        ]
    else:
        pages = [(reverse("manage:appointments"), _("Calendar"))]
    if may(actor, "booking.setup_all"):
        pages.append((reverse("manage:booking_rules"), _("Rules of the municipality")))
        pages.append((reverse("manage:booking_tasks"), _("Tasks")))
    path = context["request"].path
    return {
        "links": [(href, word, path == href) for href, word in pages],
        "label": _("Pages of appointments"),
    }
