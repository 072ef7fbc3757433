"""Template tags of the second line's face."""

from typing import Any

from django import template
from django.urls import reverse

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
