"""What the desk's page sends, checked. A field that cannot be used is an `Invalid` with a sentence."""

from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from indgang.base.errors import Invalid
from indgang.contact.models import PASSED_ON, TOLD_LENGTH, NotSolvedReason, Outcome, ReferralReason
from indgang.contact.services.drafts import DESTINATIONS, MOST_STEPS

Checked = TypeVar("Checked", bound=forms.Form)


class Pick(forms.Form):
    """A task chosen from the search. Without `contact` a contact is begun; `key` makes a double press one.

    `tried` are other searches that were left again, a line each.
    """

    code = forms.SlugField(max_length=60)
    contact = forms.IntegerField(required=False)
    position = forms.IntegerField(required=False, min_value=1)
    key = forms.CharField(required=False, max_length=80)
    tried = forms.CharField(required=False, max_length=800)


class Begin(forms.Form):
    """A meeting without a called number."""

    channel = forms.ChoiceField(choices=[(name, name) for name in ("walk_in", "phone", "bus", "video")])
    key = forms.CharField(required=False, max_length=80)


class Here(forms.Form):
    """The matter that a command is about; `version` is the draft's that the page shows."""

    contact = forms.IntegerField()
    position = forms.IntegerField(min_value=1)
    version = forms.IntegerField(required=False, min_value=1)


class Note(Here):
    """The officer's note on a matter; its length and content are the register's to judge."""

    note = forms.CharField(required=False, strip=False)


class Register(Note):
    """An outcome, where a referral goes, and whether the next number is called at once."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    reason = forms.ChoiceField(choices=NotSolvedReason.choices, required=False)
    lifeline = forms.SlugField(required=False, max_length=40)
    letter = forms.CharField(required=False, max_length=2)
    to_site = forms.SlugField(required=False, max_length=40)
    elsewhere = forms.CharField(required=False, max_length=80)
    to_desk = forms.SlugField(required=False, max_length=40)
    referral_reason = forms.ChoiceField(choices=ReferralReason.choices, required=False)
    referral_note = forms.CharField(required=False, max_length=1000)
    told = forms.CharField(required=False, max_length=TOLD_LENGTH)
    steps_done = forms.TypedMultipleChoiceField(
        coerce=int, required=False, choices=[(str(step), str(step)) for step in range(1, MOST_STEPS + 1)]
    )
    then_next = forms.BooleanField(required=False)

    def draft(self) -> dict[str, Any]:
        """The fields of the draft; a destination only where one is named, so that a chosen one is kept."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("outcome", "reason", "note")}
        named = {name: data[name] for name in DESTINATIONS if data[name]}
        if data["outcome"] not in PASSED_ON:
            return fields | named
        told = {name: data[name] for name in ("referral_reason", "referral_note", "told") if data[name]}
        return fields | named | told | {"steps_done": data["steps_done"]}


class Try(forms.Form):
    """A try to reach a lifeline, or one that stands in (`unit`); `key` makes a double press one try."""

    unit = forms.SlugField(required=False, max_length=40)
    person = forms.IntegerField(required=False)
    contact = forms.IntegerField(required=False)
    key = forms.CharField(required=False, max_length=80)


class Lane(forms.Form):
    """A lane of the site."""

    letter = forms.CharField(max_length=2)


def checked(form: type[Checked], data: QueryDict) -> Checked:
    """The form with its cleaned data. Raises Invalid with the first thing that is wrong."""
    bound = form(data)
    if not bound.is_valid():
        field, problems = next(iter(bound.errors.items()))
        raise Invalid(str(problems[0]), field=str(field))
    return bound
