"""The demo's workshop: Billund's two staffs half-way through their tasks, as in Slangerup (seed 000). Invented."""

import csv
from pathlib import Path
from typing import Any

from indgang.base.access import Actor
from indgang.core.mapping import FIELDS, Side
from indgang.organisation.queries import actor_of_person, find_person
from indgang.planning import services
from indgang.planning.queries import find_card
from indgang.planning.services.assessing import Seen

FILE = Path(__file__).parent / "mapping.csv"
TITLE = "Hvem kan gøre hvad? Bibliotek og borgerservice i Magion"
STAFF = {Side.LIBRARY: ("jonas", "asta", "ellen"), Side.CITIZEN_SERVICE: ("mette", "birgit", "line")}
LEADER = "lone"
NATURES = {"d": "operational", "g": "grey_zone", "m": "authority"}


def map_tasks() -> None:
    """Begin the workshop and say what the file says. Tasks that the catalogue does not have are left out."""
    leader = _actor(LEADER)
    workshop = services.begin_workshop(actor=leader, title=TITLE, topic_codes=[])
    rows = demo_rows()
    ids: dict[str, int] = {}
    for task in services.fetch_tasks(
        actor=leader, workshop_id=workshop.pk, codes=[row["task"] for row in rows if row["task"]]
    ):
        if task.task is not None:
            ids[task.task.code] = task.pk
    for place, row in enumerate(rows):
        mapped_id = ids.get(row["task"]) if row["task"] else _own(leader, workshop.pk, row, ids)
        if mapped_id is not None:
            _say(mapped_id, row, place)


def demo_rows() -> list[dict[str, str]]:
    """The rows of the file."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _actor(username: str) -> Actor:
    return actor_of_person(find_person(username).pk)


def _own(leader: Actor, workshop_id: int, row: dict[str, str], ids: dict[str, int]) -> int | None:
    """A task of their own, or a part of one that is there."""
    if row["part_of"]:
        parent = ids.get(row["part_of"])
        parts = services.divide(actor=leader, mapped_id=parent, titles=[row["title"]]) if parent else []
        return parts[0].pk if parts else None
    task = services.add_task(
        actor=leader, workshop_id=workshop_id, title=row["title"], owner=row["owner"], topic=row["topic"]
    )
    return task.pk


def _say(mapped_id: int, row: dict[str, str], place: int) -> None:
    facts: dict[str, Any] = {
        "owner": row["owner"],
        "done_by": row["done_by"],
        "competences": [name for name in row["competences"].split("|") if name],
    }
    services.describe(actor=_actor(LEADER), mapped_id=mapped_id, revision=1, **facts)
    for side, people in STAFF.items():
        if row[side.value]:
            services.assess(
                actor=_actor(people[place % len(people)]),
                mapped_id=mapped_id,
                side=side.value,
                revision=0,
                **answers(row[side.value]),
            )
    if row["settled"]:
        card = find_card(mapped_id)
        said = row["library"] if row["settled"] == "=" else row["settled"]
        seen = Seen(card.settled_revision, *(card.said[side].revision for side in Side))
        services.settle(
            actor=_actor(LEADER), mapped_id=mapped_id, seen=seen, values=answers(said), reason=row["reason"]
        )


def answers(text: str) -> dict[str, Any]:
    """ "12/1/m/1" as minutes, priority, nature and group."""
    minutes, priority, nature, group = text.split("/")
    return dict(zip(FIELDS, (int(minutes), int(priority), NATURES[nature], int(group)), strict=True))
