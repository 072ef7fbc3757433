from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import IntegrityError, connections, transaction

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import NotAllowed
from indgang.base.models import AuditEntry
from indgang.catalogue import queries, revision, services
from indgang.catalogue.content import FOLDER
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.models import Offer, Play, Step, StepText, Task, TaskOverride, Topic
from indgang.catalogue.queries import sections
from indgang.core.reach import Reach

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)


def load(folder, **more):
    return services.load_content(actor=SYSTEM, folder=folder.path, **more)


def step_change(text):
    return lambda task: task["play"][0].update(da=text)


def test_a_first_load_creates_everything(folder):
    report = load(folder)
    assert report.created == ["topic:rejse", "topic:andet", "pas-voksen"]
    card = queries.task_card("pas-voksen", "en")
    assert (card.title, card.kle, card.topic_title) == ("New passport", "23.09.02", "Travel")
    assert [(step.kind, step.reach, step.refer_to) for step in card.steps] == [
        ("ask", Reach.GUIDE, ""),
        ("do", Reach.DECIDE, ""),
        ("stop_refer", Reach.GUIDE, "lifeline"),
    ]
    assert [law.title for law in card.laws] == ["Pasloven"]
    assert report.warnings  # this organisation has no lifeline "pas"
    assert card.lifeline is None


def test_loading_twice_changes_nothing(folder):
    load(folder)
    before = list(AuditEntry.objects.values_list("pk"))
    token = revision.current()
    report = load(folder)
    assert (report.created, report.changed) == ([], [])
    assert report.unchanged == ["topic:rejse", "topic:andet", "pas-voksen"]
    assert list(AuditEntry.objects.values_list("pk")) == before
    assert revision.current() == token


def test_the_content_of_indgang_loads_and_loads_again():
    assert services.load_content(actor=SYSTEM).created
    again = services.load_content(actor=SYSTEM)
    assert (again.created, again.changed) == ([], [])


def test_a_fault_anywhere_writes_nothing(folder):
    folder.task("pas-barn", lambda task: task.update(group=7))
    report = load(folder)
    assert report.faults
    assert not report.is_good
    assert not Task.objects.exists()
    assert not Topic.objects.exists()


def test_check_says_what_would_happen_and_writes_nothing(folder):
    assert load(folder, check=True).created
    assert not Task.objects.exists()


def test_strangers_may_not_load(folder):
    with pytest.raises(NotAllowed):
        services.load_content(actor=ANONYMOUS, folder=folder.path)


def test_every_field_follows_the_content(folder):
    load(folder)

    def change(task):
        task.update(kle=None, topic="andet", group=2, nature="grey_zone", standard_minutes=20, priority=1)
        task.update(
            sensitive=True, desk="service", tools=[], self_service=None, legal_basis=[], assumptions=[]
        )
        task["offers"] = {"library": "guide"}
        task["text"]["en"] = {"title": "T", "summary": "S", "words": ["w"], "bring": ["B"]}

    folder.task(change=change)
    assert load(folder).changed == ["pas-voksen"]
    card = queries.task_card("pas-voksen", "en")
    assert (card.kle, card.topic, card.group, card.nature, card.standard_minutes) == (
        "",
        "andet",
        2,
        "grey_zone",
        20,
    )
    assert (card.priority, card.sensitive, card.desk, card.self_service) == (1, True, "service", "")
    assert (card.tools, card.laws, card.assumptions, card.bring) == ([], [], [], ["B"])
    assert list(Offer.objects.values_list("site_kind", "reach")) == [("library", Reach.GUIDE)]
    assert load(folder).changed == []


def test_kiosk_buttons_may_change_places(folder):
    load(folder)
    topics = [
        {"code": "rejse", "kiosk": 2, "icon": "pas", "da": {"title": "Rejse"}, "en": {"title": "Travel"}},
        {"code": "andet", "kiosk": 1, "icon": "?", "da": {"title": "Andet"}, "en": {"title": "Other"}},
    ]
    folder.write("topics.yaml", topics)
    load(folder)
    assert [topic.code for topic in queries.kiosk_topics("da")] == ["andet", "rejse"]


def test_changed_steps_make_a_new_version_and_the_old_one_stays(folder):
    load(folder)
    old = Play.objects.get()
    before = queries.play_steps(old.pk, "da")
    folder.task(change=step_change("Spørg om alt."))
    assert load(folder).changed == ["pas-voksen"]
    assert [play.version for play in queries.play_history("pas-voksen")] == [2, 1]
    assert queries.play_steps(old.pk, "da") == before
    assert queries.task_card("pas-voksen", "da").steps[0].text == "Spørg om alt."


def test_going_back_to_old_steps_is_a_third_version(folder):
    load(folder)
    folder.task(change=step_change("Spørg om alt."))
    load(folder)
    folder.task()
    load(folder)
    assert [play.version for play in queries.play_history("pas-voksen")] == [3, 2, 1]


