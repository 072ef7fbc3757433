"""What the fields of a task are called, and how their values are typed and shown."""

import re
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.catalogue.queries import reach_word
from indgang.core.reach import Reach
from indgang.organisation.models import SiteKind
from indgang.web.manage.choices import capital

PLANNED = ("standard_minutes", "priority", "desk")
EDITED = (
    "topic",
    "group",
    "nature",
    "kle",
    "sensitive",
    "audience",
    "life_events",
    "authority",
    "id_check",
    "channels",
    "processing",
    "lifeline",
    "tools",
    "self_service",
    "related",
    "assumptions",
    "review_months",
)
NUMBERS = {"standard_minutes", "priority", "group", "review_months"}
LISTS = {"tools", "assumptions", "words", "bring", "audience", "life_events", "channels", "related"}
SEVERAL = {"audience", "life_events", "channels"}
EMPTY_IS_NONE = {"lifeline", "kle", "self_service", "authority", "id_check", "processing"}
_DAYS = re.compile(r"(\d{1,4})(?:\s*(?:-|–|to|til)\s*(\d{1,4}))?")


def field_names() -> dict[str, str]:
    """The task's own fields in words."""
    return {
        "standard_minutes": _("Standard minutes"),
        "priority": _("Priority (1 first)"),
        "desk": _("Best served at"),
        "topic": _("Topic"),
        "group": _("Task group"),
        "nature": _("Nature"),
        "kle": _("KLE number"),
        "sensitive": _("Sensitive: never hinted at on a public surface"),
        "lifeline": _("Lifeline"),
        "tools": _("Systems and tools, one a line"),
        "self_service": _("Address of the self-service"),
        "audience": _("For whom"),
        "life_events": _("Life events"),
        "authority": _("Authority that decides"),
        "id_check": _("Identity"),
        "channels": _("Can be done"),
        "processing": _("Days it takes"),
        "related": _("Related tasks, one a line"),
        "review_months": _("Read through every so many months"),
        "assumptions": _("Assumptions to check, one a line"),
        "legal_basis": _("Legal basis"),
        "cost": _("Costs"),
        "sources": _("Sources"),
        "play": _("Play"),
    }


def field_name(field: str) -> str:
    """Any field of `catalogue.services.fields` in words."""
    if field.startswith("offer."):
        kinds = {str(value): str(label) for value, label in SiteKind.choices}
        return _("Offer: %(kind)s") % {"kind": kinds.get(field[6:], field[6:])}
    if "." in field:
        language, part = field.split(".", 1)
        parts = {
            "title": _("Title"),
            "summary": _("Summary"),
            "words": _("Citizens' words"),
            "bring": _("What to bring"),
        }
        word = _("Danish") if language == "da" else _("English")
        return f"{parts.get(part, part)} ({word})"
    return field_names().get(field, field)


def shown_value(value: Any) -> str:
    """A value as one line of text."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list):
        return "; ".join(shown_value(item) for item in value)
    if isinstance(value, dict):
        return shown_value(value.get("da") or next(iter(value.values()), ""))
    codes = {reach.code for reach in Reach}
    text = str(value)
    return capital(reach_word(Reach.from_code(text))) if text in codes and text != "none" else text


def lines(text: str) -> list[str]:
    """The lines of a text area that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def read(field: str, text: str) -> Any:
    """What was typed as a value of the field; text that is no number stays text, and is refused by the service."""
    if field == "sensitive":
        return text == "yes"
    if field in LISTS:
        return lines(text)
    stripped = text.strip()
    if field == "processing" and stripped:
        return _days(stripped)
    if field in NUMBERS:
        return int(stripped) if stripped.isdecimal() and len(stripped) < 5 else stripped
    if field in EMPTY_IS_NONE and not stripped:
        return None
    return stripped


def _days(text: str) -> list[int]:
    found = _DAYS.fullmatch(text)
    if found is None:
        raise Invalid(_("Write days as 14, or as from-to: 14-60."), field="processing")
    least, most = found.groups()
    return [int(least), int(most or least)]


def typed(field: str, value: Any) -> str:
    """A stored value as it is typed."""
    if field == "processing":
        return "-".join(str(days) for days in dict.fromkeys(value)) if value else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in LISTS:
        return "\n".join(value)
    return "" if value is None else str(value)


def capital_kinds() -> list[tuple[str, str]]:
    """The kinds of sites."""
    return [(str(value), capital(label)) for value, label in SiteKind.choices]
