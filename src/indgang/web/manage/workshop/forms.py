"""What is sent from the board, and what the forms of a card show."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from indgang.core.mapping import FIELDS, Answer, Side, Stand
from indgang.planning.queries import Card
from indgang.planning.services.assessing import Seen
from indgang.web.manage.workshop import words


@dataclass(slots=True)
class Question:
    """One of the four questions in a form. `saved` is what a colleague saved in the meantime."""

    name: str
    label: str
    value: str
    options: Any
    error: str = ""
    saved: str = ""
    hint: str = ""


def number(text: str) -> Answer:
    """A whole number; None for nothing; what else was typed stays as it is and is refused later."""
    clean = text.strip()
    if not clean:
        return None
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 6 else clean


def answers(data: QueryDict) -> dict[str, Answer]:
    """The four answers that were sent."""
    return {
        name: data.get(name, "").strip() if name == "nature" else number(data.get(name, ""))
        for name in FIELDS
    }


def revision(data: QueryDict) -> int:
    """The revision that was on the screen."""
    found = number(data.get("revision", ""))
    return found if isinstance(found, int) else 0


def seen(data: QueryDict) -> Seen:
    """The revisions that a form for settling was made from."""
    parts = [number(part) for part in data.get("seen", "").split(".")]
    whole = [part if isinstance(part, int) else -1 for part in parts]
    return Seen(*whole) if len(whole) == 3 else Seen(-1, -1, -1)


def seen_token(card: Card) -> str:
    """The revisions of a card in one word."""
    said = [card.said[side].revision if side in card.said else 0 for side in Side]
    return ".".join(map(str, [card.settled_revision, *said]))


def lines(text: str) -> list[str]:
    """One text a line."""
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def options() -> dict[str, Any]:
    """What can be chosen in the four questions; minutes are typed."""
    return {
        "minutes": None,
        "priority": words.priorities(),
        "nature": words.natures(),
        "group": words.groups(),
    }


def questions(values: dict[str, Answer], saved: dict[str, Answer] | None = None) -> list[Question]:
    """The four questions with their values, and beside them what was saved by another."""
    names, chosen = words.field_names(), options()
    made = [
        Question(name, names[name], "" if values.get(name) is None else str(values[name]), chosen[name])
        for name in FIELDS
    ]
    for one in made:
        if saved is not None and saved.get(one.name) != values.get(one.name):
            one.saved = words.short(one.name, saved.get(one.name))
    return made


def to_settle(card: Card) -> dict[str, Answer]:
    """What a form for settling begins with: what is settled or agreed; a disagreement is left to be chosen."""
    return {
        name: card.verdicts[name].value if card.verdicts[name].stand != Stand.DISAGREED else None
        for name in FIELDS
    }
