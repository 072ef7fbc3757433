"""Forms made of data: typed fields, fields that are asked only when another says so, papers, and what is wrong.

A form is filled in with raw text, as a page sends it. Numbers, dates and phone numbers are read as Danes write
them and kept in one spelling; what cannot be read is kept as it was typed, with a fault, so that nothing typed is
lost. A CPR number is never kept, not in a draft either.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from indgang.core.cpr import find_cpr
from indgang.core.phone import msisdn, shown

MOST_TEXT = 300
MOST_LONG_TEXT = 4000


class Kind(StrEnum):
    """What a field asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PAPER = "paper"
    CHECKLIST = "checklist"


class Fault(StrEnum):
    """What is wrong with an answer; the faces have a sentence for each."""

    MISSING = "missing"
    NO_PAPER = "no_paper"
    UNTICKED = "unticked"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    UNKNOWN = "unknown"
    TOO_LONG = "too_long"
    CPR = "cpr"


class Flaw(StrEnum):
    """What is wrong with a form itself, so that it cannot be published."""

    EMPTY = "empty"
    TWICE = "twice"
    NO_OPTIONS = "no_options"
    NO_LABEL = "no_label"
    ASKS_CPR = "asks_cpr"
    SHOWN_BY_NOTHING = "shown_by_nothing"
    SHOWN_BY_LATER = "shown_by_later"
    SHOWN_BY_UNKNOWN_VALUE = "shown_by_unknown_value"


SEVERAL = (Kind.SEVERAL_OF, Kind.CHECKLIST)
CHOSEN = (Kind.ONE_OF, *SEVERAL)
YES, NO = "yes", "no"
Answer = str | tuple[str, ...]
Raw = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers, or one line of a checklist."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field. It is asked when `show_when`, the key of an earlier field, is asked and has an answer, or with
    `show_values` one of these."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    is_required: bool = False
    show_when: str = ""
    show_values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The answers that can be chosen."""
        return (YES, NO) if self.kind is Kind.YES_NO else tuple(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order in which they are asked."""

    fields: tuple[Field, ...] = ()

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((one for one in self.fields if one.key == key), None)

    @property
    def papers(self) -> tuple[Field, ...]:
        """The papers that it asks for."""
        return tuple(one for one in self.fields if one.kind is Kind.PAPER)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its answers. `faults` by field key; empty means that it can be sent."""

    answers: dict[str, Answer] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)


def shown_fields(
    form: Form, answers: Mapping[str, Answer], papers: Collection[str] = ()
) -> tuple[Field, ...]:
    """The fields that are asked, given the answers so far and the keys of the papers that are there."""
    shown: dict[str, Field] = {}
    for one in form.fields:
        if not one.show_when or (
            one.show_when in shown and _holds(one, shown[one.show_when], answers, papers)
        ):
            shown[one.key] = one
    return tuple(shown.values())


def fill(form: Form, raw: Raw, papers: Collection[str] = ()) -> Filled:
    """Read what was typed. Answers of fields that are not asked are kept, without faults, so that a change of mind
    loses nothing; `sent_answers` leaves them out."""
    answers: dict[str, Answer] = {}
    faults: dict[str, Fault] = {}
    for one in form.fields:
        if one.kind is Kind.PAPER:
            continue
        answer, fault = _read(one, raw.get(one.key, ()))
        if answer:
            answers[one.key] = answer
        if fault is not None:
            faults[one.key] = fault
    asked = shown_fields(form, answers, papers)
    found = {one.key: faults.get(one.key) or _lacking(one, answers, papers) for one in asked}
    kept = {key: fault for key, fault in faults.items() if fault is Fault.CPR}
    return Filled(answers, kept | {key: fault for key, fault in found.items() if fault is not None})


def sent_answers(form: Form, filled: Filled, papers: Collection[str] = ()) -> dict[str, Answer]:
    """The answers of the fields that are asked."""
    keys = {one.key for one in shown_fields(form, filled.answers, papers)}
    return {key: answer for key, answer in filled.answers.items() if key in keys}


def flaws(form: Form) -> list[tuple[str, Flaw]]:
    """What keeps the form from being published, with the key of the field ("" for the form)."""
    found: list[tuple[str, Flaw]] = [] if form.fields else [("", Flaw.EMPTY)]
    earlier: dict[str, Field] = {}
    every = {one.key for one in form.fields}
    for one in form.fields:
        found += [(one.key, flaw) for flaw in _flaws_of(one, earlier, every)]
        earlier[one.key] = one
    return found


def _flaws_of(one: Field, earlier: Mapping[str, Field], every: Collection[str]) -> Iterable[Flaw]:
    if one.key in earlier:
        yield Flaw.TWICE
    if not one.label.strip():
        yield Flaw.NO_LABEL
    if one.kind in CHOSEN and not one.options:
        yield Flaw.NO_OPTIONS
    if one.kind is not Kind.PAPER and asks_for_cpr(one.label):
        yield Flaw.ASKS_CPR
    if one.show_when and one.show_when not in every:
        yield Flaw.SHOWN_BY_NOTHING
    elif one.show_when and one.show_when not in earlier:
        yield Flaw.SHOWN_BY_LATER
    elif one.show_when and (codes := earlier[one.show_when].codes) and set(one.show_values) - set(codes):
        yield Flaw.SHOWN_BY_UNKNOWN_VALUE


def asks_for_cpr(label: str) -> bool:
    """Whether a field's name asks for a CPR number."""
    return (
        re.search(r"\bcpr|personnummer|person ?nr|personal identification number", label, re.IGNORECASE)
        is not None
    )


