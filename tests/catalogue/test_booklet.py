"""The booklet for the ring binder: what stands on paper, for whom, and that it can be read by everybody."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pypdf import PdfReader

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.booklet import booklet_pdf
from indgang.catalogue.models import Task
from indgang.catalogue.services import load_content, save_local_note
from indgang.core.folding import danish_sort_key
from tests.cast import Cast, build

pytestmark = pytest.mark.django_db


def texts(made: bytes) -> list[str]:
    """The text of each page, its lines joined."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """The booklet of all content that comes with Indgang."""
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        assert load_content(actor=SYSTEM).is_good
        made = booklet_pdf(actor=SYSTEM)
        count = Task.objects.filter(is_active=True).count()
        transaction.set_rollback(True)
    if os.environ.get("INDGANG_SHOTS"):
        Path(os.environ["INDGANG_SHOTS"], "drejebog.pdf").write_bytes(made)
    return {"pdf": made, "count": count, "pages": texts(made)}


def test_every_task_has_its_page_and_the_index_leads_there(whole: dict[str, Any]) -> None:
    pages = whole["pages"]
    assert len(pages) > whole["count"] > 180
    assert "Prøvelund Kommune" in pages[0]
    assert "den gældende tekst står i Indgang" in pages[0]
    page = next(
        number
        for number, text in enumerate(pages, start=1)
        if "Trin for trin" in text and "Nyt pas til en voksen" in text
    )
    assert any("Nyt pas til en voksen" in text and f" {page}" in text for text in pages[1:20])
    index = next(number for number, text in enumerate(pages) if "Hvad borgerne siger" in text and number > 20)
    entries = " ".join(pages[index:])
    assert f"forny pas {page}" in entries
    letters = re.findall(r"\d ([A-ZÆØÅ]) [\w«]", entries)
    assert letters[-3:] == ["Æ", "Ø", "Å"]
    assert letters == sorted(letters, key=danish_sort_key)


def test_it_can_be_read_aloud_and_says_what_it_is(whole: dict[str, Any]) -> None:
    reader = PdfReader(io.BytesIO(whole["pdf"]))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Drejebogen · Prøvelund Kommune"
    assert len(reader.outline) > 3


def test_a_task_on_one_sheet(cast: Cast) -> None:
    save_local_note(
        actor=SYSTEM, code="pas-voksen", texts={"da": "Fotostationen står bag søjlen."}, site=cast.magion
    )
    (text, *_more) = texts(booklet_pdf(actor=cast.actor("maja"), site=cast.magion, code="pas-voksen"))
    for part in (
        "Nyt pas til en voksen", "KLE 23.09.02", "forberede", "Dit seneste pas", "Du møder op selv", "Trin for trin",
        "Stop og henvis", "79 72 70 11", "Inger Dam", "Fotostationen står bag søjlen.", "Version 2 af",
    ):  # fmt: skip
        assert part in text, part
    everything = " ".join(texts(booklet_pdf(actor=cast.actor("maja"), site=cast.magion, code="pas-voksen")))
    for part in ("Skriv aldrig personnummer", "hvem du kan klage til", "pasloven", "Udskrevet"):
        assert part in everything, part


def test_a_topic_in_english_on_small_paper(cast: Cast) -> None:
    made = booklet_pdf(actor=SYSTEM, topic="rejse", language="en", paper="a5")
    reader = PdfReader(io.BytesIO(made))
    assert round(float(reader.pages[0].mediabox.width)) == 420
    assert reader.trailer["/Root"]["/Lang"] == "en"
    whole = " ".join(texts(made))
    assert "New passport for an adult" in whole
    assert "Step by step" in whole
    assert "Lån og aflevering" not in whole
    assert "library loan" not in whole.lower()


def test_a_site_gets_what_it_offers(cast: Cast) -> None:
    offered = " ".join(texts(booklet_pdf(actor=SYSTEM, site=cast.town_hall)))
    Task.objects.get(code="laegeskift").offers.all().delete()
    again = " ".join(texts(booklet_pdf(actor=SYSTEM, site=cast.town_hall)))
    title = Task.objects.get(code="laegeskift").texts.get(language="da").title
    assert title in offered
    assert title not in again


def test_it_is_for_staff_and_of_what_exists(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        booklet_pdf(actor=ANONYMOUS)
    with pytest.raises(NotAllowed):
        booklet_pdf(actor=cast.actor("karen"), site=cast.magion)
    with pytest.raises(NotFound):
        booklet_pdf(actor=SYSTEM, code="findes-ikke")
    with pytest.raises(NotFound):
        booklet_pdf(actor=SYSTEM, topic="findes-ikke")
    with pytest.raises(Invalid):
        booklet_pdf(actor=SYSTEM, paper="a3")
    Task.objects.filter(code="pas-voksen").update(is_active=False)
    with pytest.raises(NotFound):
        booklet_pdf(actor=SYSTEM, code="pas-voksen")


def test_the_same_playbook_at_the_same_moment_gives_the_same_bytes(cast: Cast) -> None:
    with clock.frozen(clock.now()):
        first, second = (booklet_pdf(actor=SYSTEM, topic="rejse") for _time in range(2))
    assert first == second
