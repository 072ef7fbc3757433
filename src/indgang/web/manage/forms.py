"""Forms made of the columns of a kind, so that a page and a file ask the same and refuse the same.

What was typed stays typed when it is refused, and each reason stands beside its field.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from indgang.base.errors import Invalid
from indgang.base.transfer import Column, Record, registry
from indgang.base.transfer.cells import Date, Decimal, Integer, YesNo
from indgang.base.transfer.danish import Email, Phone
from indgang.web.manage.labels import label_of

Options = Sequence[tuple[str, str | Promise]]
LONG_TEXT = 120


@dataclass(slots=True)
class Field:
    """One field as the template draws it. `error` stands beside it."""

    name: str
    label: str
    hint: str
    widget: str
    value: str
    required: bool
    options: Options = ()
    most: int | None = None
    error: str = ""
    id: str = ""

    @property
    def is_optional(self) -> bool:
        """Whether it may be left empty; a list without an empty choice cannot."""
        return not self.required and (not self.options or any(value == "" for value, _label in self.options))

    @property
    def chosen(self) -> list[str]:
        """The values of a field of which several may be ticked; they stand one a line."""
        return self.value.split("\n")

    @property
    def is_checked(self) -> bool:
        """Whether a checkbox is ticked."""
        return self.value == "yes"


@dataclass(slots=True)
class Form:
    """Some columns of a kind to be filled in. `error` is what concerns no field of the form."""

    kind: str
    fields: list[Field] = field(default_factory=list)
    error: str = ""

    def values(self) -> dict[str, str]:
        """What is filled in, as the services take it."""
        return {one.name: one.value for one in self.fields}

    def field(self, name: str) -> Field | None:
        """The field with this name, when the form has it."""
        return next((one for one in self.fields if one.name == name), None)

    def refuse(self, refusal: Invalid) -> None:
        """Put each reason of a refusal beside its field."""
        faults = refusal.facts.get("faults") or [{"field": refusal.field, "reason": str(refusal)}]
        for fault in faults:
            place = self.field(fault["field"])
            if place is None:
                self.error = fault["reason"]
            elif not place.error:
                place.error = fault["reason"]


def form_of(
    kind: str,
    columns: Iterable[str],
    *,
    record: Record | None = None,
    data: QueryDict | None = None,
    options: Mapping[str, Options] | None = None,
    prefix: str = "",
) -> Form:
    """A form for columns of a kind: with what was sent, else what is stored, else the columns' empty values.

    `options` gives columns a list to choose from, which needs no hint. `prefix` keeps the ids of several forms
    on a page apart.
    """
    known = registry.get(kind)
    fields = []
    for name in columns:
        column = known.column(name)
        chosen = (options or {}).get(name, ())
        fields.append(
            Field(
                name=name,
                label=label_of(kind, name),
                hint="" if chosen else str(column.sentence),
                widget=_widget(column, chosen),
                value=_value(column, record, data),
                required=column.required,
                options=chosen,
                most=getattr(column.type, "most", None) if not _is_number(column) else None,
                id=f"{prefix}{name}",
            )
        )
    return Form(kind, fields)


def _is_number(column: Column) -> bool:
    return isinstance(column.type, Integer | Decimal)


def _widget(column: Column, options: Options) -> str:
    if isinstance(column.type, YesNo):
        return "checkbox"
    if options:
        return "select"
    widgets: tuple[tuple[Any, str], ...] = (
        (Date, "date"), (Integer, "number"), (Email, "email"), (Phone, "tel"),
    )  # fmt: skip
    for kind, widget in widgets:
        if isinstance(column.type, kind):
            return widget
    most = getattr(column.type, "most", 0) or 0
    return "textarea" if most > LONG_TEXT else "text"


def _value(column: Column, record: Record | None, data: QueryDict | None) -> str:
    if data is not None:
        if isinstance(column.type, YesNo):
            return "yes" if column.name in data else "no"
        return str(data.get(column.name, ""))
    value = record[column.name] if record is not None else column.type.empty
    return as_typed(column.write(value) if value is not None else "")


def as_typed(raw: Any) -> str:
    """A raw cell as a field of a page shows it."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    return "" if raw is None else str(raw)
