"""Case forms as pages draw and read them: the same for desk, second line and contact screen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indgang.core.forms import NO, SEVERAL, YES, Answer, Fault, Field, Filled, Form, Kind, shown_fields

PREFIX = "f-"
PAPER = "paper-"
FAULTS: Mapping[str, str | Promise] = {
    Fault.MISSING: _("This must be filled in."),
    Fault.NO_PAPER: _("Attach this paper."),
    Fault.UNTICKED: _("Tick every line when it is done."),
    Fault.NO_NUMBER: _("Write a number, such as 4500 or 4.500,50."),
    Fault.NO_DATE: _("Write a date, such as 1-12-2026."),
    Fault.NO_PHONE: _("A phone number has eight digits; from abroad write it with + in front."),
    Fault.NO_EMAIL: _("Write an e-mail address such as anna@example.dk."),
    Fault.UNKNOWN: _("Choose one of the answers."),
    Fault.TOO_LONG: _("The text is too long."),
    Fault.CPR: _("This holds what looks like a CPR number, and is not kept. Take it out."),
}
WIDGETS = {
    Kind.LONG_TEXT: "textarea",
    Kind.ADDRESS: "textarea",
    Kind.PHONE: "tel",
    Kind.EMAIL: "email",
}
YES_OR_NO = ((YES, _("Yes")), (NO, _("No")))


@dataclass(frozen=True, slots=True)
class Asked:
    """One field as a template draws it. `is_shown` is False while its condition does not hold."""

    field: Field
    name: str
    id: str
    widget: str
    value: str
    chosen: tuple[str, ...]
    options: tuple[tuple[str, str | Promise], ...]
    error: str
    is_shown: bool
    by: str
    by_values: str

    @property
    def is_choice(self) -> bool:
        """Whether it is drawn as a group of buttons or boxes."""
        return self.widget in {"radio", "checks"}


def asked(
    form: Form,
    filled: Filled,
    *,
    papers: Collection[str] = (),
    typed: QueryDict | None = None,
    faults: Mapping[str, str] | None = None,
) -> list[Asked]:
    """The fields with what was answered or, over that, typed just now. `faults` by key are codes; only those are
    shown, so that nobody is told off for what they have not come to yet."""
    shown = {one.key for one in shown_fields(form, filled.answers, papers)}
    return [
        _asked(one, filled, typed, (faults or {}).get(one.key, ""), one.key in shown) for one in form.fields
    ]


def typed_answers(form: Form, data: QueryDict) -> dict[str, str | list[str]]:
    """What a page sent for the fields of the form."""
    return {one.key: data.getlist(PREFIX + one.key) for one in form.fields if one.kind is not Kind.PAPER}


def fault_words(code: str) -> str:
    """The sentence for a fault; a sentence stays as it is."""
    return str(FAULTS.get(code, code))


def _asked(one: Field, filled: Filled, typed: QueryDict | None, fault: str, is_shown: bool) -> Asked:
    answer: Answer = filled.answers.get(one.key, "")
    if typed is not None and one.kind is not Kind.PAPER:
        sent = typed.getlist(PREFIX + one.key)
        answer = tuple(sent) if one.kind in SEVERAL else (sent[-1] if sent else "")
    return Asked(
        field=one,
        name=PREFIX + one.key,
        id=PREFIX + one.key,
        widget=_widget(one),
        value=_as_typed(one, answer) if isinstance(answer, str) else "",
        chosen=(answer,) if isinstance(answer, str) else answer,
        options=YES_OR_NO if one.kind is Kind.YES_NO else tuple((o.code, o.label) for o in one.options),
        error=fault_words(fault) if fault else "",
        is_shown=is_shown,
        by=PREFIX + one.show_when if one.show_when else "",
        by_values=" ".join(one.show_values),
    )


def _widget(one: Field) -> str:
    if one.kind is Kind.PAPER:
        return "paper"
    if one.kind in SEVERAL:
        return "checks"
    if one.kind in {Kind.ONE_OF, Kind.YES_NO}:
        return "radio"
    return WIDGETS.get(one.kind, "text")


def _as_typed(one: Field, answer: str) -> str:
    if one.kind is Kind.NUMBER:
        return answer.replace(".", ",")
    if one.kind is Kind.DATE and len(answer) == 10 and answer[4:5] == "-":
        return f"{answer[8:10]}-{answer[5:7]}-{answer[:4]}"
    return answer
