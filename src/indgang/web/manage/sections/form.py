"""The editor's form: a section's parts in both languages, and what is wanted of the version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.catalogue.models import Mode
from indgang.catalogue.queries.sections import VersionLine
from indgang.catalogue.services import Wish
from indgang.catalogue.services.parts import LISTS, PARTS, STEPS
from indgang.web.manage import choices
from indgang.web.manage.sections import words
from indgang.web.manage.sections.reading import PLAY
from indgang.web.manage.sections.steps import BLANK, StepRow, read_rows, stored_rows, typed_rows
from indgang.web.manage.tasks.fields import lines

WISHES = ("mode", "reason", "must_read", "valid_from", "valid_to")
LONG = frozenset({*LISTS, "summary", "description", "expect", "appeal", "forbidden", "note"})


@dataclass(slots=True)
class TextField:
    """A part in one language, as typed. `below` is what stands in the layers below."""

    name: str
    language: str
    language_name: str
    value: str
    below: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Its id on the page."""
        return self.name.replace(".", "-")


@dataclass(slots=True)
class PartFields:
    """A part in both languages beside each other."""

    name: str
    hint: str
    is_long: bool
    texts: list[TextField]


@dataclass(slots=True)
class SectionForm:
    """All of it. `errors` are those of the wishes by name; `error` concerns no single field."""

    kind: str
    parts: list[PartFields] = field(default_factory=list)
    rows: list[StepRow] = field(default_factory=list)
    wishes: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""

    def content(self) -> dict[str, Any]:
        """What was typed, as the services take it. Raises Invalid when a step cannot be used."""
        if self.kind == PLAY:
            steps = read_rows(self.rows)
            if steps is None:
                raise Invalid(_("Look at the steps with a remark."), field=STEPS)
            return {STEPS: steps}
        content: dict[str, Any] = {}
        for part in self.parts:
            for text in part.texts:
                value = lines(text.value) if text.name.partition(".")[2] in LISTS else text.value
                content.setdefault(text.language, {})[text.name.partition(".")[2]] = value
        return content

    def wish(self) -> Wish:
        """What was wanted. Raises Invalid for a day that is none."""
        return Wish(
            mode=self.wishes["mode"],
            reason=self.wishes["reason"].strip(),
            must_read=self.wishes["must_read"] == "yes",
            valid_from=_day(self.wishes["valid_from"], "valid_from"),
            valid_to=_day(self.wishes["valid_to"], "valid_to"),
        )

    def refuse(self, refusal: Invalid) -> None:
        """Put the reason beside its field."""
        name = refusal.field
        for part in self.parts:
            for text in part.texts:
                if text.name == name:
                    text.error = str(refusal)
                    return
        if name in WISHES:
            self.errors[name] = str(refusal)
        else:
            self.error = str(refusal)


def typed_form(kind: str, data: QueryDict, below: Mapping[str, Any]) -> SectionForm:
    """The form as it was sent."""
    wishes = {name: data.get(name, "") for name in WISHES} | {"mode": data.get("mode", Mode.REPLACE)}
    if kind == PLAY:
        return SectionForm(kind, rows=typed_rows(data), wishes=wishes)
    parts = _parts(kind, below, lambda name, _language, _part: data.get(name, "").replace("\r\n", "\n"))
    return SectionForm(kind, parts, wishes=wishes)


def stored_form(
    kind: str, content: Mapping[str, Any], below: Mapping[str, Any], version: VersionLine | None, mode: str
) -> SectionForm:
    """The form with a content to begin from; `version` is the one whose wishes are gone on with."""
    wishes = dict.fromkeys(WISHES, "") | {"mode": mode}
    if version is not None:
        wishes |= {
            "reason": version.reason,
            "must_read": "yes" if version.must_read else "no",
            "valid_from": version.valid_from.isoformat() if version.valid_from else "",
            "valid_to": version.valid_to.isoformat() if version.valid_to else "",
        }
    if kind == PLAY:
        return SectionForm(
            kind, rows=stored_rows(content.get(STEPS, [])) or [StepRow(dict(BLANK))], wishes=wishes
        )

    def value(_name: str, language: str, part: str) -> str:
        return shown(content.get(language, {}).get(part))

    return SectionForm(kind, _parts(kind, below, value), wishes=wishes)


def shown(value: Any) -> str:
    """A part's value as it is typed."""
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def _parts(kind: str, below: Mapping[str, Any], value: Any) -> list[PartFields]:
    return [
        PartFields(
            words.part_name(part),
            words.part_hint(part),
            part in LONG,
            [
                TextField(
                    f"{language}.{part}",
                    language,
                    name,
                    value(f"{language}.{part}", language, part),
                    shown(below.get(language, {}).get(part)),
                )
                for language, name in choices.languages()
            ],
        )
        for part in PARTS[kind]
    ]


def _day(text: str, name: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("Write the day as year-month-day."), field=name) from None
