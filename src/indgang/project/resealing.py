"""Everything that is sealed, so that it can be put under a new key: which columns, and the fingerprints beside them.

A fingerprint can be made anew only from what is sealed beside it. Those of first name and birth date (check-in,
expected visitors) cannot, as no birth date is kept: they stay under the old key until they are erased, so an old key
stays in the settings until then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from indgang.base.sealing import Unreadable, resealed, resealed_bytes, unseal
from indgang.booking.services.holders import Contact, contact_prints
from indgang.followup.parties import Person, prints_of
from indgang.messaging.services.writing import fingerprint_of

BATCH = 200

SEALED: dict[str, tuple[str, ...]] = {
    "booking.CalendarLink": ("address", "user_name", "secret"),
    "booking.Holder": ("name", "email", "phone"),
    "contactscreen.Entry": ("value", "lost"),
    "contactscreen.Line": ("text",),
    "contactscreen.Signal": ("body",),
    "followup.Attachment": ("name", "content"),
    "followup.CallAnswer": ("text",),
    "followup.Callback": ("note",),
    "followup.Decision": ("reasons",),
    "followup.FollowUpEvent": ("note",),
    "followup.Handover": ("answers", "note"),
    "followup.Party": ("name", "phone", "email", "address"),
    "messaging.Message": ("recipient", "subject", "body", "attachment"),
}
"""Column by column what `base.sealing.seal` made; a test holds it against a filled database."""

PRINTS: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {
    "booking.Holder": lambda row: {
        "contact_prints": contact_prints(Contact("", row.get("email", ""), row.get("phone", "")))
    },
    "followup.Party": lambda row: {"prints": [kinds[0] for kinds in prints_of(Person(**{"name": ""} | row))]},
    "messaging.Message": lambda row: {"fingerprint": fingerprint_of(row["recipient"])},
}


@dataclass(slots=True)
class Resealed:
    """How many rows were put under the newest key, and how many could not be read with any key of the settings."""

    changed: int = 0
    unreadable: int = 0


def reseal_all(say: Callable[[str], None] = lambda _line: None) -> dict[str, Resealed]:
    """Put everything sealed under the newest key, table by table; what it found in each. Stopping loses nothing."""
    report = {}
    for label, columns in SEALED.items():
        report[label] = _reseal(apps.get_model(label), columns)
        say(f"{label}: {report[label].changed} rows, {report[label].unreadable} unreadable")
    return report


def _reseal(model: type[models.Model], columns: tuple[str, ...]) -> Resealed:
    done, last = Resealed(), 0
    while (reached := _batch(model, columns, last, done)) is not None:
        last = reached
    return done


@transaction.atomic
def _batch(model: type[models.Model], columns: tuple[str, ...], last: int, done: Resealed) -> int | None:
    """Put the next rows under the newest key; the last one's id, None after the end."""
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__gt=last).order_by("pk")
    found = list(rows.values_list("pk", *columns)[:BATCH])
    for pk, *sealed in found:
        try:
            fresh = {name: _fresh(one) for name, one in zip(columns, sealed, strict=True) if one}
        except Unreadable:
            done.unreadable += 1
            continue
        if fresh:
            model._default_manager.filter(pk=pk).update(**fresh, **_prints(model, pk, fresh))
            done.changed += 1
    return found[-1][0] if found else None


def _fresh(sealed: str | memoryview | bytes) -> str | bytes:
    return resealed(sealed) if isinstance(sealed, str) else resealed_bytes(bytes(sealed))


def _prints(model: type[models.Model], pk: int, fresh: dict[str, Any]) -> dict[str, Any]:
    """The fingerprints that stand beside it, under the newest key."""
    opened = {name: unseal(one) for name, one in fresh.items() if isinstance(one, str)}
    make = PRINTS.get(model._meta.label)
    return make(opened) if make else {}
