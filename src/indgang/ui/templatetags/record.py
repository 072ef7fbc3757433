"""The facts of a task in words: what it costs, how long it takes, who must be sure of whom."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.catalogue.queries.cards import Cost
from indgang.core.day import danish_date

register = template.Library()


def _locale() -> str:
    return "en_GB" if (get_language() or "da").startswith("en") else "da_DK"


@register.filter
def cost_words(costs: Sequence[Cost]) -> str:
    """What it costs today and what it will cost: "178 kr. fra 1. januar 2026"; empty when nothing is known."""
    today = danish_date(clock.now())
    started = [cost for cost in costs if cost.since is None or cost.since <= today]
    coming = [cost for cost in costs if cost.since is not None and cost.since > today]
    return "; ".join(_cost(cost) for cost in [*started[-1:], *coming])


@register.filter
def every_cost(costs: Sequence[Cost]) -> list[str]:
    """Each cost in words, the earliest first."""
    return [_cost(cost) for cost in costs]


def _cost(cost: Cost) -> str:
    if cost.kind == "free":
        words = _("No charge")
    elif cost.kind == "varies":
        words = _("The price varies: ask the municipality")
    elif cost.amount is None:
        words = _("Fee: ask the municipality")
    else:
        words = _("%(amount)s kr.") % {"amount": _amount(cost.amount)}
    if cost.since is None:
        return words
    pattern = "d. MMMM y" if _locale() == "da_DK" else "d MMMM y"
    day = format_date(cost.since, pattern, locale=_locale())
    return _("%(cost)s from %(day)s") % {"cost": words, "day": day}


def _amount(amount: Decimal) -> str:
    pattern = "#,##0" if amount == amount.to_integral() else "#,##0.00"
    return str(format_decimal(amount, pattern, locale=_locale()))


@register.filter
def processing_words(days: tuple[int, int] | None) -> str:
    """How long it takes as a rule: "14 til 60 dage", "mens man venter"; empty when it is not known."""
    if days is None:
        return ""
    least, most = days
    if most == 0:
        return _("While you wait")
    if least == most:
        return ngettext("%(days)d day", "%(days)d days", most) % {"days": most}
    if least == 0:
        return ngettext("Up to %(days)d day", "Up to %(days)d days", most) % {"days": most}
    return _("%(least)d to %(most)d days") % {"least": least, "most": most}


@register.filter
def id_check_words(code: str) -> str:
    """How sure one must be who the citizen is."""
    return {
        "none": _("Not needed"),
        "conversation": _("By talking"),
        "document": _("A document"),
        "photo_id": _("Photo identification"),
        "mitid": _("With MitID"),
    }.get(code, "")


@register.filter
def channel_words(codes: Iterable[str]) -> str:
    """How it can be done."""
    words = dict(channels())
    return ", ".join(words.get(code, code) for code in codes)


def channels() -> list[tuple[str, str]]:
    """The channels in words."""
    return [
        ("in_person", _("in person")),
        ("online", _("online")),
        ("phone", _("by phone")),
        ("post", _("by post")),
        ("email", _("by e-mail")),
    ]


@register.filter
def audience_words(codes: Iterable[str]) -> str:
    """For whom it is."""
    words = dict(audiences())
    return ", ".join(words.get(code, code) for code in codes)


def audiences() -> list[tuple[str, str]]:
    """The audiences in words."""
    return [
        ("citizens", _("citizens")),
        ("children", _("children")),
        ("young", _("young people")),
        ("families", _("families")),
        ("seniors", _("older people")),
        ("newcomers", _("newcomers")),
        ("visitors", _("visitors")),
        ("businesses", _("businesses")),
        ("associations", _("associations")),
    ]


@register.filter
def source_words(kind: str) -> str:
    """What kind of source it is."""
    return {"law": _("Law"), "seed": _("Paper"), "page": _("Page")}.get(kind, kind)


@register.filter
def seconds_words(seconds: int | None) -> str:
    """About how long a step takes: "45 s", "2½ min"; empty when it is not known."""
    if not seconds:
        return ""
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    halves = round(seconds / 30)
    return _("%(minutes)s min") % {"minutes": f"{halves // 2}{'½' if halves % 2 else ''}"}


@register.filter
def marked(marks: Iterable[Any], kind: str) -> Any:
    """The mark of a kind of section, or None."""
    return next((mark for mark in marks if mark.kind == kind), None)
