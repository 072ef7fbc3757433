"""Every task that comes with Indgang is complete in every field, in both languages."""

import re
from pathlib import Path

import pytest
import yaml

from indgang.catalogue.content import FOLDER, TaskContent

FILES = sorted((FOLDER / "tasks").glob("*.yaml"))
LEAST = {"da": 8, "en": 6}


def content_of(path: Path) -> TaskContent:
    return TaskContent.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def missing_in(task: TaskContent) -> list[str]:
    """What is missing or too thin, in words an author understands."""
    single = ("kle", "authority", "id_check", "cost", "processing", "lifeline")
    found = [name for name in single if getattr(task, name) is None]
    lists = (
        "audience",
        "life_events",
        "channels",
        "related",
        "sources",
        "legal_basis",
        "tools",
        "assumptions",
    )
    found += [name for name in lists if not getattr(task, name)]
    for language in ("da", "en"):
        text = getattr(task.text, language)
        parts = ("description", "expect", "output", "appeal", "forbidden", "bring", "conditions", "procedure")
        found += [f"{language}.{name}" for name in parts if not getattr(text, name)]
        if len(text.words) < LEAST[language]:
            found.append(f"{language}.words: fewer than {LEAST[language]}")
        found += [
            f"{name}: not as many in Danish as in English"
            for name in ("bring", "conditions", "procedure")
            if len(getattr(task.text.da, name)) != len(getattr(task.text.en, name))
        ]
    kinds = [step.kind for step in task.play]
    wanted = {"ask", "stop_refer", "close"}
    if task.id_check not in {"none", "conversation"}:
        wanted.add("id_check")
    if "online" in task.channels:
        wanted.add("co_service")
    found += [f"play: no {kind} step" for kind in sorted(wanted - set(kinds))]
    if any(step.seconds is None for step in task.play):
        found.append("play: a step without seconds")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_task_is_complete(path: Path) -> None:
    assert missing_in(content_of(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_minutes_are_those_of_the_steps(path: Path) -> None:
    task = content_of(path)
    seconds = sum(step.seconds or 0 for step in task.play)
    assert 0.6 * task.standard_minutes * 60 <= seconds <= 1.25 * task.standard_minutes * 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_old_is_told_as_new(path: Path) -> None:
    """NemID, doc2mail and the like are words to find a task by, never what an officer tells."""
    task = content_of(path)
    told = [task.text.da.summary, task.text.da.description or "", *(step.da for step in task.play)]
    assert not re.search(r"\bNemID\b|nøglekort|statsforvaltning", " ".join(told), re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_related_tasks_are_there(path: Path) -> None:
    assert set(content_of(path).related) <= {file.stem for file in FILES} - {path.stem}


def test_there_are_enough_tasks() -> None:
    assert len(FILES) >= 180
