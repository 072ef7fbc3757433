"""Case forms as they are asked, in one language."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from indgang.base.errors import NotFound
from indgang.base.text import pick
from indgang.catalogue.models import CaseFormVersion, FormField, FormOption, FormState
from indgang.core.forms import Field, Form, Kind, Option, flaws


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A version of a task's form. `flaws` keep a draft from being published."""

    id: int
    task_code: str
    number: int
    state: str
    is_example: bool
    changed_at: datetime
    published_at: datetime | None
    form: Form = field(repr=False)

    @property
    def flaws(self) -> list[tuple[str, str]]:
        """What is wrong with it, by field key."""
        return [(key, str(flaw)) for key, flaw in flaws(self.form)]


def form_in_force(task_id: int, language: str | None = None) -> FormVersion | None:
    """The published form of the task in the language (default: the active one); None when it has none."""
    row = _rows().filter(form__task=task_id, form__is_active=True, state=FormState.PUBLISHED).first()
    return _view(row, language) if row is not None else None


def form_version(version_id: int, language: str | None = None) -> FormVersion:
    """Any version, as it was when somebody filled it in. Raises NotFound."""
    row = _rows().filter(pk=version_id).first()
    if row is None:
        raise NotFound(facts={"form": version_id})
    return _view(row, language)


def form_versions(task_code: str) -> list[FormVersion]:
    """Every version of the task's form, the newest first, in the active language."""
    return [_view(row, None) for row in _rows().filter(form__task__code=task_code).order_by("-number")]


def field_texts(version_id: int, key: str) -> dict[str, dict[str, object]]:
    """Label, help and options of a field by language, for whoever edits it; empty for one that is not there."""
    row = _fields().filter(version=version_id, key=key).first()
    if row is None:
        return {}
    found: dict[str, dict[str, object]] = {}
    for text in row.texts.all():
        found[text.language] = {"label": text.label, "help": text.help, "options": []}
    for language, texts in found.items():
        texts["options"] = [
            words.label if (words := pick(option.texts.all(), language)) else option.code
            for option in row.options.all()
        ]
    return found


def _fields() -> QuerySet[FormField]:
    return FormField.objects.order_by("order").prefetch_related(
        "texts", Prefetch("options", FormOption.objects.order_by("order")), "options__texts"
    )


def _rows() -> QuerySet[CaseFormVersion]:
    return CaseFormVersion.objects.select_related("form__task").prefetch_related(
        Prefetch("fields", _fields())
    )


def _view(row: CaseFormVersion, language: str | None) -> FormVersion:
    return FormVersion(
        id=row.pk,
        task_code=row.form.task.code,
        number=row.number,
        state=row.state,
        is_example=row.is_example,
        changed_at=row.changed_at,
        published_at=row.published_at,
        form=Form(tuple(_field(one, language) for one in row.fields.all())),
    )


def _field(row: FormField, language: str | None) -> Field:
    text = pick(row.texts.all(), language)
    options = tuple(
        Option(option.code, words.label if (words := pick(option.texts.all(), language)) else option.code)
        for option in row.options.all()
    )
    return Field(
        key=row.key,
        kind=Kind(row.kind),
        label=text.label if text else "",
        help=text.help if text else "",
        is_required=row.is_required,
        show_when=row.show_when,
        show_values=tuple(row.show_values),
        options=options,
    )
