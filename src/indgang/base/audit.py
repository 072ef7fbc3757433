"""The audit log."""

from collections.abc import Mapping
from typing import Any

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.models import AuditEntry


def record(actor: Actor, action: str, target: str, details: Mapping[str, Any] | None = None) -> None:
    """Write that `actor` did `action` ("site.changed") to `target` ("site:magion") in the current transaction."""
    AuditEntry.objects.create(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:120],
        action=action,
        target=target,
        details=dict(details or {}),
    )
