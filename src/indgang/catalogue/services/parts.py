"""What each section of a task holds: {language: {part: value}}, and of a play {"steps": [step, …]}."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from indgang.base.errors import Invalid
from indgang.catalogue.content.reading import sentence
from indgang.catalogue.content.schema import LANGUAGES, StepContent, TaskContent, TextContent
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import Mode, SectionKind

STEPS = "steps"
MOST_STEPS = 40
LONGEST_NOTE = 8000
PARTS: Mapping[str, tuple[str, ...]] = {
    SectionKind.HEAD: ("title", "summary", "output"),
    **{
        kind: (str(kind),)
        for kind in SectionKind
        if kind not in {SectionKind.HEAD, SectionKind.PLAY, SectionKind.NOTE}
    },
    SectionKind.NOTE: ("note",),
}
LISTS = {"words", "bring", "conditions", "procedure"}
NEEDED = {SectionKind.HEAD: ("title", "summary"), SectionKind.WORDS: ("words",)}
SECTION_OF = {part: str(kind) for kind, parts in PARTS.items() for part in parts}
TEXT_PARTS = tuple(part for part in SECTION_OF if part != "note")

Content = dict[str, Any]


def content_of(task: TaskContent) -> dict[str, Content]:
    """The national content of every section of a task, by kind; sections that say nothing are left out."""
    found: dict[str, Content] = {}
    for kind, parts in PARTS.items():
        if kind == SectionKind.NOTE:
            continue
        texts = {
            language: {part: getattr(getattr(task.text, language), part) or _empty(part) for part in parts}
            for language in LANGUAGES
        }
        if any(value for text in texts.values() for value in text.values()):
            found[str(kind)] = texts
    found[str(SectionKind.PLAY)] = {STEPS: plain_steps(task.play)}
    return found


def plain_steps(steps: Iterable[StepContent]) -> list[dict[str, Any]]:
    """The steps as JSON, the same for the same meaning."""
    return [step.model_dump(mode="json", exclude_none=True) for step in steps]


def checked_content(kind: str, content: Mapping[str, Any], mode: str = Mode.REPLACE) -> Content:
    """`content` as it is stored.

    Raises Invalid, whose field is "da.title" or "steps", when a text is missing, too long or of an unknown
    language, and CprInText.
    """
    if kind == SectionKind.PLAY:
        return {STEPS: _checked_steps(content.get(STEPS))}
    if kind not in PARTS:
        raise Invalid(_("There is no section “%(kind)s”.") % {"kind": kind}, field="kind")
    unknown = set(content) - set(LANGUAGES)
    if unknown:
        code = min(unknown)
        raise Invalid(_("There is no content in the language “%(code)s”.") % {"code": code}, field="language")
    clean: Content = {}
    for language in LANGUAGES:
        parts = {part: _clean(part, (content.get(language) or {}).get(part)) for part in PARTS[kind]}
        if any(parts.values()):
            for part, value in parts.items():
                if value:
                    _check_part(part, value, f"{language}.{part}")
            clean[language] = parts
    if not clean:
        raise Invalid(_("Write a text."), field=f"da.{PARTS[kind][0]}")
    if mode == Mode.REPLACE:
        _check_needed(kind, clean)
    return clean


def _check_needed(kind: str, content: Content) -> None:
    wanted = NEEDED.get(SectionKind(kind), PARTS[kind])
    for language in ("da", *(language for language in content if language != "da")):
        for part in wanted:
            if not content.get(language, {}).get(part) and kind != SectionKind.NOTE:
                raise Invalid(_("Fill this in."), field=f"{language}.{part}")


def _clean(part: str, value: Any) -> Any:
    if part in LISTS:
        items = value if isinstance(value, list | tuple) else [value] if isinstance(value, str) else []
        return [text.strip() for text in items if isinstance(text, str) and text.strip()]
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def _check_part(part: str, value: Any, field: str) -> None:
    for text in value if isinstance(value, list) else [value]:
        refuse_cpr(text, field)
    if part == "note":
        if len(value) > LONGEST_NOTE:
            raise Invalid(
                _("The note is longer than %(most)s characters.") % {"most": LONGEST_NOTE}, field=field
            )
        return
    adapter: TypeAdapter[Any] = TypeAdapter(TextContent.model_fields[part].rebuild_annotation())
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError as error:
        raise Invalid(sentence(error.errors(include_url=False)[0]), field=field) from None


def _checked_steps(steps: Any) -> list[dict[str, Any]]:
    if not isinstance(steps, list) or not steps:
        raise Invalid(_("A play needs at least one step."), field=STEPS)
    if len(steps) > MOST_STEPS:
        raise Invalid(_("A play has at most %(most)s steps.") % {"most": MOST_STEPS}, field=STEPS)
    clean = []
    for number, step in enumerate(steps, start=1):
        try:
            read = step if isinstance(step, StepContent) else StepContent.model_validate(step)
        except ValidationError as error:
            why = sentence(error.errors(include_url=False)[0])
            raise Invalid(
                _("Step %(number)s: %(why)s") % {"number": number, "why": why}, field=STEPS
            ) from None
        for language in LANGUAGES:
            refuse_cpr(getattr(read, language), STEPS)
        clean.append(read)
    return plain_steps(clean)


def _empty(part: str) -> Any:
    return [] if part in LISTS else ""
