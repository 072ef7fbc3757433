"""Which desks the simulated officers work, and how many citizens come. Invented."""

from dataclasses import dataclass
from typing import Any

MAIN_SITE = "magion"
BOOKABLE_DESKS = ("magion-service-1", "magion-service-2", "billund-service-1", "raadhuset-1", "raadhuset-2")
PASSWORD = "billund-demo-2026"  # noqa: S105  (printed on purpose: it opens the demo only)


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A site's day: citizens per hour, and who sits at each desk (desk slug to user name).

    `still` are the desks that are open when the demo stands still: of those that the cast comes to only KVIK 2.
    """

    per_hour: float
    crew: dict[str, str]
    still: dict[str, str]


PLAN = {
    "magion": SitePlan(
        per_hour=16,
        crew={
            "magion-kvik-1": "mette",
            "magion-kvik-2": "jonas",
            "magion-service-1": "birgit",
            "magion-service-2": "torben",
        },
        still={"magion-kvik-2": "asta", "magion-service-2": "torben"},
    ),
    "billund": SitePlan(
        per_hour=6,
        crew={"billund-kvik-1": "line", "billund-service-1": "anders"},
        still={"billund-kvik-1": "line", "billund-service-1": "anders"},
    ),
    "soender-omme": SitePlan(per_hour=3, crew={"soender-omme-1": "karim"}, still={}),
    "raadhuset": SitePlan(
        per_hour=3,
        crew={"raadhuset-1": "hanne", "raadhuset-2": "poul"},
        still={"raadhuset-2": "poul"},
    ),
    "bogbussen": SitePlan(per_hour=3, crew={"bogbussen-1": "ida"}, still={"bogbussen-1": "ida"}),
}

CAST: list[dict[str, Any]] = [
    {
        "username": "mette",
        "name": "Mette Krogh",
        "first": "Mette",
        "door": "/desk/magion/magion-kvik-1/",
        "da": {
            "role": "Borgerservice, KVIK 1",
            "try": "Kald det næste nummer, følg drejebogen, og registrér med ét klik.",
        },
        "en": {
            "role": "Citizen service, KVIK 1",
            "try": "Call the next number, follow the playbook and register with one click.",
        },
    },
    {
        "username": "jonas",
        "name": "Jonas Lind",
        "first": "Jonas",
        "door": "/desk/magion/magion-kvik-2/",
        "da": {
            "role": "Bibliotekar, KVIK 2",
            "try": "Hjælp med et pas så langt din kompetence rækker, og henvis resten til livlinen.",
        },
        "en": {
            "role": "Librarian, KVIK 2",
            "try": "Help with a passport as far as your competence goes, and refer the rest to the lifeline.",
        },
    },
    {
        "username": "birgit",
        "name": "Birgit Holm",
        "first": "Birgit",
        "door": "/desk/magion/magion-service-1/",
        "da": {
            "role": "Borgerservice, SERVICE 1",
            "try": "Tag imod dem, KVIK har henvist: samme nummer, samme ankomsttid, mere ro.",
        },
        "en": {
            "role": "Citizen service, SERVICE 1",
            "try": "Receive those whom KVIK referred: same number, same time of arrival, more privacy.",
        },
    },
    {
        "username": "karim",
        "name": "Karim Haddad",
        "first": "Karim",
        "door": "/desk/soender-omme/soender-omme-1/",
        "da": {
            "role": "Biblioteksassistent, Sønder Omme (model 3)",
            "try": "Stå alene i filialen: se, hvad der må gøres her, og ring til livlinen ved resten.",
        },
        "en": {
            "role": "Library assistant, Sønder Omme (model 3)",
            "try": "Be alone in the branch: see what may be done here, and phone the lifeline for the rest.",
        },
    },
    {
        "username": "hanne",
        "name": "Hanne Bak",
        "first": "Hanne",
        "door": "/backline/",
        "da": {
            "role": "Specialist i pension, rådhuset",
            "try": "Vær livlinen bag skranken: sig, om du er ledig, og tag det, der venter på dig.",
        },
        "en": {
            "role": "Pension specialist, town hall",
            "try": "Be the lifeline behind the desk: say whether you are free, and take what waits for you.",
        },
    },
    {
        "username": "lone",
        "name": "Lone Skov",
        "first": "Lone",
        "door": "/manage/",
        "da": {
            "role": "Leder af Bibliotek & Borgerservice",
            "try": "Se dagen på alle steder, og hvad der kræver opmærksomhed.",
        },
        "en": {
            "role": "Head of Library & Citizen Service",
            "try": "See the day at every site, and what needs attention.",
        },
    },
    {
        "username": "peter",
        "name": "Peter Dam",
        "first": "Peter",
        "door": "/manage/",
        "da": {"role": "Teamleder og redaktør", "try": "Ret opgaver og lokale noter, og bekræft livlinerne."},
        "en": {
            "role": "Team leader and editor",
            "try": "Edit tasks and local notes, and verify the lifelines.",
        },
    },
    {
        "username": "sara",
        "name": "Sara Juhl",
        "first": "Sara",
        "door": "/manage/",
        "da": {
            "role": "Administrator",
            "try": "Importér organisationen fra regneark, og se hver fejl med linje og årsag.",
        },
        "en": {
            "role": "Administrator",
            "try": "Import the organisation from a spreadsheet, and see each fault with line and reason.",
        },
    },
]
