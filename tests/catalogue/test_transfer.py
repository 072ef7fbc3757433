from itertools import product

import pytest

from indgang.base.access import SYSTEM
from indgang.base.transfer import runs
from indgang.catalogue import queries, services
from indgang.catalogue.models import Offer, Task
from indgang.core.reach import Reach
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(folder):
    load(folder)


def imported(tmp_path, kind, text, **more):
    file = tmp_path / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    return runs.run_import(kind, file, actor=SYSTEM, **more)


def test_what_goes_out_comes_in_unchanged(tmp_path, library):
    services.load_content(actor=SYSTEM)
    services.set_site_offer(actor=SYSTEM, code="pas-barn", site=library, reach=Reach.INFORM)
    for kind, form in product(["tasks", "offers", "plays"], ["csv", "xlsx", "json"]):
        file = tmp_path / f"{kind}.{form}"
        file.write_bytes(runs.run_export(kind, form, actor=SYSTEM))
        report = runs.run_import(kind, file, actor=SYSTEM, check=True)
        assert (report.faults, report.created, report.changed, report.removed) == ((), 0, 0, 0), file.name
        assert report.unchanged > 60


def test_changed_cells_are_the_municipalitys_own(tmp_path, folder):
    report = imported(tmp_path, "tasks", "code;standard_minutes;title_da\npas-voksen;30;Vores pas\n")
    assert (report.changed, report.faults) == (1, ())
    folder.task(change=lambda task: task.update(standard_minutes=5, priority=1))
    load(folder)
    card = queries.task_card("pas-voksen", "da")
    assert (card.standard_minutes, card.title, card.priority) == (30, "Vores pas", 1)


def test_a_task_of_ones_own(tmp_path, folder):
    row = "sommerpas;rejse;1;drift;10;Sommerpas;Til børn.;sommerpas | bad\n"
    head = "code;topic;group;nature;standard_minutes;title_da;summary_da;words_da\n"
    assert imported(tmp_path, "tasks", head + row).created == 1
    task = Task.objects.get(code="sommerpas")
    assert (task.is_local, task.nature, task.desk) == (True, "operational", "quick")
    card = queries.task_card("sommerpas", "en")
    assert (card.title, card.words, card.language) == ("Sommerpas", ["sommerpas", "bad"], "da")
    assert imported(tmp_path, "tasks", head + row).unchanged == 1
    load(folder)
    assert Task.objects.filter(code="sommerpas", is_active=True).exists()


def test_every_fault_is_reported_and_nothing_written(tmp_path):
    text = (
        "code;topic;group;nature;standard_minutes;title_da;summary_da;words_da;kle;self_service\n"
        "ny-1;ukendt;1;drift;10;T;R;o;;\n"
        "ny-2;rejse;9;drift;10;T;R;o;;\n"
        "ny-3;rejse;1;drift;10;;R;o;;\n"
        "ny-4;rejse;1;drift;10;T;R;o;23.9;\n"
        "ny-5;rejse;1;drift;10;T;R;o;;borger.dk\n"
        "ny-6;rejse;1;drift;10;T;Ring til 070761-4285;o;;\n"
        "ny-7;rejse;1;drift;10;T;R;o;;\n"
    )
    report = imported(tmp_path, "tasks", text)
    assert [(fault.line, fault.column) for fault in report.faults] == [
        (2, "topic"),
        (3, "group"),
        (4, "title_da"),
        (5, "kle"),
        (6, "self_service"),
        (7, "summary_da"),
    ]
    assert Task.objects.count() == 1


def test_a_title_cannot_be_emptied(tmp_path):
    report = imported(tmp_path, "tasks", "code;title_da\npas-voksen;\n")
    assert [fault.column for fault in report.faults] == ["title_da"]


def test_offers_of_kinds_and_sites(tmp_path, library):
    text = (
        "task;site_kind;site;reach\n"
        "pas-voksen;library;;oplyse\npas-voksen;;magion;ingen\npas-voksen;branch;;none\n"
    )
    report = imported(tmp_path, "offers", text)
    assert (report.created, report.changed, report.faults) == (1, 2, ())
    assert queries.task_card("pas-voksen", "da", library).offer is Reach.NONE
    assert set(Offer.objects.values_list("site_kind", "reach")) == {("town_hall", 5), ("library", 1), ("", 0)}
    assert imported(tmp_path, "offers", text).unchanged == 3
    both = imported(tmp_path, "offers", "task;site_kind;site;reach\npas-voksen;library;magion;none\n")
    neither = imported(tmp_path, "offers", "task;site_kind;site;reach\npas-voksen;;;none\n")
    assert len(both.faults) == len(neither.faults) == 1


HEAD = "task;order;kind;reach;refer_to;text_da;text_en\n"


def test_a_play_from_a_table_is_a_new_version(tmp_path):
    text = HEAD + "pas-voksen;1;ask;;;Spørg.;Ask.\npas-voksen;2;stop_refer;;service;Stop.;Stop.\n"
    report = imported(tmp_path, "plays", text)
    assert (report.changed, report.removed, report.faults) == (2, 1, ())
    card = queries.task_card("pas-voksen", "da")
    assert (card.play_version, [(step.kind, step.text) for step in card.steps]) == (
        2,
        [("ask", "Spørg."), ("stop_refer", "Stop.")],
    )
    assert queries.play_history("pas-voksen")[0].is_local
    assert imported(tmp_path, "plays", text).unchanged == 2


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ("pas-voksen;1;ask;;;A;A\npas-voksen;3;close;;;B;B\n", "order"),
        ("pas-voksen;1;ask;;service;A;A\n", "refer_to"),
        ("pas-voksen;1;stop_refer;;;A;A\n", "refer_to"),
        ("pas-voksen;1;ask;none;;A;A\n", "reach"),
        ("pas-voksen;1;ask;;;A;\n", "text_en"),
        ("ukendt;1;ask;;;A;A\n", "task"),
    ],
)
def test_a_wrong_play_is_refused(tmp_path, rows, column):
    report = imported(tmp_path, "plays", HEAD + rows)
    assert [fault.column for fault in report.faults] == [column]
    assert queries.task_card("pas-voksen").play_version == 1
