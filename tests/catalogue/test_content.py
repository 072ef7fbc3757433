import pytest

from indgang.catalogue.content import FOLDER, read_folder
from tests.catalogue.conftest import Change, ContentFolder


def reasons(folder: ContentFolder) -> list[str]:
    return [str(fault) for fault in read_folder(folder.path).faults]


def test_the_content_that_comes_with_indgang_has_no_fault():
    content = read_folder(FOLDER)
    assert content.faults == ()
    assert len(content.tasks) >= 60
    assert sorted(topic.kiosk for topic in content.topics if topic.kiosk) == [1, 2, 3, 4, 5, 6]


def test_a_good_folder_is_read(folder):
    content = read_folder(folder.path)
    assert content.faults == ()
    assert [task.code for task in content.tasks] == ["pas-voksen"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda task: task.pop("topic"), "topic"),
        (lambda task: task.update(topic="ferie"), "topic"),
        (lambda task: task.update(lifeline="ukendt"), "lifeline"),
        (lambda task: task.update(colour="blue"), "colour"),
        (lambda task: task.update(kle="23.9.2"), "kle"),
        (lambda task: task.update(kle=23.09), "kle"),
        (lambda task: task.update(group=4), "group"),
        (lambda task: task.update(group="1"), "group"),
        (lambda task: task.update(nature="myndighed"), "nature"),
        (lambda task: task.update(standard_minutes=0), "standard_minutes"),
        (lambda task: task.update(self_service="borger.dk"), "self_service"),
        (lambda task: task["offers"].update(library="everything"), "offers.library"),
        (lambda task: task["offers"].update(kiosk="guide"), "offers.kiosk"),
        (lambda task: task.update(offers={}), "offers"),
        (lambda task: task["text"].pop("en"), "text.en"),
        (lambda task: task["text"]["en"].pop("title"), "text.en.title"),
        (lambda task: task["text"]["da"].update(title=" "), "text.da.title"),
        (lambda task: task["text"]["da"].update(title="x" * 121), "text.da.title"),
        (lambda task: task["text"]["da"].update(words=["pas", False]), "text.da.words[2]"),
        (lambda task: task["text"]["da"].update(words=[]), "text.da.words"),
        (lambda task: task["text"].update(de={}), "text.de"),
        (lambda task: task["play"][0].pop("en"), "play[1].en"),
        (lambda task: task["play"][0].update(kind="wait"), "play[1].kind"),
        (lambda task: task["play"][0].update(to="service"), "play[1]"),
        (lambda task: task["play"][2].pop("to"), "play[3]"),
        (lambda task: task["play"][1].update(reach="none"), "play[2].reach"),
        (lambda task: task.update(play=[]), "play"),
        (lambda task: task["legal_basis"][0].update(url="ret.dk"), "legal_basis[1].url"),
        (lambda task: task["play"][0].update(da="Se 070761-4285 i systemet."), "play[1].da"),
        (lambda task: task.update(code="Pas Voksen"), "code"),
    ],
)
def test_a_fault_is_reported_with_file_line_and_path(folder: ContentFolder, change: Change, path: str):
    folder.task(change=change)
    (fault,) = read_folder(folder.path).faults
    assert (fault.file, fault.path) == ("tasks/pas-voksen.yaml", path)
    assert fault.line is not None
    assert fault.line >= 1
    assert fault.reason
    assert "070761" not in fault.reason


def test_the_line_is_the_line_of_the_wrong_value(folder):
    text = (folder.path / "tasks/pas-voksen.yaml").read_text(encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if row.startswith("group:"))
    folder.write("tasks/pas-voksen.yaml", text.replace("group: 1", "group: 9"))
    (fault,) = read_folder(folder.path).faults
    assert fault.line == line


def test_all_faults_of_all_files_are_reported_at_once(folder):
    folder.task("pas-barn", lambda task: task.update(group=9, nature="?"))
    folder.task("id-kort", lambda task: task.pop("text"))
    found = reasons(folder)
    assert len(found) == 3
    assert {reason.split(":")[0] for reason in found} == {"tasks/pas-barn.yaml", "tasks/id-kort.yaml"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list\n",
        "just text\n",
        "code: [unclosed\n",
        "a: 1\na: 2\n",
        "\t- tab\n",
        "code: !!python/name:os.system\n",
    ],
)
def test_a_file_that_is_no_task_is_one_readable_fault(folder, text):
    folder.write("tasks/odd.yaml", text)
    faults = [fault for fault in read_folder(folder.path).faults if fault.file == "tasks/odd.yaml"]
    assert faults
    assert all(fault.reason and "\n" not in fault.reason for fault in faults)


def test_a_file_that_is_not_utf_8(folder):
    (folder.path / "tasks/latin.yaml").write_bytes("kode: æ".encode("latin-1"))
    assert len(reasons(folder)) == 1


def test_two_files_with_one_code(folder):
    text = (folder.path / "tasks/pas-voksen.yaml").read_text(encoding="utf-8")
    folder.write("tasks/pas-voksen-2.yaml", text)
    assert len(reasons(folder)) == 2


def test_two_topics_with_one_kiosk_button_or_code(folder):
    topic = {"code": "rejse", "kiosk": 1, "da": {"title": "A"}, "en": {"title": "B"}}
    folder.write("topics.yaml", [topic, topic])
    assert len(reasons(folder)) == 2


@pytest.mark.parametrize("name", ["topics.yaml", "lifelines.yaml"])
def test_a_missing_list_is_a_fault(folder, name):
    (folder.path / name).unlink()
    assert any(reason.startswith(name) for reason in reasons(folder))


def test_an_empty_folder(tmp_path):
    assert len(read_folder(tmp_path).faults) == 1
