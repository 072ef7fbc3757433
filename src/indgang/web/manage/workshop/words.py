"""The words of the workshop's pages."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indgang.catalogue.models.tasks import Nature
from indgang.core.mapping import FIELDS, Answer, Side, Stand
from indgang.planning.models import MappingEventKind, Owner
from indgang.planning.models import Side as SideWords
from indgang.web.manage.choices import Choices, capital

# The section of the manager's menu.
SECTION = gettext_lazy("Task workshop")

STANDS = {
    Stand.NOTHING: gettext_lazy("Not assessed"),
    Stand.ONE_SIDE: gettext_lazy("One side has spoken"),
    Stand.AGREED: gettext_lazy("Agreed"),
    Stand.DISAGREED: gettext_lazy("Disagreed"),
    Stand.SETTLED: gettext_lazy("Settled"),
}


def field_names() -> dict[str, str]:
    """What the four questions are called."""
    return {"minutes": _("Minutes"), "priority": _("Priority"), "nature": _("Nature"), "group": _("Group")}


def other_names() -> dict[str, str]:
    """What else of a card may change."""
    return {
        "title": _("Title"),
        "owner": _("Who does it today"),
        "description": _("Description"),
        "competences": _("Competences"),
        "tools": _("IT tools"),
        "done_by": _("In words"),
        "note": _("Note"),
        "reason": _("Reason"),
    }


def sides() -> Choices:
    """The two staffs."""
    return [(value, capital(label)) for value, label in SideWords.choices]


def side_name(side: str) -> str:
    """A staff in words, with a capital."""
    return dict(sides())[side]


def staff(side: str) -> str:
    """The people of a side, as a sentence begins with them."""
    return _("The library") if side == "library" else _("Citizen service")


def owners() -> Choices:
    """Who may do a task today."""
    return [(value, capital(label)) for value, label in Owner.choices]


def natures() -> Choices:
    """The natures of a task."""
    return [(value, capital(label)) for value, label in Nature.choices]


def priorities() -> Choices:
    """How soon a task is to be shared."""
    return [("1", _("1 – first")), ("2", "2"), ("3", _("3 – last"))]


def groups() -> Choices:
    """The three groups of tasks."""
    return [
        ("1", _("1 – everybody at the joint desk (generalist)")),
        ("2", _("2 – specialist")),
        ("3", _("3 – specialist at the town hall")),
    ]


def answer(field: str, value: Answer) -> str:
    """An answer as it stands in a row; empty for none."""
    if value in (None, ""):
        return ""
    if field == "minutes":
        return _("%(count)s min.") % {"count": value}
    if field == "priority":
        return _("priority %(number)s") % {"number": value}
    if field == "group":
        return _("group %(number)s") % {"number": value}
    return str(dict(Nature.choices).get(str(value), value))


def short(field: str, value: Answer) -> str:
    """An answer where the field's name stands beside it."""
    if value in (None, ""):
        return "–"
    if field == "minutes":
        return _("%(count)s min.") % {"count": value}
    return str(dict(Nature.choices).get(str(value), value)) if field == "nature" else str(value)


def listed(words: Iterable[str]) -> str:
    """Words as people list them: "a, b and c"."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s and %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def disagreement(fields: Iterable[str]) -> str:
    """What the two sides disagree on, in a sentence; empty when nothing."""
    names = field_names()
    found = [names[name].lower() for name in FIELDS if name in set(fields)]
    return _("Disagree on %(fields)s") % {"fields": listed(found)} if found else ""


def tasks_in_words(count: int) -> str:
    """A number of tasks."""
    return ngettext("%(count)s task", "%(count)s tasks", count) % {"count": count}


def percent(share: float | None) -> str:
    """A share in whole percent; a dash for none."""
    return "–" if share is None else _("%(number)s%%") % {"number": round(share * 100)}


def event(kind: str, side: str) -> str:
    """What happened, in words."""
    word = capital(MappingEventKind(kind).label)
    return f"{word}: {side_name(side).lower()}" if side else word


def changes(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What changed in an event: name, before, after."""
    names = field_names() | other_names()
    return [
        (names[name], _shown(name, pair[0]), _shown(name, pair[1]))
        for name, pair in facts.items()
        if name in names and isinstance(pair, list) and len(pair) == 2
    ]


def _shown(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if name == "owner":
        return dict(owners()).get(value, "–")
    return short(name, value) if name in FIELDS else str(value or "–")


def side_of(background: str) -> str:
    """The staff that somebody of this background speaks for; empty for others, who choose."""
    return background if background in set(Side) else ""
