"""The rules: quiet hours, senders, how long messages are kept, and a test message to oneself."""

from datetime import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.errors import Invalid
from indgang.messaging.models import LONGEST_SENDER, Channel
from indgang.messaging.queries import open_channels, rules_of
from indgang.messaging.services import send_test, set_rules
from indgang.organisation.models import Person
from indgang.organisation.queries import municipality_of
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.forms import Field, Form
from indgang.web.manage.organisation.common import UNPROCESSABLE

TIMES = ("sms_quiet_from", "sms_quiet_to", "email_quiet_from", "email_quiet_to")
NAMES = ("sms_on", "sms_sender", *TIMES, "reply_to", "erase_after_days")


@permission("messaging.setup")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rules(request: PageRequest) -> HttpResponse:
    """See and change the rules."""
    municipality = municipality_of()
    if municipality is None:
        return render(request, "manage/messages/rules.html", {})
    form = _form(rules_of(municipality).row, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            set_rules(actor=request.actor, municipality=municipality, values=_values(form))
        except Invalid as refusal:
            form.refuse(refusal)
            status = UNPROCESSABLE
        else:
            messages.success(request, _("The rules are saved."))
            return redirect("manage:message_rules")
    channels = open_channels()
    facts = {
        "form": form,
        "groups": _groups(form),
        "channels": [(one, Channel(one).label, one in channels) for one in Channel.values],
    }
    return render(request, "manage/messages/rules.html", facts, status=status)


@permission("messaging.setup")
@require_POST
def test(request: PageRequest, channel: str) -> HttpResponse:
    """Send oneself a message."""
    person = Person.objects.filter(pk=request.actor.person_id or 0).first()
    try:
        if person is None:
            raise Invalid(_("Only a person can get a test message."), field="channel")
        message = send_test(actor=request.actor, person=person, channel=channel)
    except Invalid as refusal:
        where = _("Your own address and phone are on your page under People.")
        messages.error(request, f"{refusal} {where}")
        return redirect("manage:message_rules")
    messages.success(request, _("A test message is on its way to you. Here you see how far it has come."))
    return redirect("manage:message", message=message.pk)


def _form(row: object, sent: object) -> Form:
    labels = {
        "sms_on": (_("Send SMS"), _("Unticked, SMS wait, and citizens are not offered one.")),
        "sms_sender": (
            _("Sender of SMS"),
            _("What the phone shows: at most 11 letters and digits, without æ, ø and å."),
        ),
        "sms_quiet_from": (_("No SMS from"), ""),
        "sms_quiet_to": (_("SMS again from"), ""),
        "email_quiet_from": (_("No e-mail from"), ""),
        "email_quiet_to": (_("E-mail again from"), ""),
        "reply_to": (
            _("Answers to e-mail go to"),
            _("Empty: to the sender's address, which may not be read."),
        ),
        "erase_after_days": (
            _("Days until recipient and text are erased"),
            _("Counted from when the message was sent or given up. The counts stay."),
        ),
    }
    widgets = {"sms_on": "checkbox", "reply_to": "email", "erase_after_days": "number"} | dict.fromkeys(
        TIMES, "time"
    )
    fields = [
        Field(
            name=name,
            label=labels[name][0],
            hint=labels[name][1],
            widget=widgets.get(name, "text"),
            value=_typed(row, name, sent),
            required=name == "erase_after_days",
            most=LONGEST_SENDER if name == "sms_sender" else None,
            id=name,
        )
        for name in NAMES
    ]
    return Form("messaging-rules", fields)


def _typed(row: object, name: str, sent: object) -> str:
    if sent is not None:
        if name == "sms_on":
            return "yes" if name in sent else "no"  # type: ignore[operator]
        return str(sent.get(name, "")).strip()  # type: ignore[attr-defined]
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _values(form: Form) -> dict[str, object]:
    """What was typed, as the service takes it. Raises Invalid for what is no time or number."""
    typed = form.values()
    days = typed["erase_after_days"]
    return {
        "sms_on": typed["sms_on"] == "yes",
        "sms_sender": typed["sms_sender"],
        "reply_to": typed["reply_to"],
        "erase_after_days": int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        **{name: _time(name, typed[name]) for name in TIMES},
    }


def _time(name: str, text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text.replace(".", ":").zfill(5)).replace(
            second=0, microsecond=0, tzinfo=None
        )
    except ValueError:
        raise Invalid(_("Write a time such as 21:00."), field=name) from None


def _groups(form: Form) -> list[tuple[str, str, list[Field]]]:
    fields = {one.name: one for one in form.fields}
    quiet = _("Only messages that nobody is waiting for, such as reminders; a receipt comes at once.")
    return [
        (_("SMS"), "", [fields[name] for name in ("sms_on", "sms_sender")]),
        (_("Quiet hours"), quiet, [fields[name] for name in TIMES]),
        (_("Answers and keeping"), "", [fields[name] for name in ("reply_to", "erase_after_days")]),
    ]
