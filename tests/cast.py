"""A small named cast at a small invented place, for tests of faces and whatever needs people at desks.

Magion has KVIK 1, KVIK 2 and SERVICE 1 with the series K and S; the town hall is a foreign site with a desk
of its own. `build()` needs a database; the tasks come through the real content loader.
"""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.catalogue.content import FOLDER
from indgang.catalogue.services import load_content
from indgang.core.reach import Reach
from indgang.organisation.models import (
    Competence,
    Delegation,
    Desk,
    Lifeline,
    LifelineHours,
    LifelineText,
    Municipality,
    OpeningHours,
    Person,
    RoleGrant,
    Site,
    Team,
)
from indgang.organisation.queries import actor_of_person
from indgang.queue.models import CallProfile, CallRule, DeskSetup, Series
from tests.kept import kept

PASSWORD = "lyseblå cykel ved åen"
LONG_AGO = date(2020, 1, 1)
TASKS = (
    "boligstoette",
    "flytning-indenlands",
    "koerekort-fornyelse",
    "laan-og-aflevering",
    "laegeskift",
    "mitid-nyt",
    "navneaendring",
    "pas-barn",
    "pas-voksen",
    "print-kopi-scan",
    "sundhedskort-nyt",
)
LIFELINES = {
    "pas-koerekort": ("Pas og kørekort", "Inger Dam", "79 72 70 11"),
    "folkeregister": ("Folkeregister", "Jens Ravn", "79 72 70 12"),
    "sundhed": ("Sundhedskort og lægevalg", "Ulla Bech", "79 72 70 13"),
    "boligstoette": ("Boligstøtte", "Per Skov", "79 72 70 14"),
    "digital-hjaelp": ("Digital hjælp", "Anja Toft", "79 72 70 15"),
    "begravelse-vielse": ("Navne, vielse og begravelse", "Lis Kjær", "79 72 70 16"),
    "bibliotek": ("Biblioteket", "Rune Bak", "79 72 70 17"),
}


@dataclass(frozen=True)
class Cast:
    """Everyone and everything, by name."""

    municipality: Municipality
    magion: Site
    town_hall: Site
    kvik1: Desk
    kvik2: Desk
    service1: Desk
    town_hall_desk: Desk
    k: Series
    s: Series
    maja: Person
    bo: Person
    signe: Person
    leif: Person
    karen: Person
    admin: Person

    def actor(self, name: str) -> Actor:
        """One of the people, as who acts."""
        return actor_of_person(getattr(self, name).pk)


def build(*, tasks: tuple[str, ...] = TASKS) -> Cast:
    """Fill an empty database. `tasks` are the codes to load of the content that comes with Indgang."""
    return kept(("cast", tasks), lambda: _build(tasks))


def _build(tasks: tuple[str, ...]) -> Cast:
    municipality = Municipality.objects.create(code="0530", name="Prøvelund Kommune", is_fictional=True)
    magion = _site(municipality, "magion", "Magion", "library", model=4)
    town_hall = _site(municipality, "raadhus", "Rådhuset", "town_hall", model=5)
    _hours(magion, town_hall)
    desks = {
        slug: Desk.objects.create(site=site, slug=slug, label=label, kind=kind, order=order)
        for order, (site, slug, label, kind) in enumerate(
            [
                (magion, "kvik-1", "KVIK 1", "quick"),
                (magion, "kvik-2", "KVIK 2", "quick"),
                (magion, "service-1", "SERVICE 1", "service"),
                (town_hall, "raadhus-1", "Rådhus 1", "specialist"),
            ]
        )
    }
    k = Series.objects.create(site=magion, letter="K", name="KVIK", desk_kind="quick", is_default=True)
    s = Series.objects.create(site=magion, letter="S", name="SERVICE", desk_kind="service")
    Series.objects.create(site=town_hall, letter="R", name="Rådhus", desk_kind="specialist", is_default=True)
    _profiles(desks)
    people = _people(magion, town_hall)
    _lifelines()
    _content(tasks)
    return Cast(
        municipality, magion, town_hall,
        desks["kvik-1"], desks["kvik-2"], desks["service-1"], desks["raadhus-1"],
        k, s, *people,
    )  # fmt: skip


