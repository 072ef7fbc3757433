"""Tags of the desk's templates."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.catalogue.queries import StepCard, reach_word
from indgang.catalogue.queries.links import BrokenLink, broken_link
from indgang.catalogue.queries.pages import part_name
from indgang.contact.models import Outcome
from indgang.core.reach import Reach
from indgang.web.desk.keys import BY_CODE

register = template.Library()
EXPERTS = frozenset({"specialist"})


@register.simple_tag(takes_context=True)
def is_expert(context: template.Context) -> bool:
    """Whether the one at the desk is a specialist, whom others phone."""
    actor: Actor | None = context.get("actor")
    return actor is not None and actor.has_role(EXPERTS, None)


@register.simple_tag
def keyed(code: str) -> SafeString:
    """The attributes that give an element the key of an action."""
    key = BY_CODE[code]
    return format_html('data-key="{}" aria-keyshortcuts="{}"', " ".join(key.combos), key.aria)


@register.simple_tag
def kbd(code: str) -> SafeString:
    """The key of an action as a picture of it; hidden from screen readers, who hear aria-keyshortcuts."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', BY_CODE[code].shown[0])


@register.simple_tag
def all_kbd(code: str) -> SafeString:
    """Every key of an action."""
    return format_html_join(" ", "<kbd>{}</kbd>", ((shown,) for shown in BY_CODE[code].shown))


@register.filter
def running(seconds: int) -> str:
    """Seconds as a running time, 4:07 or 1:02:03; the page's script writes the same."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


@register.filter(name="reach_word")
def word_of_reach(reach: int) -> str:
    """The word for a reach in the reader's language."""
    return reach_word(Reach(reach))


@register.filter
def outcome_word(code: str) -> str:
    """The word for an outcome in the reader's language; empty for none."""
    return str(Outcome(code).label) if code else ""


@register.filter
def channel_icon(channel: str) -> str:
    """The icon of a channel."""
    return {"phone": "headset", "video": "videocam", "bus": "truck", "desk": "person"}.get(channel, "persons")


@register.filter
def step_word(step: StepCard) -> str:
    """What a step asks of the officer, in a word; empty for the plain doing, and where the text begins with it."""
    word = {
        "ask": _("Ask"),
        "id_check": _("Check identity"),
        "co_service": _("Co-service"),
        "stop_refer": _("Stop and refer"),
        "close": _("Round off"),
    }.get(step.kind, "")
    return "" if word and step.text.casefold().startswith(word.casefold()) else word


@register.filter(name="part_name")
def name_of_part(part: str) -> str:
    """A part of a playbook's page in words."""
    return part_name(part)


@register.filter
def is_list(value: object) -> bool:
    """Whether a part of a page is a list of lines."""
    return isinstance(value, list)


@register.simple_tag(name="broken_link")
def is_broken(url: str) -> BrokenLink | None:
    """What to say of an address that has not answered for days; None where it works."""
    return broken_link(url)
