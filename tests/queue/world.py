"""A municipality built straight in the database: what the queue needs and nothing more."""

from dataclasses import dataclass, field
from datetime import date

from indgang.base.access import Actor
from indgang.base.clock import now
from indgang.catalogue.models import Offer, Task, Topic
from indgang.core.reach import Reach
from indgang.organisation.models import Competence, Desk, Municipality, Person, RoleGrant, Site
from indgang.queue.models import CallProfile, CallRule, DeskSetup, Series


@dataclass
class World:
    """The rows, by short names."""

    magion: Site
    branch: Site
    kvik: Series
    service: Series
    branch_series: Series
    desks: dict[str, Desk]
    people: dict[str, Person]
    tasks: dict[str, Task]
    device: Actor
    api: Actor
    manager: Actor
    officers: dict[str, Actor] = field(default_factory=dict)

    def officer(self, name: str) -> Actor:
        return self.officers[name]


def build_world(last: int = 899) -> World:
    """Make the rows."""
    municipality = Municipality.objects.create(code="0530", name="Billund Kommune", is_fictional=True)
    magion = Site.objects.create(
        municipality=municipality, slug="magion", name="Magion", kind="library", model=4
    )
    branch = Site.objects.create(
        municipality=municipality, slug="filial", name="Filial", kind="branch", model=3
    )
    kvik = _series(magion, "K", "KVIK", "quick", last, default=True)
    service = _series(magion, "S", "SERVICE", "service", last)
    branch_series = _series(branch, "A", "Nummer", "quick", last, default=True)
    desks = {
        slug: Desk.objects.create(site=site, slug=slug, label=label, kind=kind)
        for site, slug, label, kind in [
            (magion, "kvik-1", "KVIK 1", "quick"),
            (magion, "kvik-2", "KVIK 2", "quick"),
            (magion, "service-1", "SERVICE 1", "service"),
            (branch, "filial-1", "Skranken", "quick"),
        ]
    }
    profile("kvik", [("due", ""), ("returned", ""), ("lane", "K")], [desks["kvik-1"], desks["kvik-2"]])
    profile("service", [("due", ""), ("lane", "S")], [desks["service-1"]])
    people = {
        name: Person.objects.create(username=name, name=name.title())
        for name in ["anna", "bent", "carla", "dorte", "mads"]
    }
    for person in people.values():
        RoleGrant.objects.create(person=person, role="manager" if person.username == "mads" else "generalist")
    tasks = _tasks()
    for person in people.values():
        Competence.objects.create(
            person=person,
            scope_kind="group",
            scope_code="1",
            reach=Reach.PREPARE,
            valid_from=date(2020, 1, 1),
        )
    return World(
        magion=magion,
        branch=branch,
        kvik=kvik,
        service=service,
        branch_series=branch_series,
        desks=desks,
        people=people,
        tasks=tasks,
        device=Actor(kind="device", id=1, name="kiosk", grants=frozenset({("device", magion.pk)})),
        api=Actor(kind="api", id=2, name="api", grants=frozenset({("api", None)})),
        manager=Actor(
            kind="person", id=people["mads"].pk, name="Mads", grants=frozenset({("manager", None)})
        ),
        officers={
            name: Actor(
                kind="person", id=person.pk, name=person.name, grants=frozenset({("generalist", None)})
            )
            for name, person in people.items()
            if name != "mads"
        },
    )


def profile(code: str, rules: list[tuple[str, str]], desks: list[Desk], **fields: int) -> CallProfile:
    """A call profile with (condition, letter) rules, followed by the desks."""
    made = CallProfile.objects.create(code=code, name=code.upper(), **fields)
    for order, (condition, letter) in enumerate(rules, start=1):
        CallRule.objects.create(profile=made, order=order, condition=condition, letter=letter)
    for desk in desks:
        DeskSetup.objects.update_or_create(desk=desk, defaults={"profile": made})
    return made


def _series(
    site: Site, letter: str, name: str, desk_kind: str, last: int, *, default: bool = False
) -> Series:
    return Series.objects.create(
        site=site,
        letter=letter,
        name=name,
        desk_kind=desk_kind,
        last=last,
        offline_last=last + 100,
        is_default=default,
    )


def _tasks() -> dict[str, Task]:
    topic = Topic.objects.create(code="rejse")
    tasks = {}
    for code, desk, sensitive, priority, group in [
        ("pas-voksen", "quick", False, 2, 1),
        ("laan", "quick", False, 3, 1),
        ("pension", "service", False, 2, 2),
        ("enkeltydelse", "quick", True, 1, 2),
    ]:
        tasks[code] = Task.objects.create(
            code=code,
            topic=topic,
            group=group,
            nature="operational",
            standard_minutes=8,
            priority=priority,
            sensitive=sensitive,
            desk=desk,
            updated_at=now(),
        )
        Offer.objects.create(task=tasks[code], site_kind="library", reach=Reach.DECIDE)
    return tasks
