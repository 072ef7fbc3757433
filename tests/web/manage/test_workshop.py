"""The workshop's pages: what they show, what they refuse, and that nothing typed is lost."""

import io
from unittest.mock import ANY

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from indgang.base import clock
from indgang.organisation.models import Person
from indgang.planning import services
from indgang.planning.models import MappedTask, Workshop
from indgang.planning.queries import cards, find_card
from indgang.web.manage.workshop.report import council_paper
from tests.cast import Cast
from tests.planning.test_services import assess
from tests.web.manage.conftest import ClientOf

TYPED = {"minutes": "10", "priority": "1", "nature": "operational", "group": "1", "note": ""}


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    return services.begin_workshop(
        actor=cast.actor("leif"), title="Hvem gør hvad?", topic_codes=["flytning", "bibliotek"]
    )


@pytest.fixture
def moving(workshop: Workshop) -> MappedTask:
    return workshop.tasks.get(task__code="flytning-indenlands")


def post(client: Client, path: str, **data: object) -> tuple[int, str]:
    response = client.post(path, data, headers={"HX-Request": "true"})
    return response.status_code, response.content.decode()


def test_a_manager_begins_one_and_a_generalist_maps(client_of: ClientOf, cast: Cast) -> None:
    leif = client_of("leif")
    response = leif.post("/manage/workshop/new/", {"title": "Nyt", "topics": ["bibliotek"]})
    found = Workshop.objects.get()
    assert response.headers["Location"] == f"/manage/workshop/{found.pk}/"
    assert leif.post("/manage/workshop/new/", {"title": "", "topics": []}).status_code == 422
    page = client_of("bo").get(f"/manage/workshop/{found.pk}/").content.decode()
    assert "Lån og aflevér" in page
    assert "Afgør alt, I er enige om" not in page
    assert client_of("bo").get("/manage/workshop/new/").status_code == 403
    assert "Nyt" in client_of("bo").get("/manage/workshop/").content.decode()


def test_the_side_comes_from_the_background_and_can_be_chosen(
    client_of: ClientOf, workshop: Workshop, moving: MappedTask
) -> None:
    maja, bo, leif = client_of("maja"), client_of("bo"), client_of("leif")
    row = f"/manage/workshop/tasks/{moving.pk}/"
    assert f"{row}assess/citizen_service/" in maja.get(row).content.decode()
    assert f"{row}assess/library/" in bo.get(row).content.decode()
    assert "data-assess" not in leif.get(row).content.decode()
    leif.post(f"/manage/workshop/{workshop.pk}/side/", {"side": "library"})
    assert f"{row}assess/library/" in leif.get(row).content.decode()


def test_disagreement_is_said_in_words(client_of: ClientOf, cast: Cast, moving: MappedTask) -> None:
    row = f"/manage/workshop/tasks/{moving.pk}/"
    status, text = post(client_of("maja"), f"{row}assess/citizen_service/", revision=0, **TYPED)
    assert (status, "Mangler svar" in text) == (200, True)
    _status, text = post(client_of("bo"), f"{row}assess/library/", revision=0, **{**TYPED, "group": "2"})
    assert "Uenige om gruppe" in text
    assert text.count("is-disputed") == 2
    path = f"/manage/workshop/{moving.workshop_id}/"
    assert "Meld flytning" in client_of("bo").get(f"{path}?show=disagreements").content.decode()
    assert (
        "Meld flytning" not in client_of("bo").get(f"{path}?show=grey").content.decode().split('id="list"')[1]
    )


def test_what_was_typed_stays_when_a_colleague_was_first(
    client_of: ClientOf, cast: Cast, moving: MappedTask
) -> None:
    path = f"/manage/workshop/tasks/{moving.pk}/assess/citizen_service/"
    assess(cast, "karen", "citizen_service", moving.pk, minutes=25, note_text="Målt i maj")
    response = client_of("maja").post(path, {**TYPED, "revision": 0, "note": "Min note"})
    text = response.content.decode()
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == f"#edit-{moving.pk}"
    assert 'value="10"' in text
    assert "En kollega gemte: 25 min." in text
    assert "En kollega gemte: Målt i maj" in text
    assert "Min note" in text
    assert 'name="revision" value="1"' in text
    assert post(client_of("maja"), path, revision=1, **TYPED)[0] == 200


