"""The audit log: who did what to what. Written in the transaction of the change, never changed afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.models import AuditEntry

BATCH = 1000
NAME_LENGTH = 120
TARGET_LENGTH = 120
ACTION_LENGTH = 80


class Deed(NamedTuple):
    """One thing that was done: `action` ("site.changed") to `target` ("site:magion"); `details` are JSON."""

    action: str
    target: str
    details: Mapping[str, Any]


def record(actor: Actor, action: str, target: str, details: Mapping[str, Any] | None = None) -> None:
    """Write in the current transaction that `actor` did `action` to `target`; see `Deed`."""
    record_many(actor, [Deed(action, target, details or {})])


def record_many(actor: Actor, deeds: Iterable[Deed]) -> None:
    """Write several deeds of one actor at one moment, with few queries."""
    at = clock.now()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=at,
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_name=actor.name[:NAME_LENGTH],
                action=deed.action[:ACTION_LENGTH],
                target=deed.target[:TARGET_LENGTH],
                details=dict(deed.details),
            )
            for deed in deeds
        ],
        batch_size=BATCH,
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed, as audit details: {"name": ["old", "new"]}; empty when nothing did."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
