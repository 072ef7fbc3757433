"""A database from before sections is brought forward: what was in force is in force, and what was ours is ours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from indgang.base.access import SYSTEM
from indgang.catalogue.models import Section, SectionVersion, Task, TaskOverride, TaskText
from indgang.catalogue.queries import task_card
from indgang.catalogue.services.composing import compose

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
BEFORE = [("catalogue", "0002_guards")]
AT = datetime(2026, 10, 1, 8, tzinfo=UTC)


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    """The tables as they were; afterwards they are as they are today, and empty of what the test wrote."""
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    MigrationExecutor(connection).migrate(everything)


def steps(apps: Any, task: Any, version: int, text: str, *, is_local: bool) -> None:
    get = apps.get_model
    play = get("catalogue", "Play").objects.create(
        task=task, version=version, published_at=AT, is_local=is_local
    )
    for order, (kind, to) in enumerate((("ask", ""), ("stop_refer", "lifeline")), start=1):
        step = get("catalogue", "Step").objects.create(
            play=play, order=order, kind=kind, reach=2, refer_to=to
        )
        for language in ("da", "en"):
            get("catalogue", "StepText").objects.create(
                step=step, language=language, text=f"{text} {order} {language}"
            )


def fill(apps: Any) -> None:
    """A national task that we have changed, one that we have not, and one of our own."""
    get = apps.get_model
    place = get("organisation", "Municipality").objects.create(code="0530", name="Prøvelund")
    site = get("organisation", "Site").objects.create(
        municipality=place, slug="magion", name="Magion", kind="library"
    )
    topic = get("catalogue", "Topic").objects.create(code="rejse")
    get("catalogue", "TopicText").objects.create(topic=topic, language="da", title="Rejse")
    for code, is_local in (("vores-ord", False), ("uroert", False), ("egen", True)):
        task = get("catalogue", "Task").objects.create(
            code=code,
            topic=topic,
            group=1,
            nature="operational",
            standard_minutes=5,
            updated_at=AT,
            is_local=is_local,
        )
        for language in ("da", "en"):
            get("catalogue", "TaskText").objects.create(
                task=task,
                language=language,
                title=f"{code} {language}",
                summary="Kort.",
                words=["pas"],
                bring=["Foto"],
            )
        steps(apps, task, 1, "Første", is_local=is_local)
        if code == "vores-ord":
            steps(apps, task, 2, "Vores", is_local=True)
            override = get("catalogue", "TaskOverride").objects.create
            override(
                task=task, field="da.title", national="Nationens titel", national_changed_at=AT, updated_at=AT
            )
            old = [
                {"kind": "ask", "reach": "guide", "da": "Nationens", "en": "The nation's", "seconds": None}
            ]
            override(task=task, field="play", national=old, updated_at=AT)
            override(task=task, field="standard_minutes", national=9, updated_at=AT)
            for where, text in ((None, "Alle steder"), (site, "Kun her")):
                note = get("catalogue", "LocalNote").objects.create(task=task, site=where, updated_at=AT)
                get("catalogue", "LocalNoteText").objects.create(note=note, language="da", text=text)


def in_force() -> dict[str, Any]:
    texts = {
        (row.task.code, row.language): (row.title, row.summary, row.words, row.bring)
        for row in TaskText.objects.select_related("task")
    }
    cards = {code: task_card(code, "da", actor=SYSTEM) for code in ("vores-ord", "uroert", "egen")}
    return {
        "texts": texts,
        "steps": {code: [step.text for step in card.steps] for code, card in cards.items()},
    }


def own(kind: str, **where: Any) -> dict[str, Any]:
    return SectionVersion.objects.get(
        section__task__code="vores-ord", section__kind=kind, layer="local", state="published", **where
    ).content


def test_what_was_in_force_stays_in_force(old_apps: Any) -> None:
    fill(old_apps)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    before = in_force()
    assert before["texts"]["vores-ord", "da"] == ("vores-ord da", "Kort.", ["pas"], ["Foto"])
    assert before["steps"] == {
        "vores-ord": ["Vores 1 da", "Vores 2 da"],
        "uroert": ["Første 1 da", "Første 2 da"],
        "egen": ["Første 1 da", "Første 2 da"],
    }
    with transaction.atomic():
        compose(list(Task.objects.all()), AT)
    assert in_force() == before

    assert own("head")["da"]["title"] == "vores-ord da"
    assert [step["da"] for step in own("play")["steps"]] == ["Vores 1 da", "Vores 2 da"]
    assert own("note", site=None)["da"]["note"] == "Alle steder"
    assert own("note", site__slug="magion")["da"]["note"] == "Kun her"
    national = SectionVersion.objects.filter(layer="national", section__task__code="vores-ord")
    assert national.get(section__kind="head").content["da"]["title"] == "Nationens titel"
    assert national.get(section__kind="play").content["steps"][0]["da"] == "Nationens"
    checks = SectionVersion.objects.filter(check_since__isnull=False)
    assert [(row.section.kind, row.based_on_id) for row in checks] == [
        ("head", national.get(section__kind="head").pk)
    ]
    assert set(SectionVersion.objects.filter(section__task__code="egen").values_list("layer", flat=True)) == {
        "local"
    }
    untouched = SectionVersion.objects.filter(section__task__code="uroert")
    assert set(untouched.values_list("layer", flat=True)) == {"national"}
    assert list(TaskOverride.objects.values_list("field", flat=True)) == ["standard_minutes"]
    assert Section.objects.filter(task__code="vores-ord").count() == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionVersion.objects.update(content={})