@pytest.mark.parametrize(
    ("typed", "said"), [({"minutes": "500"}, "fra 1 til 240"), ({"minutes": "ti"}, "fra 1 til 240"),
                        ({"note": "010190-1234"}, "CPR")],
)  # fmt: skip
def test_a_refusal_stands_beside_its_field(
    client_of: ClientOf, moving: MappedTask, typed: dict[str, str], said: str
) -> None:
    path = f"/manage/workshop/tasks/{moving.pk}/assess/library/"
    status, text = post(client_of("bo"), path, revision=0, **{**TYPED, **typed})
    assert (status, said in text) == (422, True)
    assert f'value="{next(iter(typed.values()))}"' in text
    assert 'aria-invalid="true"' in text


def test_settling_asks_for_the_reason(client_of: ClientOf, cast: Cast, moving: MappedTask) -> None:
    assess(cast, "maja", "citizen_service", moving.pk)
    assess(cast, "bo", "library", moving.pk, group=3)
    path = f"/manage/workshop/tasks/{moving.pk}/settle/"
    leif = client_of("leif")
    assert 'name="seen" value="0.1.1"' in leif.get(path).content.decode()
    status, text = post(leif, path, seen="0.1.1", reason="", **TYPED)
    assert (status, "hvorfor det blev afgjort sådan" in text) == (422, True)
    status, text = post(leif, path, seen="0.1.1", reason="Det kan alle lære", **TYPED)
    assert (status, "Det kan alle lære" in text) == (200, True)
    assert find_card(moving.pk).verdicts["group"].value == 1
    assert post(leif, path, seen="0.1.1", reason="x", **{**TYPED, "group": "2"})[0] == 409
    assert post(leif, path, seen="nonsense", reason="x", **{**TYPED, "group": "2"})[0] == 409
    assert "Det kan alle lære" in leif.get(path.replace("settle", "history")).content.decode()


def test_describing_dividing_and_taking_out(client_of: ClientOf, moving: MappedTask) -> None:
    bo, row = client_of("bo"), f"/manage/workshop/tasks/{moving.pk}/"
    typed = {"owner": "both", "competences": "Folkeregister\r\nIt", "revision": "1"}
    assert post(bo, f"{row}describe/", **typed)[0] == 200
    assert find_card(moving.pk).competences == ("Folkeregister", "It")
    status, text = post(bo, f"{row}describe/", **{**typed, "competences": "Andet"})
    assert (status, "Folkeregister<br>It" in text) == (409, True)
    assert post(bo, f"{row}divide/", titles="Vejlede\nAfgøre")[0] == 200
    assert "Delt i 2 dele" in bo.get(row).content.decode()
    part = find_card(moving.pk + 0).id
    assert post(bo, f"{row}divide/", titles=" ")[0] == 422
    assert "Taget ud" in post(bo, f"{row}out/")[1]
    assert part not in {card.id for card in cards(moving.workshop_id)}
    assert "Taget ud" not in post(bo, f"{row}out/", back="1")[1]


def test_tasks_are_added_and_the_workshop_is_closed(client_of: ClientOf, workshop: Workshop) -> None:
    path, leif = f"/manage/workshop/{workshop.pk}/", client_of("leif")
    leif.post(f"{path}add/", {"title": "Vælge materialer", "owner": "library", "topic": ""})
    leif.post(f"{path}fetch/", {"task": "pas-barn"})
    leif.post(f"{path}add/", {"title": "", "owner": "library"})
    assert len(cards(workshop.pk)) == 6
    leif.post(f"{path}agreed/")
    leif.post(f"{path}state/", {"state": "settled"})
    page = leif.get(path).content.decode()
    assert "Værkstedet er lukket" in page
    assert "data-assess" not in page
    leif.post(f"{path}add/", {"title": "For sent", "owner": "library"})
    assert len(cards(workshop.pk)) == 6


@pytest.fixture
def mapped(cast: Cast, workshop: Workshop) -> Workshop:
    """One of three of citizen service is generalist, and the one of the library; one is grey."""
    for card, group, nature in zip(
        cards(workshop.pk), (1, 2, 3, 1), ("grey_zone", *["authority"] * 3), strict=True
    ):
        for who, side in (("maja", "citizen_service"), ("bo", "library")):
            assess(cast, who, side, card.id, group=group, nature=nature)
        services.describe(
            actor=cast.actor("bo"), mapped_id=card.id, revision=1, competences=[f"Kompetence {card.code}"]
        )
    return workshop


