"""What can be chosen in a task's facts: life events, authorities, related tasks; by code, shown in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.catalogue.models import IdCheck
from indgang.catalogue.queries.named import authority_names, life_event_names
from indgang.core.folding import danish_sort_key
from indgang.ui.templatetags.record import audiences, channels, id_check_words
from indgang.web.manage.choices import task_titles

__all__ = ["audiences", "authorities", "channels", "codes_of", "id_checks", "life_events", "titles_of"]

Choices = list[tuple[str, str]]


def life_events() -> Choices:
    """The life events in the editors' order."""
    return life_event_names()


def authorities(*, empty: str) -> Choices:
    """The authorities by name."""
    found = sorted(authority_names(), key=lambda pair: danish_sort_key(pair[1]))
    return [("", empty), *found]


def id_checks(*, empty: str) -> Choices:
    """The ways to be sure who it is."""
    return [("", empty), *((code, id_check_words(code)) for code in IdCheck.values)]


def titles_of(codes: Iterable[str]) -> list[str]:
    """What tasks are called; the code of one whose title another one has too, or that is out of use."""
    titles = task_titles()
    counts = list(titles.values())
    return [titles[code] if code in titles and counts.count(titles[code]) == 1 else code for code in codes]


def codes_of(lines: Iterable[str]) -> list[str]:
    """The codes of tasks that were named by title or code. Raises Invalid (field "related")."""
    titles = task_titles()
    by_title = {title.casefold(): code for code, title in titles.items()}
    found = []
    for line in lines:
        code = by_title.get(line.casefold(), line)
        if code not in titles and " " in line:
            raise Invalid(_("No task is called “%(title)s”.") % {"title": line}, field="related")
        found.append(code)
    return list(dict.fromkeys(found))
