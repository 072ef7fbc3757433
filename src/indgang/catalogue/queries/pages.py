"""The page of a task as it stood at the desk: any version of its play, and what was changed since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indgang.base.errors import NotFound
from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue.models import Play, SectionKind, StepKind
from indgang.catalogue.queries.cards import NoteCard, StepCard, TaskCard, step_cards
from indgang.catalogue.services.composing import ON_PAGE
from indgang.core.rewriting import Rewrite, rewrites
from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class PlayPage:
    """A version of a play with all that stood beside its steps, in one language (parts it lacked are Danish).

    `texts` holds title, summary, bring and the others of `services.composing.ON_PAGE`; it is empty for a version
    that is older than the keeping of pages. `notes` are for all sites first, then for the asked one. `until` is
    when the next version came, None for the one in force.
    """

    play_id: int
    task_id: int
    code: str
    version: int
    published_at: datetime
    until: datetime | None
    is_local: bool
    language: str
    texts: Mapping[str, Any]
    steps: Sequence[StepCard]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class PartChange:
    """What was rewritten in one part of a page; `name` is the part in words."""

    part: str
    name: str
    rewrites: Sequence[Rewrite]


@dataclass(frozen=True, slots=True)
class PlayLabel:
    """A version by its number."""

    play_id: int
    code: str
    version: int


def play_page(play_id: int, language: str | None = None, site: Site | None = None) -> PlayPage:
    """The page as this version showed it at the site. Raises NotFound."""
    play = Play.objects.select_related("task").prefetch_related("steps__texts").filter(pk=play_id).first()
    if play is None:
        raise NotFound(_("There is no such version of a playbook."), facts={"play": play_id})
    later = Play.objects.filter(task=play.task_id, version__gt=play.version).order_by("version").first()
    wanted = (language or get_language() or DEFAULT_LANGUAGE).split("-")[0]
    return PlayPage(
        play_id=play.pk,
        task_id=play.task_id,
        code=play.task.code,
        version=play.version,
        published_at=play.published_at,
        until=later.published_at if later else None,
        is_local=play.is_local,
        language=wanted,
        texts=_texts(play.page, wanted),
        steps=step_cards(play, language),
        notes=_notes(play.page, wanted, site),
    )


def play_of_version(code: str, version: int) -> int:
    """The id of a version of the play of a task. Raises NotFound."""
    found = Play.objects.filter(task__code=code, version=version).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such version of a playbook."), facts={"task": code, "version": version})
    return found


def play_labels(play_ids: Iterable[int]) -> dict[int, PlayLabel]:
    """The versions with these ids; unknown ones are left out."""
    rows = Play.objects.filter(pk__in=set(play_ids)).values_list("pk", "task__code", "version")
    return {pk: PlayLabel(pk, code, version) for pk, code, version in rows}


def card_at(card: TaskCard, page: PlayPage) -> TaskCard:
    """The card with the texts, notes and steps of that page; facts that no page keeps are those of today."""
    steps = [
        step if card.decision is None else replace(step, within_reach=card.decision.allows(step.reach))
        for step in page.steps
    ]
    if not page.texts:
        return replace(card, steps=steps, play_id=page.play_id, play_version=page.version)
    empty: dict[str, Any] = {part: type(getattr(card, part))() for part in ON_PAGE}
    notes = [NoteCard(None, text) for text in page.notes]
    return replace(
        card,
        **{**empty, **page.texts},
        notes=notes,
        steps=steps,
        play_id=page.play_id,
        play_version=page.version,
    )


def page_changes(old: PlayPage, new: PlayPage) -> list[PartChange]:
    """What `new` says otherwise than `old`, part by part in the order of the page; unchanged parts are left out."""
    changes = [
        PartChange(part, part_name(part), rewrites(_text(old.texts, part), _text(new.texts, part)))
        for part in (ON_PAGE if old.texts else ())
    ]
    changes.append(PartChange("steps", _("Steps"), rewrites(_spoken(old), _spoken(new))))
    if old.texts:
        changes.append(PartChange("notes", _("Our note"), rewrites(list(old.notes), list(new.notes))))
    return [change for change in changes if change.rewrites]


def part_name(part: str) -> str:
    """A part of a page in words."""
    own = {"title": _("Title"), "summary": _("Summary"), "output": _("What one gets"), "steps": _("Steps")}
    if part in own:
        return own[part]
    return _capital(str(SectionKind(part).label))


def _texts(page: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {**page.get(DEFAULT_LANGUAGE, {}), **page.get(language, {})}


def _notes(page: Mapping[str, Any], language: str, site: Site | None) -> list[str]:
    kept = page.get("notes", {})
    places = [kept.get(""), kept.get(site.slug) if site is not None else None]
    return [note.get(language) or note.get(DEFAULT_LANGUAGE) or "" for note in places if note]


def _text(texts: Mapping[str, Any], part: str) -> str | Sequence[str]:
    value: str | Sequence[str] = texts.get(part) or ""
    return value


def _spoken(page: PlayPage) -> list[str]:
    return [_capital(f"{StepKind(step.kind).label}: {step.text}") for step in page.steps]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
