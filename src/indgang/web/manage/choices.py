"""What can be chosen in the forms, in Danish order."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indgang.base.access import SYSTEM
from indgang.base.models import Language
from indgang.base.transfer import registry
from indgang.catalogue.queries import reach_word, task_lines, topics
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Reach
from indgang.organisation.models import Background, DeskKind, HoursKind, SiteKind
from indgang.organisation.models.people import ScopeKind
from indgang.web.manage.rows import stored

Choices = list[tuple[str, str]]


def capital(word: object) -> str:
    """The word with a capital in front; the rest as it is."""
    text = str(word)
    return text[:1].upper() + text[1:]


def sorted_choices(pairs: Iterable[tuple[str, str]], *, empty: str | None = None) -> Choices:
    """The choices by what people read; `empty` is the first one, of no value."""
    found = sorted(pairs, key=lambda pair: danish_sort_key(pair[1]))
    return [("", empty), *found] if empty is not None else found


def site_kinds() -> Choices:
    """Kinds of sites."""
    return [(value, capital(label)) for value, label in SiteKind.choices]


def desk_kinds() -> Choices:
    """Kinds of desks."""
    return [(value, capital(label)) for value, label in DeskKind.choices]


def hours_kinds(*, empty: str | None = None) -> Choices:
    """Kinds of hours."""
    found = [(value, capital(label)) for value, label in HoursKind.choices]
    return [("", empty), *found] if empty is not None else found


def models() -> Choices:
    """The five ways to work together (seed 001)."""
    return [
        ("1", _("1 – first steps")),
        ("2", _("2 – moved together")),
        ("3", _("3 – working together")),
        ("4", _("4 – the citizens' common entrance")),
        ("5", _("5 – no cooperation")),
    ]


def languages() -> Choices:
    """Languages of pages."""
    return [(value, str(label)) for value, label in Language.choices]


def backgrounds() -> Choices:
    """Which house a person comes from."""
    return [(value, capital(label)) for value, label in Background.choices]


def sites(*, empty: str | None = None) -> Choices:
    """Every site, by its code."""
    return sorted_choices(((row["slug"], row["name"]) for row in stored("sites")), empty=empty)


def teams(*, empty: str | None = None) -> Choices:
    """Every team."""
    return sorted_choices(((row["code"], row["name"]) for row in stored("teams")), empty=empty)


def people(*, empty: str | None = None) -> Choices:
    """Everybody whose access is open."""
    rows = (row for row in stored("people") if row["active"])
    return sorted_choices(((row["username"], row["name"]) for row in rows), empty=empty)


def lifelines(*, empty: str | None = None) -> Choices:
    """Every lifeline in use."""
    rows = (row for row in stored("lifelines") if row["active"])
    return sorted_choices(((row["code"], row["title_da"]) for row in rows), empty=empty)


def desks(*, empty: str | None = None) -> Choices:
    """Every desk in use, with its site."""
    names = dict(sites())
    rows = (row for row in stored("desks") if row["active"])
    return sorted_choices(
        ((row["slug"], f"{names.get(row['site'], row['site'])}: {row['label']}") for row in rows), empty=empty
    )


def task_titles() -> dict[str, str]:
    """The titles of the tasks in use by their codes, in the active language or else in Danish, as staff see them."""
    codes = registry.stored_codes("tasks") or set()
    return {line.code: line.title for line in task_lines(sorted(codes), actor=SYSTEM)}


def reaches(*, empty: str | None = None) -> Choices:
    """The ladder of reach by its codes."""
    found = [(reach.code, capital(reach_word(reach))) for reach in Reach if reach is not Reach.NONE]
    return [("", empty), *found] if empty is not None else found


def scopes() -> list[tuple[str, Choices]]:
    """What a competence can cover, in groups: the value is "group:1", "topic:rejse" or "task:pas-voksen"."""
    return [
        (_("Task groups"), [(f"group:{code}", group_name(code)) for code in ("1", "2", "3")]),
        (_("Topics"), [(f"topic:{topic.code}", topic.title) for topic in topics()]),
        (
            _("Single tasks"),
            sorted_choices((f"task:{code}", title) for code, title in task_titles().items()),
        ),
    ]


def group_name(code: str) -> str:
    """A task group in words."""
    names = {"1": _("generalist"), "2": _("specialist"), "3": _("specialist at the town hall")}
    return _("Group %(code)s (%(name)s)") % {"code": code, "name": names[code]}


def scope_names() -> dict[tuple[str, str], str]:
    """What each scope is called, by kind and code."""
    names = {(ScopeKind.GROUP.value, code): group_name(code) for code in ("1", "2", "3")}
    names |= {(ScopeKind.TOPIC.value, topic.code): topic.title for topic in topics()}
    return names | {(ScopeKind.TASK.value, code): title for code, title in task_titles().items()}


def role_words() -> dict[str, str]:
    """The roles in words."""
    return {
        "generalist": _("Generalist"),
        "specialist": _("Specialist"),
        "editor": _("Editor"),
        "manager": _("Manager"),
        "administrator": _("Administrator"),
        "device": _("Device (kiosk or screen)"),
        "api": _("Another system"),
    }
