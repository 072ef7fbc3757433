"""Finding promised calls by what was answered to the unit's questions."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.text import pick
from indgang.core.day import danish_date
from indgang.core.forms import read_date, read_number
from indgang.followup.models import AnswerKind, Callback, SetQuestion

COLUMNS = {AnswerKind.DATE: "day", AnswerKind.NUMBER: "number", AnswerKind.CHOICE: "choice"}
HOWS = {"before": "__lt", "after": "__gt", "is": ""}
TODAY = "today"


def fitting(key: str, how: str, value: str) -> QuerySet[Callback]:
    """The callbacks whose answer to the question with this key fits, whichever version of it they were asked.

    Raises Invalid (field "value") where no version can be answered like that.
    """
    versions = list(SetQuestion.objects.filter(key=key, kind__in=COLUMNS).prefetch_related("texts"))
    if not versions or how not in HOWS:
        return Callback.objects.none()
    found = [one for one in (_fits(version, how, value.strip()) for version in versions) if one is not None]
    if not found:
        raise Invalid(_no_fit(versions), field="value")
    every = found[0]
    for one in found[1:]:
        every |= one
    return Callback.objects.filter(every)


def _fits(version: SetQuestion, how: str, value: str) -> Q | None:
    """The answers to one version of a question that fit; None where the value cannot be read as one."""
    if version.kind == AnswerKind.CHOICE:
        places = _places(version, value)
        return Q(answers__question=version, answers__choice__in=places) if places else None
    is_today = value.casefold() in {TODAY, _("today").casefold()}
    wanted = (
        read_number(value)
        if version.kind == AnswerKind.NUMBER
        else danish_date(clock.now())
        if is_today
        else read_date(value)
    )
    if wanted is None:
        return None
    column = f"answers__{COLUMNS[AnswerKind(version.kind)]}{HOWS[how]}"
    return Q(**{"answers__question": version, column: wanted})


def _places(version: SetQuestion, value: str) -> list[int]:
    """Where what can be chosen says so, in any language: the same words, else words that begin like that, else the
    place itself."""
    typed = value.casefold()
    options = [
        (place, option.casefold())
        for text in version.texts.all()
        for place, option in enumerate(text.options)
    ]
    same = {place for place, option in options if option == typed}
    begun = {place for place, option in options if typed and option.startswith(typed)}
    numbered = {place for place, _option in options if str(place) == typed}
    return sorted(same or begun or numbered)


def _no_fit(versions: list[SetQuestion]) -> str:
    newest = max(versions, key=lambda one: one.pk)
    text = pick(newest.texts.all())
    if newest.kind == AnswerKind.CHOICE and text is not None:
        return _("Write one of these: %(choices)s.") % {"choices": ", ".join(text.options)}
    if newest.kind == AnswerKind.DATE:
        return _("Write a date, such as 24.11.2026, or “today”.")
    return _("Write a number.")
