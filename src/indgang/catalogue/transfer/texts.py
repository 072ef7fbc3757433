"""The content of sections as cells, and back, without loss (see `transfer.sections`)."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.models import Layer, SectionKind
from indgang.catalogue.services.parts import LISTS, PARTS, STEPS

HEAD_PARTS = PARTS[SectionKind.HEAD]
CELLS = frozenset(
    {"steps"} | {f"{part}_{language}" for part in (*HEAD_PARTS, "text") for language in LANGUAGES}
)
_STEP = re.compile(r"(\w+)(?: ([a-z]+))?(?: (\d+))?(?: > (\w+))?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def in_order(layer: str) -> int:
    """The place of a layer, the lowest first."""
    return list(Layer.values).index(layer)


def content_to(kind: str, content: Mapping[str, Any]) -> dict[str, str]:
    """A section's content as cells."""
    cells = dict.fromkeys(sorted(CELLS), "")
    if kind == SectionKind.PLAY:
        steps = content.get(STEPS, [])
        cells["steps"] = "\n".join(_step_line(step) for step in steps)
        for language in LANGUAGES:
            cells[f"text_{language}"] = "\n".join(_escape(step[language]) for step in steps)
        return cells
    for language, parts in content.items():
        for part, value in parts.items():
            name = part if kind == SectionKind.HEAD else "text"
            cells[f"{name}_{language}"] = (
                " | ".join(_escape(item) for item in value) if isinstance(value, list) else value
            )
    return cells


def content_from(kind: str, cells: Mapping[str, Any]) -> dict[str, Any]:
    """The content that the cells hold; languages without text are left out. Raises Invalid for a play's steps."""
    if kind == SectionKind.PLAY:
        return {STEPS: _steps(cells)}
    content: dict[str, Any] = {}
    for language in LANGUAGES:
        parts = {}
        for part in PARTS[SectionKind(kind)]:
            cell = cells[f"{part if kind == SectionKind.HEAD else 'text'}_{language}"]
            parts[part] = _items(cell) if part in LISTS else cell
        if any(parts.values()):
            content[language] = parts
    return content


def _steps(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines = [line.strip() for line in cells["steps"].split("\n") if line.strip()]
    texts = {
        language: [text for text in cells[f"text_{language}"].split("\n") if text.strip()]
        for language in LANGUAGES
    }
    for language, found in texts.items():
        if len(found) != len(lines):
            raise Invalid(
                _("There are %(steps)d steps and %(texts)d lines of text (%(language)s).")
                % {"steps": len(lines), "texts": len(found), "language": language},
                field=STEPS,
            )
    return [
        _step(line) | {language: _unescape(texts[language][place].strip()) for language in LANGUAGES}
        for place, line in enumerate(lines)
    ]


def _step(line: str) -> dict[str, Any]:
    found = _STEP.fullmatch(line)
    if found is None:
        raise Invalid(_("Write a step as: do guide 60, or stop_refer guide 45 > lifeline."), field=STEPS)
    kind, reach, seconds, to = found.groups()
    step: dict[str, Any] = {"kind": kind}
    step |= {"reach": reach} if reach else {}
    step |= {"seconds": int(seconds)} if seconds else {}
    return step | ({"to": to} if to else {})


def _step_line(step: Mapping[str, Any]) -> str:
    parts = [step["kind"], step.get("reach"), step.get("seconds")]
    line = " ".join(str(part) for part in parts if part is not None)
    return f"{line} > {step['to']}" if step.get("to") else line


def _items(cell: str) -> list[str]:
    parts = _BETWEEN.sub(lambda found: f"{found[1]}\0", cell).split("\0")
    return [_unescape(part.strip()) for part in parts if part.strip()]


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)