def _site(municipality: Municipality, slug: str, name: str, kind: str, *, model: int) -> Site:
    return Site.objects.create(
        municipality=municipality, slug=slug, name=name, kind=kind, model=model,
        address="Torvet 1", postcode="7200", town="Prøvelund", phone="79 72 70 00",
    )  # fmt: skip


def _hours(*sites: Site) -> None:
    for site in sites:
        for kind, opens, closes in (("library", 8, 20), ("citizen_service", 10, 16), ("self_service", 6, 22)):
            OpeningHours.objects.bulk_create(
                OpeningHours(site=site, kind=kind, weekday=weekday, opens=time(opens), closes=time(closes))
                for weekday in range(7)
            )


def _profiles(desks: dict[str, Desk]) -> None:
    setups = (("kvik", "KVIK", "K"), ("service", "SERVICE", "SK"), ("raadhus", "Rådhus", "R"))
    for code, name, letters in setups:
        profile = CallProfile.objects.create(code=code, name=name)
        CallRule.objects.create(profile=profile, order=1, condition="due")
        CallRule.objects.create(profile=profile, order=2, condition="returned")
        for order, letter in enumerate(letters, start=3):
            CallRule.objects.create(profile=profile, order=order, condition="lane", letter=letter)
        for slug, desk in desks.items():
            if slug.startswith(code):
                DeskSetup.objects.create(desk=desk, profile=profile)


def _people(magion: Site, town_hall: Site) -> list[Person]:
    team = Team.objects.create(code="vagt-1", name="Vagtteam 1")
    people = []
    some, most, all_the_way = Reach.GUIDE, Reach.PREPARE, Reach.DECIDE
    for username, name, background, role, site, competences in (
        ("maja", "Maja Holm", "citizen_service", "generalist", magion, {"1": most, "2": some}),
        ("bo", "Bo Lind", "library", "generalist", magion, {"1": some}),
        (
            "signe",
            "Signe Krogh",
            "citizen_service",
            "specialist",
            magion,
            {"1": all_the_way, "2": all_the_way},
        ),
        ("leif", "Leif Juhl", "other", "manager", magion, {}),
        ("karen", "Karen Vang", "citizen_service", "specialist", town_hall, {"1": all_the_way}),
        ("admin", "Ada Min", "other", "administrator", None, {}),
    ):
        person = Person(username=username, name=name, background=background, home_site=site, team=team)
        person.set_password(PASSWORD)
        person.save()
        RoleGrant.objects.create(person=person, role=role, site=site)
        for group, reach in competences.items():
            Competence.objects.create(
                person=person, scope_kind="group", scope_code=group, reach=reach, valid_from=LONG_AGO
            )
        if role == "specialist":
            decision = "Byrådet, punkt 7"
            Delegation.objects.create(
                person=person, scope_kind="group", scope_code="1", decision=decision, valid_from=LONG_AGO
            )
        people.append(person)
    return people


def _lifelines() -> None:
    team = Team.objects.create(code="fagteam", name="Fagteam")
    for code, (title, name, phone) in LIFELINES.items():
        expert = Person.objects.create(username=code, name=name, direct_phone=phone, team=team)
        lifeline = Lifeline.objects.create(
            code=code, person=expert, direct_phone=phone, verified_on=clock.now().date()
        )
        LifelineText.objects.create(lifeline=lifeline, language="da", title=title)
        LifelineHours.objects.bulk_create(
            LifelineHours(lifeline=lifeline, weekday=weekday, opens=time(8), closes=time(16))
            for weekday in range(5)
        )
    deputy = Lifeline.objects.get(code="folkeregister")
    Lifeline.objects.filter(code="pas-koerekort").update(deputy=deputy)


def _content(tasks: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tasks").mkdir()
        lists = ("topics.yaml", "lifelines.yaml", "authorities.yaml", "life_events.yaml")
        for file in (*lists, *(f"tasks/{code}.yaml" for code in tasks)):
            shutil.copy(FOLDER / file, folder / file)
        shutil.copytree(FOLDER / "translations", folder / "translations")
        report = load_content(actor=SYSTEM, folder=folder)
    if not report.is_good:
        raise AssertionError(f"the content has faults: {report.faults}")
