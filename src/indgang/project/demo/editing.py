"""What lies on the demo's editorial desk: texts of our own, one to approve, one to come, and one to check. Invented.

Peter writes, Lone approves.
"""

from datetime import timedelta
from typing import Any

from indgang.base import clock
from indgang.catalogue.models import SectionVersion
from indgang.catalogue.services import Wish, approve, save_draft, set_owner, submit
from indgang.core.day import danish_date
from indgang.organisation.queries import actor_of_person, find_person

ROOM = "Lokalet er dit i den tid, du har booket. Ryd op efter dig, og luk døren, når du går."
ROOM_EN = "The room is yours for the time you booked. Tidy up, and close the door when you leave."
# In the order of writing: the second stands on the first, which changes after it.
TEXTS: list[dict[str, Any]] = [
    {
        "days_ago": 410,
        "code": "print-kopi-scan",
        "kind": "note",
        "reason": "Ny automat.",
        "da": "Automaten ved trappen tager både kort og mobilbetaling. Er den i stykker, så brug den på 1. sal.",
        "en": "The machine by the stairs takes cards and mobile payment. If it fails, use the one upstairs.",
    },
    {
        "days_ago": 60,
        "code": "moedelokale-bibliotek",
        "kind": "expect",
        "layer": "shared",
        "reason": "Aftalt med nabokommunerne.",
        "da": ROOM,
        "en": ROOM_EN,
    },
    {
        "days_ago": 45,
        "code": "moedelokale-bibliotek",
        "kind": "expect",
        "reason": "Nøglen hænger et andet sted hos os.",
        "da": f"{ROOM} I Magion hentes nøglen ved SERVICE 1.",
        "en": f"{ROOM_EN} In Magion the key is at SERVICE 1.",
    },
    {
        "days_ago": 4,
        "code": "bogbus-stop",
        "kind": "note",
        "reason": "Vinterplanen.",
        "begins_in": 9,
        "da": "Vinterplanen gælder. Bogbussen kommer en halv time tidligere i landsbyerne.",
        "en": "The winter plan is in force. The book bus comes half an hour earlier in the villages.",
    },
    {
        "days_ago": 3,
        "code": "moedelokale-bibliotek",
        "kind": "expect",
        "layer": "shared",
        "reason": "Flere vil bruge lokalerne.",
        "da": f"{ROOM} Du kan booke to gange om ugen.",
        "en": f"{ROOM_EN} You can book twice a week.",
    },
    {
        "days_ago": 2,
        "code": "print-kopi-scan",
        "kind": "bring",
        "mode": "add",
        "reason": "Spørges der tit om.",
        "goes": "review",
        "da": ["Papir i A3, hvis udskriften skal være stor"],
        "en": ["A3 paper if the print is to be large"],
    },
    {
        "days_ago": 1,
        "code": "it-kursus",
        "kind": "note",
        "reason": "Forårets hold.",
        "goes": "nowhere",
        "da": "Forårets hold begynder i uge 6. Datoerne kommer her, når de er på plads.",
        "en": "The spring courses begin in week 6. The dates follow here.",
    },
]


def fill_editing() -> None:
    """Write them once, with moments some days and a year back."""
    if SectionVersion.objects.exclude(layer="national").exists():
        return
    now = clock.now()
    for text in TEXTS:
        with clock.frozen(now - timedelta(days=text["days_ago"])):
            _write(text)


def _write(text: dict[str, Any]) -> None:
    peter, lone = (actor_of_person(find_person(name).pk) for name in ("peter", "lone"))
    begins = text.get("begins_in")
    draft = save_draft(
        actor=peter,
        code=text["code"],
        kind=text["kind"],
        layer=text.get("layer", "local"),
        content={language: {text["kind"]: text[language]} for language in ("da", "en")},
        wish=Wish(
            mode=text.get("mode", "replace"),
            reason=text["reason"],
            must_read=begins is not None,
            valid_from=danish_date(clock.now()) + timedelta(days=begins) if begins else None,
        ),
    )
    set_owner(actor=lone, code=text["code"], owner="peter")
    goes = text.get("goes", "in force")
    if goes != "nowhere":
        submit(actor=peter, version_id=draft.pk)
    if goes == "in force":
        approve(actor=lone, version_id=draft.pk)
