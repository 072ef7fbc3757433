"""Cases in every state that a visitor meets. The citizens are invented."""

from collections.abc import Mapping
from dataclasses import dataclass

from indgang.followup.parties import Person

Step = tuple[float, str, str]
SENDER = "mette"


@dataclass(frozen=True, slots=True)
class Story:
    """A case, and what became of it: the steps as (hours after sending, who, step). It was sent `hours_ago`, or so
    that what was promised is due between the two of `due_in` (minutes from now, in the past below zero).
    """

    hours_ago: float
    task: str
    person: Person
    answers: Mapping[str, str | list[str]]
    papers: Mapping[str, str]
    note: str = ""
    steps: tuple[Step, ...] = ()
    due_in: tuple[int, int] | None = None


STORIES = (
    Story(
        2,
        "personligt-tillaeg",
        Person("Inga Prøve", "20 00 00 61", "", "Eksempelvej 4, 7190 Billund", "sms"),
        {
            "hvad-soeges-der-til": "tandbehandling",
            "udgiftens-stoerrelse-i-kr": "6.400",
            "er-udgiften-allerede-betalt": "no",
        },
        {"overslag-eller-regning": "Overslag fra tandlægen"},
        "Inga vil gerne ringes op om formiddagen.",
    ),
    Story(
        1.5,
        "boligindskudslaan",
        Person("Samir Eksempel", "20 00 00 62", "samir@borger.example", "", "email"),
        {
            "den-nye-boligs-adresse": "Prøvevænget 12, 7190 Billund",
            "indflytning": "1-2-2027",
            "indskud-i-kr": "24.500",
            "maanedlig-husleje-i-kr": "6.100",
            "antal-personer-i-husstanden": "3",
            "er-der-modtaget-andre-laan-til-bolig": "no",
        },
        {"lejekontrakt": "Lejekontrakt side 1"},
        steps=(
            (0.2, "hanne", "accept"),
            (0.4, "hanne", "ask:lejekontrakt"),
            (1.1, "", "citizen:lejekontrakt"),
        ),
    ),
    Story(
        26,
        "boligstoette",
        Person("Kirsten Opdigtet", "20 00 00 63"),
        {
            "boligtype": "lejebolig",
            "husleje-pr-maaned-i-kr": "5.850",
            "hvad-har-borgeren-brug-for-hjaelp-ti": "Hun har fået brev om, at boligstøtten ændres. Hvorfor?",
        },
        {},
        steps=(
            (2, "hanne", "accept"),
            (3, "hanne", "return"),
        ),
    ),
    Story(
        50,
        "personligt-tillaeg",
        Person("Aage Opdigtet", "20 00 00 64", "", "", "sms"),
        {
            "hvad-soeges-der-til": "briller",
            "udgiftens-stoerrelse-i-kr": "3.200",
            "er-udgiften-allerede-betalt": "yes",
            "hvornaar-blev-den-betalt": "2-11-2026",
        },
        {"overslag-eller-regning": "Regning fra optikeren"},
        steps=(
            (4, "hanne", "accept"),
            (6, "hanne", "close:Aage har fået besked: der skal søges, før brillerne købes."),
        ),
    ),
    Story(
        25,
        "byggetilladelse",
        Person("Lone Eksempel", "20 00 00 65", "lone@borger.example", "", "email"),
        {
            "ejendommens-adresse": "Eksempelvej 19, 7190 Billund",
            "hvad-skal-bygges": "carport-eller-garage",
            "areal-i-m2": "42",
            "ejer-borgeren-ejendommen": "yes",
        },
        {"situationsplan": "Situationsplan"},
        steps=((1, "poul", "accept"), (2, "poul", "ask:situationsplan")),
    ),
    Story(
        20,
        "daginstitution-opskrivning",
        Person("Maria Prøve", "20 00 00 66"),
        {"oensket-start": "1-8-2027", "oenskede-tilbud": ["vuggestue"], "har-barnet-soeskende-der": "no"},
        {},
        steps=(),
    ),
    Story(
        74,
        "boligindskudslaan",
        Person("Rigmor Eksempel", "20 00 00 67", "rigmor@borger.example", "", "email"),
        {
            "den-nye-boligs-adresse": "Opdigtet Alle 3, 7190 Billund",
            "indflytning": "15-12-2026",
            "indskud-i-kr": "18.000",
            "maanedlig-husleje-i-kr": "5.400",
            "antal-personer-i-husstanden": "1",
            "er-der-modtaget-andre-laan-til-bolig": "no",
        },
        {"lejekontrakt": "Lejekontrakt"},
        steps=((3, "hanne", "accept"), (25, "hanne", "decide")),
    ),
    Story(
        0,
        "boligstoette",
        Person("Jens Opdigtet", "20 00 00 68"),
        {
            "boligtype": "lejebolig",
            "husleje-pr-maaned-i-kr": "6.300",
            "hvad-har-borgeren-brug-for-hjaelp-ti": "Han er flyttet sammen med sin datter. Skal det meldes?",
        },
        {},
        steps=((1, "hanne", "accept"),),
        due_in=(30, 90),
    ),
    Story(
        0,
        "personligt-tillaeg",
        Person("Gudrun Prøve", "20 00 00 69", "", "", "sms"),
        {
            "hvad-soeges-der-til": "tandbehandling",
            "udgiftens-stoerrelse-i-kr": "9.100",
            "er-udgiften-allerede-betalt": "no",
        },
        {"overslag-eller-regning": "Overslag på protese"},
        due_in=(-120, -15),
    ),
)
