"""What a thing that needs attention is."""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["bad", "warn", "note"]
ORDER: tuple[Severity, ...] = ("bad", "warn", "note")


@dataclass(frozen=True, slots=True)
class Act:
    """A way to act: a link, or with `post` a button."""

    label: str
    href: str
    post: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing. `reason` says what is the matter and since when; `more` are the single cases."""

    key: str
    severity: Severity
    site: str
    title: str
    reason: str
    act: Act | None = None
    more: list[str] = field(default_factory=list)
