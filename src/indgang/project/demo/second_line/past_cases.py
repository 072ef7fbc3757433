"""The cases of the last two months, ended long ago, so that the figures have something to tell. All are invented."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from indgang.core.day import danish_date, opening_instant
from indgang.followup.parties import Person
from indgang.project.demo.second_line.stories import SENDER, Step, Story

FIRST_DAY, LAST_DAY = 56, 16
FRIDAY = 4
LATE, RETURNED = 0.12, 0.22
REASONS = ("missing_papers", "missing_papers", "missing_answers")


@dataclass(frozen=True, slots=True)
class Kind:
    """So many cases of a task, who takes them up, and how they end."""

    many: int
    task: str
    who: str
    end: str
    answers: Mapping[str, str]
    papers: Mapping[str, str]


KINDS = (
    Kind(
        20,
        "boligstoette",
        "hanne",
        "close",
        {
            "boligtype": "lejebolig",
            "husleje-pr-maaned-i-kr": "5.400",
            "hvad-har-borgeren-brug-for-hjaelp-ti": "Hvad skal meldes ved flytning?",
        },
        {},
    ),
    Kind(
        12,
        "boligindskudslaan",
        "hanne",
        "decide",
        {
            "den-nye-boligs-adresse": "Eksempelvej 2, 7190 Billund",
            "indflytning": "1-12-2026",
            "indskud-i-kr": "21.000",
            "maanedlig-husleje-i-kr": "5.900",
            "antal-personer-i-husstanden": "2",
            "er-der-modtaget-andre-laan-til-bolig": "no",
        },
        {"lejekontrakt": "Lejekontrakt"},
    ),
    Kind(
        16,
        "personligt-tillaeg",
        "hanne",
        "close",
        {
            "hvad-soeges-der-til": "briller",
            "udgiftens-stoerrelse-i-kr": "2.800",
            "er-udgiften-allerede-betalt": "no",
        },
        {"overslag-eller-regning": "Overslag"},
    ),
    Kind(
        10,
        "byggetilladelse",
        "poul",
        "close",
        {
            "ejendommens-adresse": "Eksempelvej 8, 7190 Billund",
            "hvad-skal-bygges": "udestue",
            "areal-i-m2": "18",
            "ejer-borgeren-ejendommen": "yes",
        },
        {"situationsplan": "Situationsplan"},
    ),
)


def past_cases(now: datetime) -> Iterator[Story]:
    """The same ones for the same day; `now` in UTC."""
    random = Random("past cases")
    days = [
        day
        for back in range(LAST_DAY, FIRST_DAY)
        if (day := danish_date(now) - timedelta(days=back)).weekday() <= FRIDAY
    ]
    for kind in KINDS:
        for number in range(1, kind.many + 1):
            minutes = random.randrange(0, 240, 5)
            at = opening_instant(random.choice(days), time(10)) + timedelta(minutes=minutes)
            yield Story(
                (now - at) / timedelta(hours=1),
                kind.task,
                Person(f"Borger Opdigtet {number}", "20 00 00 70"),
                kind.answers,
                kind.papers,
                steps=tuple(_steps(kind, random)),
            )


def _steps(kind: Kind, random: Random) -> Iterator[Step]:
    """What became of one. Times are hours after sending; a late one lies for days before anybody takes it up."""
    taken = random.uniform(150, 220) if random.random() < LATE else random.uniform(0.5, 4)
    yield taken, kind.who, "accept"
    if random.random() < RETURNED:
        yield taken + 1, kind.who, f"return:{random.choice(REASONS)}"
        yield taken + 24, SENDER, "send"
        yield taken + 25, kind.who, "accept"
        taken += 25
    ended = taken + random.uniform(3, 72)
    yield ended, kind.who, kind.end
    yield ended + 2, SENDER, "seen"
