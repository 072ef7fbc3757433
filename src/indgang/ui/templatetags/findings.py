"""What the search finds beside tasks, in words and with its way on."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    """The kind in one word: "Lifeline"."""
    words = {
        "self_service": _("Self-service"),
        "lifeline": _("Lifeline"),
        "news": _("News"),
        "article": _("borger.dk"),
        "kle": _("KLE"),
    }
    return words.get(kind, kind)
