"""Building a case form: a draft is changed field by field, tried out, and published as a new version."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.base.errors import DomainError, Invalid, NotFound
from indgang.catalogue.models import (
    WITH_OPTIONS,
    CaseForm,
    CaseFormVersion,
    FieldKind,
    FormField,
    FormFieldText,
    FormOption,
    FormOptionText,
    FormState,
    Task,
)
from indgang.catalogue.queries.forms import form_version
from indgang.core.folding import fold
from indgang.core.forms import asks_for_cpr

MOST_FIELDS = 60
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class FieldTexts:
    """A field in one language; `options` in their order."""

    label: str
    help: str = ""
    options: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FieldWish:
    """A field as the editor wants it. `texts` by language; Danish is needed."""

    kind: str
    texts: Mapping[str, FieldTexts]
    is_required: bool = False
    show_when: str = ""
    show_values: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def draft_form(*, actor: Actor, task_code: str, is_example: bool = False) -> CaseFormVersion:
    """The draft of the task's form; made, from the form in force where there is one. Raises NotFound, NotAllowed."""
    require(actor, "catalogue.change")
    form = _form(task_code, make=True)
    draft = form.versions.filter(state=FormState.DRAFT).first()
    if draft is not None:
        return draft
    last = form.versions.order_by("-number").first()
    draft = CaseFormVersion.objects.create(
        form=form,
        number=last.number + 1 if last else 1,
        is_example=is_example or (last is not None and last.is_example),
        changed_at=clock.now(),
        author_id=actor.person_id,
    )
    in_force = form.versions.filter(state=FormState.PUBLISHED).first()
    if in_force is not None:
        _copy(in_force, draft)
    return draft


@transaction.atomic
def save_field(*, actor: Actor, task_code: str, wish: FieldWish, key: str = "") -> str:
    """Add a field at the end of the draft, or with `key` change that one. The key of the field.

    Raises Invalid with the field of the editor's page, NotFound, NotAllowed.
    """
    draft = _draft(actor, task_code)
    _check(wish)
    row = draft.fields.filter(key=key).first() if key else None
    if key and row is None:
        raise NotFound(facts={"field": key})
    if row is None:
        if draft.fields.count() >= MOST_FIELDS:
            raise Invalid(_("A form has at most %(most)s fields.") % {"most": MOST_FIELDS}, field="label_da")
        row = FormField(version=draft, key=_new_key(draft, wish.texts["da"].label), order=_next_order(draft))
    row.kind = wish.kind
    row.is_required = wish.is_required
    row.show_when = wish.show_when
    row.show_values = list(wish.show_values) if wish.show_when else []
    row.save()
    _write_texts(row, wish)
    _touch(draft)
    return row.key


@transaction.atomic
def move_field(*, actor: Actor, task_code: str, key: str, up: bool) -> None:
    """Let a field change places with the one before or after it; at the end nothing happens."""
    draft = _draft(actor, task_code)
    rows = list(draft.fields.order_by("order"))
    place = next((index for index, row in enumerate(rows) if row.key == key), None)
    if place is None:
        raise NotFound(facts={"field": key})
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place].order, rows[other].order = rows[other].order, rows[place].order
    FormField.objects.bulk_update([rows[place], rows[other]], ["order"])
    _touch(draft)


@transaction.atomic
def remove_field(*, actor: Actor, task_code: str, key: str) -> None:
    """Take a field out of the draft; removing what is gone changes nothing."""
    draft = _draft(actor, task_code)
    for row in draft.fields.filter(key=key):
        row.delete()
    _touch(draft)


@transaction.atomic
def publish_form(*, actor: Actor, task_code: str) -> CaseFormVersion:
    """Put the draft in force. Cases in hand keep the version that they began with. Raises Invalid with its flaws."""
    draft = _draft(actor, task_code)
    found = form_version(draft.pk, "da").flaws
    if found:
        raise Invalid(
            _("The form cannot be used yet. What is wrong is marked below."), facts={"flaws": found}
        )
    now = clock.now()
    draft.form.versions.filter(state=FormState.PUBLISHED).update(state=FormState.SUPERSEDED)
    draft.state, draft.published_at, draft.changed_at = FormState.PUBLISHED, now, now
    draft.save()
    audit.record(actor, "caseform.published", f"task:{task_code}", {"number": draft.number})
    return draft