def _holds(one: Field, by: Field, answers: Mapping[str, Answer], papers: Collection[str]) -> bool:
    if by.kind is Kind.PAPER:
        return by.key in papers
    answer = answers.get(by.key, "")
    if not one.show_values:
        return bool(answer)
    given = (answer,) if isinstance(answer, str) else answer
    return bool(set(given) & set(one.show_values))


def _lacking(one: Field, answers: Mapping[str, Answer], papers: Collection[str]) -> Fault | None:
    if not one.is_required:
        return None
    if one.kind is Kind.PAPER:
        return None if one.key in papers else Fault.NO_PAPER
    answer = answers.get(one.key, ())
    if one.kind is Kind.CHECKLIST:
        return None if set(answer) >= set(one.codes) else Fault.UNTICKED
    return None if answer else Fault.MISSING


def _read(one: Field, raw: str | Sequence[str]) -> tuple[Answer, Fault | None]:
    given = (raw,) if isinstance(raw, str) else tuple(raw)
    if one.kind in SEVERAL:
        known = tuple(code for code in one.codes if code in given)
        return known, Fault.UNKNOWN if set(filter(None, given)) - set(one.codes) else None
    text = (given[-1] if given else "").replace("\r\n", "\n").strip()
    if one.kind not in CHOSEN and find_cpr(text):
        return "", Fault.CPR
    if not text:
        return "", None
    return _READERS[one.kind](one, text)


def _text(one: Field, text: str) -> tuple[str, Fault | None]:
    most = MOST_LONG_TEXT if one.kind is Kind.LONG_TEXT else MOST_TEXT
    return text[:most], Fault.TOO_LONG if len(text) > most else None


def _code(one: Field, text: str) -> tuple[str, Fault | None]:
    return (text, None) if text in one.codes else ("", Fault.UNKNOWN)


def _number(one: Field, text: str) -> tuple[str, Fault | None]:
    value = read_number(text)
    return (text[:MOST_TEXT], Fault.NO_NUMBER) if value is None else (f"{value:f}", None)


def _date(one: Field, text: str) -> tuple[str, Fault | None]:
    value = read_date(text)
    return (text[:MOST_TEXT], Fault.NO_DATE) if value is None else (value.isoformat(), None)


def _phone(one: Field, text: str) -> tuple[str, Fault | None]:
    number = msisdn(text)
    return (text[:MOST_TEXT], Fault.NO_PHONE) if number is None else (shown(number), None)


def _email(one: Field, text: str) -> tuple[str, Fault | None]:
    is_one = re.fullmatch(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+", text) is not None and len(text) <= MOST_TEXT
    return text[:MOST_TEXT], None if is_one else Fault.NO_EMAIL


_READERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.ADDRESS: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YES_NO: _code,
    Kind.ONE_OF: _code,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
}


def read_number(typed: str) -> Decimal | None:
    """A number as Danes write it: "1.234,50", "1234,5", "1 234 kr."; None for what is none."""
    text = re.sub(r"(kr\.?|kroner|m2|m²|%)$", "", typed.strip(), flags=re.IGNORECASE).strip()
    if re.fullmatch(r"-?\d{1,3}([. ]\d{3})+(,\d+)?", text):
        text = text.replace(".", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,12}([,.]\d{1,6})?", text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def read_date(typed: str) -> date | None:
    """A date as Danes write it, "1.12.2026", "1/12 2026", "01-12-2026", or "2026-12-01"; None for what is none."""
    text = typed.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    danish = re.fullmatch(r"(\d{1,2})[ ./-]{1,2}(\d{1,2})[ ./-]{1,2}(\d{4})", text)
    parts = iso.groups() if iso else danish.groups()[::-1] if danish else None
    if parts is None or not 1900 <= int(parts[0]) <= 2200:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
