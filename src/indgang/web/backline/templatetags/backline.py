"""Template tags of the second line's face."""

from typing import Any

from django import template
from django.urls import reverse

from indgang.web.backline.presence.state import bar_of
from indgang.web.backline.sections import SECTIONS

register = template.Library()


@register.inclusion_tag("backline/_menu.html", takes_context=True)
def backline_menu(context: template.Context) -> dict[str, Any]:
    """The parts, with what waits in each for the one who looks."""
    actor = context["actor"]
    here = context["request"].path.removeprefix(reverse("backline:home"))
    return {
        "links": [
            (
                reverse(one.view),
                one.title,
                here.startswith(one.folder) if one.folder else here == "",
                one.waiting(actor),
            )
            for one in SECTIONS
        ]
    }


@register.inclusion_tag("backline/presence/_bar.html", takes_context=True)
def presence_bar(context: template.Context) -> dict[str, Any]:
    """One's own state and the buttons that change it, on every page of the face."""
    request = context["request"]
    return {
        "bar": bar_of(context["actor"], request.get_full_path() if request.method == "GET" else ""),
        "csrf_token": context.get("csrf_token"),
    }
