"""The form of a room's task as a sheet between the two sides, and its answers as a draft of a case."""

from collections.abc import Mapping

from indgang.base.access import Actor
from indgang.base.errors import NotFound, Text
from indgang.catalogue.queries import FormVersion, form_in_force, form_version, task_card
from indgang.contactscreen.models import Room
from indgang.contactscreen.sheets import Field, Sheet
from indgang.core import forms
from indgang.core.forms import SEVERAL, Form, Kind, fill
from indgang.followup.parties import Person
from indgang.followup.services import prepare, save_case

# Papers are handed in, and a checklist is the officer's own: neither is written in together.
ALONE = (Kind.PAPER, Kind.CHECKLIST)
Faults = Mapping[str, Text]


def form_sheet(room: Room, language: str, faults: Faults) -> Sheet | None:
    """The form in the version that the room began with, else the one in force; None for a task without one.

    `faults` has a sentence for each fault of an answer.
    """
    found = _version(room, language)
    if found is None or room.task is None:
        return None

    def shown(values: Mapping[str, str]) -> set[str]:
        answers = fill(found.form, typed_of(found.form, values)).answers
        return {one.key for one in forms.shown_fields(found.form, answers)}

    def fault(name: str, value: str) -> Text:
        filled = fill(found.form, typed_of(found.form, {name: value}))
        wrong = filled.faults.get(name)
        return faults.get(str(wrong), "") if wrong is not None and value else ""

    fields = tuple(_field(one) for one in found.form.fields if one.kind not in ALONE)
    title = task_card(room.task.code, language).title
    return Sheet(title, fields, found.id, shown, fault) if fields else None


def typed_of(form: Form, values: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Values of a sheet as `core.forms` reads them."""
    several = {one.key for one in form.fields if one.kind in SEVERAL}
    return {name: value.split(",") if name in several else value for name, value in values.items()}


def keep_as_case(actor: Actor, room: Room, values: Mapping[str, str]) -> str:
    """Begin a case with the answers, as a draft of the actor; its code. Raises what `prepare` raises."""
    found = _version(room, room.language)
    if found is None or room.task is None:
        raise NotFound
    row = prepare(actor=actor, site=room.site, task_code=room.task.code, desk=room.desk)
    save_case(
        actor=actor,
        code=row.code,
        typed=typed_of(found.form, values),
        person=Person(""),
        unit=row.lifeline_id,
    )
    return row.code


def _version(room: Room, language: str) -> FormVersion | None:
    if room.task_id is None:
        return None
    if room.sheet_version is not None:
        return form_version(room.sheet_version, language)
    return form_in_force(room.task_id, language)


def _field(one: forms.Field) -> Field:
    return Field(
        one.key, one.label, one.kind.value, one.help, one.is_required,
        tuple((option.code, option.label) for option in one.options),
    )  # fmt: skip
