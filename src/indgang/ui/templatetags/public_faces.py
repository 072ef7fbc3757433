"""Template tags of the faces that everybody sees."""

from datetime import time
from functools import lru_cache

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indgang.core.hours import ClockSpan
from indgang.core.waiting import Wait

register = template.Library()


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code as a picture, dark on white whatever the page's colours, with `label` for screen readers."""
    return format_html('<img class="qr-code" src="{}" alt="{}">', _qr_picture(text), label)


@register.filter
def wait_words(wait: Wait | None) -> str:
    """A wait in words: "about 10 to 20 minutes"; empty when it is not known."""
    if wait is None:
        return ""
    low, high = wait.shown()
    if low <= 0:
        return ngettext("at most %(high)d minute", "at most %(high)d minutes", high) % {"high": high}
    if low == high:
        return ngettext("about %(high)d minute", "about %(high)d minutes", high) % {"high": high}
    return _("about %(low)d to %(high)d minutes") % {"low": low, "high": high}


@register.filter
def clock_span(span: ClockSpan) -> str:
    """Opening hours as people write them: "10.00–16.00"; in English "10:00–16:00"."""
    pattern = "%H:%M" if (get_language() or "da").startswith("en") else "%H.%M"
    closes = "24:00" if span.closes == time() else span.closes.strftime(pattern)
    return f"{span.opens.strftime(pattern)}–{closes.replace(':', pattern[2])}"


@lru_cache(maxsize=64)
def _qr_picture(text: str) -> str:
    """The code as an SVG data URI; kept, for a screen shows the same one all day and it takes milliseconds."""
    address: str = segno.make(text, error="m", micro=False).svg_data_uri(
        border=3, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return address
