"""The municipality's own texts go out and come in as they were: same layer, mode, reason, days and words."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.transfer import Source, run_export, run_import
from indgang.catalogue.models import SectionKind, SectionVersion, Task
from indgang.catalogue.queries import task_card
from indgang.catalogue.services import Wish, save_local_note, set_text
from indgang.catalogue.services.importing import put_text
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.transfer.texts import content_from, content_to
from indgang.core.day import danish_date
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HARD = 'Æ | ø \\ å\n\nNyt = afsnit; "citat"\nog  to blanke'
STEPS = [
    {"kind": "ask", "reach": "guide", "seconds": 60, "da": "Spørg | først", "en": "Ask \\ first"},
    {"kind": "stop_refer", "reach": "guide", "to": "lifeline", "da": "Stop", "en": "Stop"},
]


def put(code: str, kind: str, content: dict[str, Any], layer: str = "local", **wish: Any) -> None:
    """A text in force."""
    with transaction.atomic():
        lock_catalogue()
        task = Task.objects.get(code=code)
        put_text(
            actor=SYSTEM, task=task, kind=kind, layer=layer, site=None, content=content, wish=Wish(**wish)
        )


def write_own_texts(cast: Cast) -> None:
    """Texts of every sort in both layers."""
    today = danish_date(clock.now())
    put("pas-voksen", "description", {"da": {"description": HARD}}, mode="add", reason="Vi åbner tidligere")
    put(
        "pas-voksen",
        "bring",
        {"da": {"bring": ["a | b", "=1+1", "c\\d"]}, "en": {"bring": ["x"]}},
        "shared",
        reason="Fælles",
    )
    put(
        "pas-voksen",
        "bring",
        {"da": {"bring": ["'citat", "-minus"]}},
        mode="add",
        must_read=True,
        reason="Mere",
    )
    put(
        "pas-barn",
        "head",
        {"da": {"title": "Børnepas", "summary": "Kort", "output": ""}},
        "shared",
        reason="Klarere",
    )
    put(
        "pas-barn",
        "play",
        {"steps": STEPS},
        mode="add",
        reason="Vores trin",
        valid_from=today,
        valid_to=today + timedelta(days=90),
    )
    put(
        "laegeskift",
        "play",
        {"steps": STEPS},
        "shared",
        reason="Fælles trin",
        valid_to=today - timedelta(days=3),
    )
    put("laegeskift", "forbidden", {"da": {"forbidden": HARD}, "en": {"forbidden": "No"}}, reason="GDPR")
    save_local_note(actor=SYSTEM, code="pas-voksen", texts={"da": "Alle steder"})
    save_local_note(
        actor=SYSTEM, code="pas-voksen", texts={"da": "Kun her", "en": "Here only"}, site=cast.magion
    )
    set_text(actor=SYSTEM, code="mitid-nyt", language="da", words=["mitid", "nem-id | gammelt"])


def taken_away() -> None:
    """Every text of the municipality taken away again."""
    from indgang.catalogue.services.composing import compose

    SectionVersion.objects.exclude(layer="national").update(state="withdrawn")
    compose(list(Task.objects.all()), clock.now())


def brought(kind: str, name: str, data: bytes) -> Any:
    """The report of an import that must be sound."""
    report = run_import(kind, Source(name, data), actor=SYSTEM)
    assert report.faults == ()
    return report


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_own_texts_go_out_and_come_in_without_loss(cast: Cast, form: str) -> None:
    write_own_texts(cast)
    before = run_export("sections", "csv", actor=SYSTEM)
    file = run_export("sections", form, actor=SYSTEM)
    card = task_card("pas-voksen", "da")
    again = brought("sections", f"sections.{form}", file)
    assert (again.created, again.changed, again.unchanged) == (
        0,
        0,
        len(before.splitlines()) and again.unchanged,
    )
    taken_away()
    assert run_export("sections", "csv", actor=SYSTEM).count(b"\r\n") == 1
    report = brought("sections", f"sections.{form}", file)
    assert report.created == again.unchanged > 8
    assert run_export("sections", "csv", actor=SYSTEM) == before
    after = task_card("pas-voksen", "da")
    assert (after.bring, after.description, after.notes) == (card.bring, card.description, card.notes)
    assert HARD in after.description


def test_the_whole_catalogue_comes_back_in_an_emptied_one(cast: Cast) -> None:
    write_own_texts(cast)
    Task.objects.filter(code="pas-barn").update(visibility="staff", valid_to=danish_date(clock.now()))
    Task.objects.filter(code="laan-og-aflevering").update(is_active=False)
    rows = run_export("tasks", "csv", actor=SYSTEM).splitlines()[0].decode("utf-8-sig").split(";")
    row = dict.fromkeys(rows, "") | {
        "code": "sommerpas", "title_da": "Sommerpas", "summary_da": "Til ferien", "words_da": "sommerpas",
        "topic": "rejse", "group": "1", "nature": "operational", "standard_minutes": "5", "desk": "quick",
    }  # fmt: skip
    own = ";".join(rows) + "\n" + ";".join(row[name] for name in rows) + "\n"
    brought("tasks", "tasks.csv", own.encode())
    put("sommerpas", "bring", {"da": {"bring": ["Hat"]}}, "shared", reason="Fælles")
    whole = run_export("catalogue", "csv", actor=SYSTEM)
    taken_away()
    Task.objects.filter(code="sommerpas").update(code="en-anden")
    Task.objects.filter(is_local=False).update(visibility="public", valid_to=None, is_active=True)
    brought("catalogue", "catalogue.zip", whole)
    made = zipfile.ZipFile(io.BytesIO(run_export("catalogue", "csv", actor=SYSTEM)))
    for name in made.namelist():
        lines = [line for line in made.read(name).splitlines() if not line.startswith(b"en-anden;")]
        assert lines == zipfile.ZipFile(io.BytesIO(whole)).read(name).splitlines(), name
    again = brought("catalogue", "catalogue.zip", whole)
    assert (again.created, again.changed, again.removed) == (0, 0, 0)


def test_what_another_municipality_gives_becomes_our_shared_layer(cast: Cast) -> None:
    write_own_texts(cast)
    given_away = run_export("shared-sections", "csv", actor=SYSTEM).decode("utf-8-sig")
    assert "Kun her" not in given_away
    assert "Alle steder" not in given_away
    taken_away()
    set_text(actor=SYSTEM, code="laegeskift", language="da", forbidden="Vores eget")
    brought("shared-sections", "fra-naboen.csv", given_away.encode())
    layers = set(
        SectionVersion.objects.filter(state="published")
        .exclude(layer="national")
        .values_list("section__task__code", "section__kind", "layer")
    )
    assert ("laegeskift", "forbidden", "shared") in layers
    assert ("laegeskift", "forbidden", "local") in layers
    assert ("pas-voksen", "description", "shared") in layers
    assert task_card("laegeskift", "da").forbidden == "Vores eget"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("pas-voksen;bring;local;magion;replace;;;;;;;;;;;Pas;;", "site", "note-only"),
        ("pas-voksen;head;local;;add;;;;;T;;S;;;;;;", "mode", "replace-only"),
        ("pas-voksen;bring;local;;replace;;;2199-01-01;;;;;;;;Pas;;", "valid_from", "not-yet"),
        ("pas-voksen;bring;local;;replace;;;2026-01-02;2026-01-01;;;;;;;Pas;;", "valid_to", "not-in-order"),
        ("pas-voksen;bring;national;;replace;;;;;;;;;;;Pas;;", "layer", "unknown-choice"),
        ("pas-voksen;bring;local;;replace;;;;;;;;;;;;;", "text_da", "invalid"),
        ("pas-voksen;bring;local;;replace;;;;;;;;;;;Født 010190-1234;;", "text_da", "cpr"),
        ("pas-voksen;play;local;;replace;;;;;;;;;;;En tekst;A text;løb hurtigt!", "steps", "invalid"),
        ("pas-voksen;play;local;;replace;;;;;;;;;;;En tekst;;ask", "steps", "invalid"),
        ("ukendt;bring;local;;replace;;;;;;;;;;;Pas;;", "task", "unknown-reference"),
    ],
)
def test_a_wrong_text_is_told_and_nothing_written(cast: Cast, row: str, column: str, code: str) -> None:
    head = (
        "task;section;layer;site;mode;reason;must_read;valid_from;valid_to;title_da;title_en;summary_da;"
        "summary_en;output_da;output_en;text_da;text_en;steps"
    )
    report = run_import("sections", Source("s.csv", f"{head}\n{row}\n".encode()), actor=SYSTEM)
    assert [(fault.column, fault.code) for fault in report.faults] == [(column, code)]
    assert not SectionVersion.objects.exclude(layer="national").exists()


LINE = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)


@given(items=st.lists(LINE, min_size=1, max_size=5))
def test_any_list_comes_back(items: list[str]) -> None:
    content = {"da": {"bring": items}}
    cells = content_to("bring", content)
    assert content_from("bring", cells) == content
    assert content_to("bring", content_from("bring", cells)) == cells


@given(
    steps=st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["ask", "do", "close"]),
                "reach": st.just("guide"),
                "da": LINE,
                "en": LINE,
            },
            optional={"seconds": st.integers(5, 3600)},
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_play_comes_back(steps: list[dict[str, Any]]) -> None:
    content = {"steps": steps}
    assert content_from(SectionKind.PLAY, content_to(SectionKind.PLAY, content)) == content