def test_the_results_and_their_files(client_of: ClientOf, mapped: Workshop) -> None:
    leif, path = client_of("leif"), f"/manage/workshop/{mapped.pk}/"
    page = leif.get(f"{path}results/").content.decode()
    assert "33 %" in page
    assert "100 %" in page
    assert "Kompetence flytning-indenlands" in page
    book = load_workbook(io.BytesIO(leif.get(f"{path}results.xlsx").content))
    assert book.sheetnames == ["tasks", "shares", "training"]
    rows = list(book["shares"].iter_rows(min_row=2, values_only=True))
    assert rows[1] == ("citizen_service", 1, 3, 0, pytest.approx(1 / 3, abs=1e-4), 10, 30, ANY)
    assert leif.get(f"{path}results.doc").status_code == 404
    assert client_of("bo").get(f"{path}results.pdf").status_code == 403


def test_the_councils_paper_has_two_pages_that_hold_the_numbers(
    client_of: ClientOf, mapped: Workshop
) -> None:
    response = client_of("leif").get(f"/manage/workshop/{mapped.pk}/results.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    first, second = PdfReader(io.BytesIO(response.content)).pages
    text = first.extract_text()
    for wanted in ("33 %", "100 %", "1 af 3", "Prøvelund Kommune", "Hvem gør hvad?", "4 opgaver"):
        assert wanted in text
    text = second.extract_text()
    for wanted in ("Gråzone", "Meld flytning i Danmark", "Biblioteket skal lære 1 opgave", "Til beslutning"):
        assert wanted in text


@pytest.mark.parametrize("letter", ["W", "#", "[", "a ", "\\"])
def test_the_paper_has_two_pages_whatever_stands_in_it(cast: Cast, workshop: Workshop, letter: str) -> None:
    leif, long = cast.actor("leif"), (letter * 120)[:117].strip()
    Workshop.objects.filter(pk=workshop.pk).update(title=long)
    for place in range(40):
        task = services.add_task(
            actor=leif,
            workshop_id=workshop.pk,
            title=f"{place:02} {long}",
            owner="library" if place % 2 else "citizen_service",
        )
        names = [f"{place}{one}{letter * 70}"[:79].strip() for one in range(3)]
        services.describe(actor=leif, mapped_id=task.pk, revision=1, competences=names)
        for side in ("library", "citizen_service"):
            services.assess(
                actor=leif, mapped_id=task.pk, side=side, revision=0, nature="grey_zone", group=1, minutes=240
            )
    workshop.refresh_from_db()
    made = council_paper(workshop, municipality="X" * 80, at=clock.now())
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 2
    assert "Til beslutning" in pages[1].extract_text()


def test_an_empty_workshop_has_its_paper_too(cast: Cast) -> None:
    empty = services.begin_workshop(actor=cast.actor("leif"), title="Tomt", topic_codes=[])
    made = council_paper(empty, municipality="", at=clock.now())
    assert len(PdfReader(io.BytesIO(made)).pages) == 2


def test_the_catalogue_takes_over_what_was_previewed(
    client_of: ClientOf, cast: Cast, mapped: Workshop
) -> None:
    services.settle_agreed(actor=cast.actor("leif"), workshop_id=mapped.pk)
    path, leif = f"/manage/workshop/{mapped.pk}/catalogue/", client_of("leif")
    page = leif.get(path).content.decode()
    assert "Det skal en redaktør gøre" in page
    tokens = [part.split('"')[0] for part in page.split('name="change" value="')[1:]]
    assert tokens
    leif.post(path, {"change": tokens})
    assert 'name="change"' not in leif.get(path).content.decode()


def test_somebody_without_a_staff_chooses_one(client_of: ClientOf, cast: Cast, workshop: Workshop) -> None:
    Person.objects.filter(pk=cast.maja.pk).update(background="other")
    page = client_of("maja").get(f"/manage/workshop/{workshop.pk}/").content.decode()
    assert "data-assess" not in page
