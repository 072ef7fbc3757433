"""What the pages of the sections call things."""

from django.utils.translation import gettext as _

from indgang.catalogue.models import Layer, SectionKind, VersionState
from indgang.core.lix import Readability
from indgang.web.manage.choices import capital


def kind_name(kind: str) -> str:
    """A kind of section, with a capital."""
    return capital(SectionKind(kind).label)


def layer_name(layer: str) -> str:
    """A layer, with a capital."""
    return capital(Layer(layer).label)


def state_name(state: str) -> str:
    """A state of a version."""
    return str(VersionState(state).label)


def part_name(part: str) -> str:
    """A part of a section, with a capital."""
    names = {
        "title": _("Title"),
        "summary": _("Summary"),
        "output": _("What the citizen gets"),
        "note": _("Note"),
    }
    return names.get(part) or kind_name(part)


def part_hint(part: str) -> str:
    """What to write in a part."""
    hints = {
        "summary": _("One or two plain sentences for the citizen."),
        "words": _("What citizens say, one a line: synonyms, old names, misspellings."),
        "bring": _("One thing a line."),
        "conditions": _("One condition a line."),
        "procedure": _("One step a line, as the citizen takes it."),
        "expect": _("What happens then, and when."),
        "forbidden": _("What an officer must not write down."),
    }
    return hints.get(part, "")


def event_name(action: str) -> str:
    """What happened to a version."""
    names = {
        "begun": _("begun"),
        "changed": _("saved"),
        "submitted": _("sent to review"),
        "sent_back": _("sent back"),
        "approved": _("approved"),
        "scheduled": _("scheduled"),
        "published": _("published"),
        "withdrawn": _("taken back"),
        "rolled_back": _("made from an older version"),
        "kept": _("checked against the text below, and kept"),
    }
    return names.get(action, action)


def verdict_name(kind: str) -> str:
    """What a three-way comparison says of a part."""
    names = {
        "same": _("Nothing has changed."),
        "theirs": _("Only the text below has changed."),
        "ours": _("Only we differ; the text below stands as it did."),
        "agreed": _("Both say the same now."),
        "conflict": _("The text below has changed, and ours is another one: read both."),
    }
    return names[kind]


def level_name(found: Readability) -> str:
    """How hard a text is."""
    names = {
        "very easy": _("very easy"),
        "easy": _("easy"),
        "middling": _("middling"),
        "hard": _("hard"),
        "very hard": _("very hard"),
    }
    return names[found.level]