@pytest.mark.parametrize("model", [Play, Step, StepText])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_keeps_published_plays(folder, model, deed):
    load(folder)
    row = model.objects.first()
    field = {Play: "version", Step: "order", StepText: "language"}[model]
    rows = model.objects.filter(pk=row.pk)
    act = (lambda: rows.update(**{field: 9})) if deed == "update" else (lambda: rows._raw_delete("default"))
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_a_managers_minutes_survive_a_reload_and_the_nations_are_noted(folder, editor):
    load(folder)
    assert services.set_standard_minutes(actor=editor, code="pas-voksen", minutes=25)
    folder.task(change=lambda task: task.update(standard_minutes=15, priority=1))
    with clock.frozen(NOON):
        report = load(folder)
    card = queries.task_card("pas-voksen")
    assert (card.standard_minutes, card.priority) == (25, 1)
    assert report.kept == ["pas-voksen: standard_minutes"]
    (own,) = queries.overrides_of("pas-voksen")
    assert (own.national, own.national_changed_at) == (15, NOON)
    assert services.release_field(actor=editor, code="pas-voksen", field="standard_minutes")
    assert queries.task_card("pas-voksen").standard_minutes == 15
    assert not services.release_field(actor=editor, code="pas-voksen", field="standard_minutes")


@pytest.mark.parametrize(
    ("field", "value", "change"),
    [
        ("da.title", "Vores pas", lambda task: task["text"]["da"].update(title="Statens pas")),
        ("en.words", ["ours"], lambda task: task["text"]["en"].update(words=["theirs"])),
        ("offer.library", "inform", lambda task: task["offers"].update(library="decide")),
        ("offer.branch", None, lambda task: task["offers"].update(branch="decide")),
        ("offer.remote", "guide", lambda task: task["offers"].update(town_hall="guide")),
        ("self_service", "https://prøvelund.dk/pas", lambda task: task.update(self_service=None)),
        ("legal_basis", [{"title": "Vores lov"}], lambda task: task.update(legal_basis=[])),
        ("assumptions", ["Vores"], lambda task: task.update(assumptions=[])),
        ("tools", ["Vores"], lambda task: task.update(tools=[])),
        ("sensitive", True, lambda task: task.update(priority=1)),
    ],
)
def test_whatever_the_municipality_writes_survives(folder, editor, field, value, change):
    load(folder)
    assert services.set_task_field(actor=editor, code="pas-voksen", field=field, value=value)
    assert not services.set_task_field(actor=editor, code="pas-voksen", field=field, value=value)
    mine = values(field)
    folder.task(change=change)
    load(folder)
    assert values(field) == mine
    services.release_field(actor=editor, code="pas-voksen", field=field)
    assert values(field) != mine
    report = load(folder)
    assert (report.created, report.changed) == ([], [])


def values(field):
    from indgang.catalogue.services.fields import values_of_row

    return values_of_row(Task.objects.get())[field]


def test_local_steps_survive_and_can_be_given_back(folder, editor):
    load(folder)
    mine = [
        StepContent(kind="ask", da="Vi spørger.", en="We ask."),
        StepContent(kind="close", da="Vi slutter.", en="We close."),
    ]
    play = services.publish_play(actor=editor, code="pas-voksen", steps=mine)
    assert (play.version, play.is_local) == (2, True)
    assert services.publish_play(actor=editor, code="pas-voksen", steps=mine) == play
    folder.task(change=step_change("Staten spørger."))
    load(folder)
    assert queries.task_card("pas-voksen", "da").steps[0].text == "Vi spørger."
    (waiting,) = sections.to_check()
    assert (waiting.kind, waiting.layer) == ("play", "local")
    services.release_field(actor=editor, code="pas-voksen", field="play")
    assert queries.task_card("pas-voksen", "da").steps[0].text == "Staten spørger."
    assert load(folder).changed == []


def test_notes_site_offers_and_own_tasks_are_never_touched(folder, editor, library):
    load(folder)
    services.save_local_note(actor=editor, code="pas-voksen", texts={"da": "Kun om torsdagen."}, site=library)
    services.set_site_offer(actor=editor, code="pas-voksen", site=library, reach=Reach.NONE)
    Task.objects.create(
        code="egen",
        topic=Topic.objects.get(code="andet"),
        group=1,
        nature="operational",
        standard_minutes=5,
        is_local=True,
        updated_at=NOON,
    )
    folder.task("egen", lambda task: task.update(standard_minutes=99))
    folder.task(change=lambda task: task.update(offers={"library": "decide"}))
    report = load(folder)
    assert Task.objects.get(code="egen").standard_minutes == 5
    assert any("egen" in warning for warning in report.warnings)
    card = queries.task_card("pas-voksen", "da", library)
    assert ([note.text for note in card.notes], card.offer) == (["Kun om torsdagen."], Reach.NONE)


def test_a_task_that_left_the_folder_is_reported_and_kept(folder):
    folder.task("pas-barn")
    load(folder)
    (folder.path / "tasks/pas-barn.yaml").unlink()
    assert load(folder).absent == ["pas-barn"]
    assert Task.objects.get(code="pas-barn").is_active


@pytest.mark.parallel
@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_create_once(folder):
    reports = []

    def run():
        try:
            reports.append(services.load_content(actor=SYSTEM, folder=folder.path))
        finally:
            connections.close_all()

    for number in range(6):
        folder.task(f"opgave-{number}")
    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(report.created) for report in reports) == [0, 0, 0, 9]
    assert Play.objects.count() == 7
    assert not TaskOverride.objects.exists()


def test_the_folder_in_the_package_is_the_default():
    assert (FOLDER / "topics.yaml").is_file()
