"""A small invented municipality, Prøvelund, written as the files that its people would bring."""

from pathlib import Path
from typing import Any

import pytest

from indgang.base.access import SYSTEM
from indgang.base.transfer import ImportReport, run_import
from indgang.organisation import transfer
from indgang.organisation.models import (
    ClosedPeriod,
    Competence,
    Desk,
    Lifeline,
    Municipality,
    OpeningHours,
    Person,
    RoleGrant,
    Site,
)

FILES = {
    "municipality": """\
code;name;is_fictional
0999;Prøvelund Kommune;ja
""",
    "sites": """\
slug;name;kind;model;address;postcode;town;latitude;longitude;phone;email
hovedbib;Prøvelund Bibliotek;library;4;Torvet 1;7200;Prøvelund;55,757;8,93;79 72 70 00;bib@proevelund.example
raadhus;Rådhuset;town_hall;5;Torvet 2;7200;Prøvelund;;;79727001;
bus;Bogbussen;book_bus;1;;;;;;;
""",
    "desks": """\
slug;site;label;kind;order
kvik-1;hovedbib;KVIK 1;quick;1
service-1;hovedbib;SERVICE 1;service;2
raadhus-1;raadhus;KVIK 1;specialist;1
""",
    "hours": """\
site;kind;weekday;opens;closes;season;valid_from;valid_to
hovedbib;library;mandag;10.00;18.00;;;
hovedbib;library;tirsdag;10.00;18.00;;;
hovedbib;library;mandag;10.00;15.00;Sommer;01-07-2026;31-07-2026
hovedbib;citizen_service;mandag;10.00;12.00;;;
hovedbib;citizen_service;mandag;13.00;16.00;;;
hovedbib;self_service;mandag;06.00;24.00;;;
raadhus;citizen_service;torsdag;9.00;17.00;;;
""",
    "closed-days": """\
site;kind;first_day;last_day;opens;closes;reason_da;reason_en
;;24-12-2026;;;;Juleaften;Christmas Eve
hovedbib;library;2026-10-12;2026-10-18;10.00;13.00;Efterårsferie;Autumn break
""",
    "teams": """\
code;name
vagt;Vagtteamet
""",
    "people": """\
username;name;title;email;direct_phone;team;home_site;background;language;roles
maja;Maja Holm;Bibliotekar;maja@proevelund.example;79727011;vagt;hovedbib;library;da;generalist@hovedbib
signe;Signe Krogh;Sagsbehandler;;79727012;vagt;raadhus;citizen_service;da;"specialist@raadhus; generalist@hovedbib"
ada;Ada Min;;;;;;other;en;administrator@*
""",
    "competences": """\
person;scope_kind;scope_code;reach;how_won;valid_from;lapses_on
maja;group;1;guide;Sidemandsoplæring;01-01-2026;
signe;group;2;decide;;01-01-2026;01-01-2028
""",
    "delegations": """\
person;scope_kind;scope_code;decision;valid_from;valid_to
signe;group;2;Byrådet 12-01-2026, punkt 4;12-01-2026;
""",
    "lifelines": """\
code;title_da;title_en;person;team;direct_phone;email;hours;deputy;verified_on
pas;Pas;Passports;signe;;79727021;;man-fre 9-15; tor 9-17;pension;02-11-2026
pension;Pension;Pensions;;vagt;79727022;pension@proevelund.example;man-fre 9.00-15.00;pas;
""".replace("man-fre 9-15; tor 9-17", '"man-fre 9-15; tor 9-17"'),
}


def write_folder(folder: Path, **changed: str) -> Path:
    """The files in a folder; keyword arguments (with _ for -) replace or add whole files."""
    folder.mkdir(exist_ok=True)
    files = FILES | {name.replace("_", "-"): text for name, text in changed.items()}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def proevelund(db: None, tmp_path: Path) -> ImportReport:
    """Prøvelund in the database."""
    report = run_import("organisation", write_folder(tmp_path / "proevelund"), actor=SYSTEM)
    assert report.faults == ()
    return report


def everything() -> dict[str, list[Any]]:
    return {kind.name: list(kind.stored()) for kind in transfer.ALL}


def nothing() -> bool:
    models = (Municipality, Site, Desk, OpeningHours, ClosedPeriod, Person, RoleGrant, Competence, Lifeline)
    return not any(model._default_manager.exists() for model in models)
