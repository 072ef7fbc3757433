"""How a municipality sends, and in which words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import audit, clock, live
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid, NotFound
from indgang.core.cpr import contains_cpr
from indgang.core.placeholders import names_in, unknown_in
from indgang.core.sms import length_of, plain
from indgang.messaging.kinds import LANGUAGES, Kind, Words
from indgang.messaging.models import LONGEST_SUBJECT, Channel, MessageText, MessagingRules
from indgang.messaging.queries.texts import kind_called
from indgang.messaging.rendering import example

if TYPE_CHECKING:
    from indgang.organisation.models import Municipality

LONGEST_BODY = 4000
MOST_SMS_PARTS = 4


@transaction.atomic
def set_text(
    *,
    actor: Actor,
    municipality: "Municipality",
    kind: str,
    channel: str,
    language: str,
    words: Words,
) -> bool:
    """Use the municipality's own words for a kind of message; the standard ones again when they are the same. Audited.

    Gives whether the text differs from the standard. What is in the outbox already keeps its words. Raises NotAllowed,
    NotFound, Invalid with `facts["faults"]` for a text that could not be sent or would not help the reader.
    """
    require(actor, "messaging.setup")
    known, standard = _place(kind, channel, language)
    clean = Words(_clean(words.body), " ".join(words.subject.split()) if channel == Channel.EMAIL else "")
    _check(known, channel, language, clean)
    if clean == standard:
        reset_text(actor=actor, municipality=municipality, kind=kind, channel=channel, language=language)
        return False
    place: dict[str, Any] = {
        "municipality": municipality,
        "kind": kind,
        "channel": channel,
        "language": language,
    }
    before = MessageText.objects.filter(**place).first()
    MessageText.objects.update_or_create(
        **place,
        defaults={
            "subject": clean.subject,
            "body": clean.body,
            "changed_at": clock.now(),
            "changed_by_id": actor.person_id,
        },
    )
    old = Words(before.body, before.subject) if before else standard
    changes = audit.differences(
        {"subject": old.subject, "body": old.body}, {"subject": clean.subject, "body": clean.body}
    )
    if changes:
        audit.record(actor, "messagetext.changed", f"messagetext:{kind}/{channel}/{language}", changes)
    return True


@transaction.atomic
def reset_text(*, actor: Actor, municipality: "Municipality", kind: str, channel: str, language: str) -> None:
    """Use the standard words again; without own ones nothing happens. Audited. Raises NotAllowed, NotFound."""
    require(actor, "messaging.setup")
    _place(kind, channel, language)
    row = MessageText.objects.filter(
        municipality=municipality, kind=kind, channel=channel, language=language
    ).first()
    if row is not None:
        facts = {"subject": row.subject, "body": row.body}
        row.delete()
        audit.record(actor, "messagetext.reset", f"messagetext:{kind}/{channel}/{language}", facts)


@transaction.atomic
def set_rules(*, actor: Actor, municipality: "Municipality", values: Mapping[str, Any]) -> MessagingRules:
    """Change how the municipality sends. `values` are fields of MessagingRules. Audited. Raises NotAllowed, Invalid."""
    require(actor, "messaging.setup")
    row = MessagingRules.objects.select_for_update().filter(municipality=municipality).first()
    row = row or MessagingRules(municipality=municipality)
    before = {name: getattr(row, name) for name in values} if row.pk else {}
    for name, value in values.items():
        setattr(row, name, value)
    _check_rules(row)
    row.save()
    changes = audit.differences(before, {name: getattr(row, name) for name in values})
    if changes:
        shown = {name: [str(one) for one in pair] for name, pair in changes.items()}
        audit.record(actor, "messagingrules.changed", f"municipality:{municipality.code}", shown)
        live.publish(None, "settings", kind="messaging")
    return row


def _check_rules(row: MessagingRules) -> None:
    faults = []
    for channel in ("sms", "email"):
        begins, ends = getattr(row, f"{channel}_quiet_from"), getattr(row, f"{channel}_quiet_to")
        if (begins is None) != (ends is None):
            place = f"{channel}_quiet_{'from' if begins is None else 'to'}"
            faults.append({"field": place, "reason": _("Give both times, or none.")})
        elif begins is not None and begins == ends:
            reason = _("Quiet hours cannot begin and end at the same time.")
            faults.append({"field": f"{channel}_quiet_to", "reason": reason})
    try:
        row.clean_fields(exclude=["municipality"])
    except ValidationError as error:
        sentences = {
            "sms_sender": _("The sender has at most 11 letters and digits, without æ, ø and å."),
            "reply_to": _("Write an e-mail address such as anna@example.dk."),
        }
        faults += [
            {"field": name, "reason": sentences.get(name, " ".join(map(str, reasons)))}
            for name, reasons in error.message_dict.items()
        ]
    if not 1 <= (row.erase_after_days or 0) <= 365:
        faults.append({"field": "erase_after_days", "reason": _("Choose between 1 and 365 days.")})
    if faults:
        raise Invalid(faults[0]["reason"], field=faults[0]["field"], facts={"faults": faults})


def _place(kind: str, channel: str, language: str) -> tuple[Kind, Words]:
    known = kind_called(kind)
    if channel not in known.channels or language not in LANGUAGES:
        raise NotFound(facts={"channel": channel, "language": language})
    return known, known.texts[channel, language]


def _clean(body: str) -> str:
    return "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").strip().split("\n"))


def _check(kind: Kind, channel: str, language: str, words: Words) -> None:
    faults = list(_faults(kind, channel, language, words))
    if faults:
        raise Invalid(faults[0]["reason"], field=faults[0]["field"], facts={"faults": faults})


def _faults(kind: Kind, channel: str, language: str, words: Words) -> list[dict[str, str]]:
    fields = {"body": words.body, **({"subject": words.subject} if channel == Channel.EMAIL else {})}
    found = [
        {"field": name, "reason": reason}
        for name, text in fields.items()
        if (reason := _fault_of(name, text, list(kind.placeholders)))
    ]
    missing = [
        name
        for name, one in kind.placeholders.items()
        if one.needed
        and name not in names_in(words.body)
        and name in names_in(kind.texts[channel, language].body)
    ]
    if missing and not any(one["field"] == "body" for one in found):
        named = ", ".join(f"{{{name}}}" for name in missing)
        reason = _("The reader needs %(names)s in the text.") % {"names": named}
        found.append({"field": "body", "reason": reason})
    if channel == Channel.SMS and not found:
        parts = length_of(plain(example(kind, channel, language, words).body)).parts
        if parts > MOST_SMS_PARTS:
            reason = _("The text becomes %(parts)d SMS. Keep it to %(most)d.") % {
                "parts": parts,
                "most": MOST_SMS_PARTS,
            }
            found.append({"field": "body", "reason": reason})
    return found


def _fault_of(field: str, text: str, known: list[str]) -> str:
    strange = unknown_in(text, known)
    if not text.strip():
        return _("Write a text.")
    if strange:
        named = ", ".join(f"{{{name}}}" for name in strange)
        return _("%(names)s is not known here. Use the names in the list.") % {"names": named}
    if len(text) > (LONGEST_SUBJECT if field == "subject" else LONGEST_BODY):
        return _("The text is too long.")
    if contains_cpr(text):
        return _("The text holds what looks like a CPR number. Write it without.")
    return ""
