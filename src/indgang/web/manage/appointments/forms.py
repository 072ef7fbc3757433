"""What the forms of the set-up share: typed cells become values, and each refusal stands beside its field."""

from collections.abc import Iterable
from typing import Any

from indgang.base.errors import Invalid
from indgang.base.transfer import BadCell, registry
from indgang.web.manage.forms import Form


def typed(form: Form, *names: str) -> dict[str, Any]:
    """The values of the form's fields (or of these) by column. Raises Invalid with every fault."""
    kind = registry.get(form.kind)
    values: dict[str, Any] = {}
    faults = []
    for field in form.fields:
        if names and field.name not in names:
            continue
        try:
            values[field.name] = kind.column(field.name).read(field.value)
        except BadCell as error:
            faults.append({"row": None, "field": field.name, "reason": error.reason, "code": error.code})
    if faults:
        first = faults[0]
        raise Invalid(str(first["reason"]), field=str(first["field"]), facts={"faults": faults})
    return values


def several(form: Form, name: str, values: Iterable[str], options: list[tuple[str, str]]) -> None:
    """Show a field as boxes to tick; the chosen values stand one a line."""
    field = form.field(name)
    if field is not None:
        field.widget, field.options, field.value = "several", options, "\n".join(values)
