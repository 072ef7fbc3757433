"""Reading a content folder. Nothing is written here, and every fault is found before anything is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from indgang.catalogue.content.schema import NamedContent, Strict, TaskContent, TopicContent
from indgang.core.cpr import find_cpr

Path_ = tuple[str | int, ...]
Model = TypeVar("Model", bound=Strict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a content file: where (file within the folder, line from 1, path) and why."""

    file: str
    line: int | None
    path: str
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.path}: {self.reason}" if self.path else f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Content:
    """A content folder as read: what could be understood, and every fault. With a fault, write none of it."""

    topics: tuple[TopicContent, ...] = ()
    tasks: tuple[TaskContent, ...] = ()
    lifelines: frozenset[str] = frozenset()
    authorities: tuple[NamedContent, ...] = ()
    life_events: tuple[NamedContent, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _File:
    """A YAML file: its data, and the node tree that knows the lines."""

    name: str
    node: yaml.Node | None = None
    data: Any = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Sequence[str | int], reason: str) -> None:
        self.faults.append(Fault(self.name, self.line_of(path), dotted(path), reason))

    def line_of(self, path: Sequence[str | int]) -> int | None:
        """The line of the deepest part of `path` that exists; None when the file could not be read."""
        node = self.node
        if node is None:
            return None
        line = node.start_mark.line
        for part in path:
            step = _child(node, part)
            if step is None:
                break
            line, node = step
        return int(line) + 1


def read_folder(folder: Path) -> Content:
    """Read `folder`. Faults of every kind are collected; a missing or empty folder is one fault."""
    task_files = sorted((folder / "tasks").glob("*.yaml"))
    if not task_files:
        reason = _("there are no task files (tasks/*.yaml) in this folder")
        return Content(faults=(Fault("tasks", None, "", reason),))
    topics_file, topics = _read_topics(folder)
    lifelines_file, lifelines = _read_lifelines(folder)
    authorities_file, authorities = _read_named(folder, "authorities.yaml")
    events_file, events = _read_named(folder, "life_events.yaml")
    files = [topics_file, lifelines_file, authorities_file, events_file]
    known = _Known(
        frozenset(topic.code for topic in topics),
        frozenset(lifelines),
        frozenset(one.code for one in authorities),
        frozenset(one.code for one in events),
    )
    tasks: list[TaskContent] = []
    seen: dict[str, str] = {}
    for path in task_files:
        file, task = _read_task(folder, path)
        files.append(file)
        if task is not None:
            _check_references(file, task, seen, known)
            tasks.append(task)
    faults = tuple(fault for file in files for fault in file.faults)
    return Content(
        tuple(topics), tuple(tasks), frozenset(lifelines), tuple(authorities), tuple(events), faults
    )


def _read_topics(folder: Path) -> tuple[_File, list[TopicContent]]:
    file = _parse(folder, folder / "topics.yaml")
    topics: list[TopicContent] = []
    codes: set[str] = set()
    buttons: set[int] = set()
    for index, item in enumerate(_items(file)):
        topic = _validate(TopicContent, item, file, (index,))
        if topic is None:
            continue
        if topic.code in codes:
            file.fault((index, "code"), _("another topic has the code %(code)s") % {"code": topic.code})
        if topic.kiosk in buttons:
            reason = _("another topic has kiosk button %(number)s") % {"number": topic.kiosk}
            file.fault((index, "kiosk"), reason)
        codes.add(topic.code)
        buttons |= {topic.kiosk} if topic.kiosk else set()
        topics.append(topic)
    return file, topics


def _read_lifelines(folder: Path) -> tuple[_File, set[str]]:
    file = _parse(folder, folder / "lifelines.yaml")
    codes: set[str] = set()
    for index, item in enumerate(_items(file)):
        if not isinstance(item, str):
            file.fault((index,), _("must be the code of a lifeline"))
        elif item in codes:
            file.fault((index,), _("is written twice"))
        else:
            codes.add(item)
    return file, codes


def _read_named(folder: Path, name: str) -> tuple[_File, list[NamedContent]]:
    """The life events or authorities; a folder without the file has none."""
    if not (folder / name).exists():
        return _File(name), []
    file = _parse(folder, folder / name)
    found: list[NamedContent] = []
    for index, item in enumerate(_items(file)):
        one = _validate(NamedContent, item, file, (index,))
        if one is None:
            continue
        if one.code in {other.code for other in found}:
            file.fault((index, "code"), _("is written twice"))
        found.append(one)
    return file, found


def _items(file: _File) -> list[Any]:
    if isinstance(file.data, list):
        return file.data
    if not file.faults:
        file.fault((), _("must be a list"))
    return []


