"""Checking values of a task's fields as they are typed or imported."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from indgang.base.errors import Invalid
from indgang.catalogue.content.reading import sentence
from indgang.catalogue.content.schema import (
    CostContent,
    LegalContent,
    ProcessingContent,
    ReachCode,
    SourceContent,
    TaskContent,
)
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import Authority, LifeEvent, Task, Topic
from indgang.catalogue.services.fields import FIELDS, OFFER_FIELDS, Ids
from indgang.organisation.rights import lifeline_ids

EMPTY_TEXT = {"kle", "self_service", "authority", "id_check"}


def present_ids() -> Ids:
    """The topics and lifelines by code."""
    return Ids(dict(Topic.objects.values_list("code", "pk")), lifeline_ids())


def checked_value(field: str, value: Any, ids: Ids) -> Any:
    """`value` as it is stored in `field`. Raises Invalid and CprInText."""
    if field not in FIELDS:
        raise Invalid(_("There is no field “%(field)s” in a task.") % {"field": field}, field=field)
    if field in {"lifeline", "processing"} and not value:
        return None
    if field in EMPTY_TEXT and not value:
        return ""
    try:
        clean = _validated(field, value)
    except ValidationError as error:
        raise Invalid(f"{field}: {sentence(error.errors(include_url=False)[0])}", field=field) from None
    except (TypeError, ValueError):
        raise Invalid(_("%(field)s: cannot be read.") % {"field": field}, field=field) from None
    _check_known(field, clean, ids)
    for text in _texts_in(clean):
        refuse_cpr(text, field)
    return clean


def _validated(field: str, value: Any) -> Any:
    if field == "legal_basis":
        return [[law.title, law.url or ""] for law in map(_law, value)]
    if field == "processing":
        days = ProcessingContent(min_days=value[0], max_days=value[1])
        return [days.min_days, days.max_days]
    if field == "cost":
        for kind, amount, since in value:
            CostContent(kind=kind, amount=amount or None, since=_day(since))
        return [list(row) for row in value]
    if field == "sources":
        for kind, title, url, verified in value:
            SourceContent(kind=kind, title=title, url=url or None, verified=_day(verified))
        return [list(row) for row in value]
    adapter: TypeAdapter[Any] = (
        TypeAdapter(ReachCode | None)
        if field in OFFER_FIELDS
        else TypeAdapter(TaskContent.model_fields[field].rebuild_annotation())
    )
    return adapter.validate_python(value, strict=True)


def _law(value: Any) -> LegalContent:
    if isinstance(value, list | tuple):
        return LegalContent(title=value[0], url=value[1] or None)
    return LegalContent.model_validate(value)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _check_known(field: str, value: Any, ids: Ids) -> None:
    known = {
        "topic": lambda: set(ids.topics),
        "lifeline": lambda: set(ids.lifelines),
        "authority": lambda: set(Authority.objects.values_list("code", flat=True)),
        "life_events": lambda: set(LifeEvent.objects.values_list("code", flat=True)),
        "related": lambda: set(Task.objects.values_list("code", flat=True)),
    }.get(field)
    if known is None:
        return
    unknown = sorted(set(value if isinstance(value, list) else [value]) - known())
    if unknown:
        raise Invalid(
            _("%(field)s: there is none with the code “%(code)s”.") % {"field": field, "code": unknown[0]},
            field=field,
        )


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in value for text in _texts_in(item)] if isinstance(value, list) else []