@transaction.atomic
def discard_form(*, actor: Actor, task_code: str) -> None:
    """Throw the draft away; the form in force stays."""
    _draft(actor, task_code).delete()


def _form(task_code: str, *, make: bool = False) -> CaseForm:
    task = Task.objects.filter(code=task_code).first()
    if task is None:
        raise NotFound(facts={"task": task_code})
    if make:
        CaseForm.objects.get_or_create(task=task)
    form = CaseForm.objects.select_for_update().filter(task=task).first()
    if form is None:
        raise NotFound(facts={"task": task_code})
    return form


def _draft(actor: Actor, task_code: str) -> CaseFormVersion:
    require(actor, "catalogue.change")
    draft = _form(task_code).versions.filter(state=FormState.DRAFT).first()
    if draft is None:
        raise DomainError(_("There is no draft any more. Begin a new one."))
    return draft


def _touch(draft: CaseFormVersion) -> None:
    draft.changed_at = clock.now()
    draft.save(update_fields=["changed_at"])


def _check(wish: FieldWish) -> None:
    if wish.kind not in FieldKind.values:
        raise Invalid(_("Choose what is asked for."), field="kind")
    danish = wish.texts.get("da")
    if danish is None or not danish.label.strip():
        raise Invalid(_("Write what the field is called in Danish."), field="label_da")
    for language, texts in wish.texts.items():
        if wish.kind != FieldKind.PAPER and asks_for_cpr(texts.label):
            raise Invalid(
                _("A form never asks for a CPR number: the citizen gives it where the case is decided."),
                field=f"label_{language}",
            )
    if wish.kind in WITH_OPTIONS and not [label for label in danish.options if label.strip()]:
        raise Invalid(_("Write the answers to choose from, one on each line."), field="options_da")


def _next_order(draft: CaseFormVersion) -> int:
    return max(draft.fields.values_list("order", flat=True), default=0) + 1


def _new_key(draft: CaseFormVersion, label: str) -> str:
    base = slug(label)[: LONGEST_KEY - 4] or "felt"
    taken = set(draft.fields.values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{turn}" for turn in range(2, 999))) if key not in taken)


def slug(text: str) -> str:
    """A key made of a label: "Årlig husleje" gives "aarlig-husleje"."""
    letters = text.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "-", fold(letters)).strip("-")


def _write_texts(row: FormField, wish: FieldWish) -> None:
    row.texts.all().delete()
    row.options.all().delete()
    codes: list[FormOption] = []
    for language, texts in wish.texts.items():
        if texts.label.strip():
            FormFieldText.objects.create(
                field=row, language=language, label=texts.label.strip(), help=texts.help.strip()
            )
    if wish.kind not in WITH_OPTIONS:
        return
    danish = [label.strip() for label in wish.texts["da"].options if label.strip()]
    for order, label in enumerate(danish, start=1):
        code = slug(label)[:LONGEST_KEY] or f"svar-{order}"
        if any(option.code == code for option in codes):
            code = f"{code[: LONGEST_KEY - 4]}-{order}"
        codes.append(FormOption.objects.create(field=row, order=order, code=code))
    for language, texts in wish.texts.items():
        labels = [label.strip() for label in texts.options if label.strip()]
        for option, label in zip(codes, labels, strict=False):
            FormOptionText.objects.create(option=option, language=language, label=label)


def _copy(source: CaseFormVersion, target: CaseFormVersion) -> None:
    for row in source.fields.order_by("order").prefetch_related("texts", "options__texts"):
        copy = FormField.objects.create(
            version=target,
            order=row.order,
            key=row.key,
            kind=row.kind,
            is_required=row.is_required,
            show_when=row.show_when,
            show_values=row.show_values,
        )
        FormFieldText.objects.bulk_create(
            FormFieldText(field=copy, language=text.language, label=text.label, help=text.help)
            for text in row.texts.all()
        )
        for option in row.options.all():
            new = FormOption.objects.create(field=copy, order=option.order, code=option.code)
            FormOptionText.objects.bulk_create(
                FormOptionText(option=new, language=text.language, label=text.label)
                for text in option.texts.all()
            )