def _read_task(folder: Path, path: Path) -> tuple[_File, TaskContent | None]:
    file = _parse(folder, path)
    if file.faults:
        return file, None
    if not isinstance(file.data, dict):
        file.fault((), _("must hold one task as keys and values"))
        return file, None
    return file, _validate(TaskContent, file.data, file, ())


@dataclass(frozen=True, slots=True)
class _Known:
    """The codes that a task may name."""

    topics: frozenset[str]
    lifelines: frozenset[str]
    authorities: frozenset[str]
    life_events: frozenset[str]


def _check_references(file: _File, task: TaskContent, seen: dict[str, str], known: _Known) -> None:
    if task.code in seen:
        file.fault(("code",), _("%(file)s has the same code") % {"file": seen[task.code]})
    seen.setdefault(task.code, file.name)
    if file.name != f"tasks/{task.code}.yaml":
        file.fault(("code",), _("the file must be named %(name)s") % {"name": f"{task.code}.yaml"})
    if task.topic not in known.topics:
        file.fault(("topic",), _("there is no topic %(code)s in topics.yaml") % {"code": task.topic})
    if task.lifeline is not None and task.lifeline not in known.lifelines:
        reason = _("there is no lifeline %(code)s in lifelines.yaml") % {"code": task.lifeline}
        file.fault(("lifeline",), reason)
    if task.authority is not None and task.authority not in known.authorities:
        reason = _("there is no authority %(code)s in authorities.yaml") % {"code": task.authority}
        file.fault(("authority",), reason)
    for index, code in enumerate(task.life_events):
        if code not in known.life_events:
            reason = _("there is no life event %(code)s in life_events.yaml") % {"code": code}
            file.fault(("life_events", index), reason)


def _parse(folder: Path, path: Path) -> _File:
    file = _File(path.relative_to(folder).as_posix())
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        file.node = loader.get_single_node()
        if file.node is None:
            file.fault((), _("the file is empty"))
            return file
        for key_path in _duplicate_keys(file.node, ()):
            file.fault(key_path, _("the key is written twice"))
        file.data = loader.construct_document(file.node)
    except OSError as error:
        file.fault((), _("cannot be read: %(why)s") % {"why": error.strerror})
    except UnicodeDecodeError:
        file.fault((), _("is not UTF-8 text"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        file.faults.append(
            Fault(file.name, mark.line + 1 if mark else None, "", _("is not YAML: %(why)s") % {"why": why})
        )
    else:
        for text_path, text in _strings(file.data, ()):
            if find_cpr(text):
                file.fault(text_path, _("looks like a CPR number; content never holds one"))
    return file


def _duplicate_keys(node: yaml.Node, path: Path_) -> Iterator[Path_]:
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            here = (*path, str(key.value))
            if key.value in keys:
                yield here
            keys.add(key.value)
            yield from _duplicate_keys(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _duplicate_keys(value, (*path, index))


def _strings(data: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings(value, (*path, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _strings(value, (*path, index))


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child = node.value[part]
        return child.start_mark.line, child
    return None


def _validate(model: type[Model], data: Any, file: _File, at: Path_) -> Model | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            location = tuple(part for part in detail["loc"] if part != "[key]")
            file.fault((*at, *location), sentence(detail))
        return None


def dotted(path: Sequence[str | int]) -> str:
    """A path as an editor reads it: `play[3].da`, list places counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def sentence(detail: ErrorDetails) -> str:
    """What a validation error says, in the active language."""
    context = detail.get("ctx", {})
    kind = detail["type"]
    plain = {
        "missing": _("is missing"),
        "extra_forbidden": _("is not a known key"),
        "string_type": _("must be text; put it in quotes"),
        "string_pattern_mismatch": _("is not written as it must be"),
    }
    if kind in plain:
        return plain[kind]
    if kind == "literal_error":
        return _("must be one of %(choices)s") % {"choices": context["expected"].replace(" or ", ", ")}
    if kind in {"string_too_short", "too_short"}:
        return _("must not be empty") if context["min_length"] == 1 else _("has too few entries")
    if kind in {"string_too_long", "too_long"}:
        return _("is longer than %(most)s") % {"most": context["max_length"]}
    return _OWN_RULES.get(str(context.get("error", "")), lambda: _cannot(detail["msg"]))()


def _cannot(why: str) -> str:
    return _("cannot be used: %(why)s") % {"why": why}


_OWN_RULES = {
    "amount_needs_since": lambda: _(
        "an amount belongs to a fee, and stands together with the day from which it is so"
    ),
    "min_after_max": lambda: _("the least number of days is more than the most"),
    "stop_refer_needs_to": lambda: _(
        "a stop_refer step must say where to (to: lifeline, service or town_hall)"
    ),
    "only_stop_refer_has_to": lambda: _("only a stop_refer step may have the key `to`"),
}
