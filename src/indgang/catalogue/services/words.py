"""The editors' work on what people search for: words for a task, synonyms, and searches that are dealt with."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotFound
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import (
    Layer,
    Mode,
    SectionKind,
    SectionVersion,
    SettledMiss,
    Synonym,
    TaskText,
    VersionState,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.releasing import write_own
from indgang.catalogue.services.rows import Wish, locked_task
from indgang.catalogue.services.rules import require_alone

LONGEST = 80
LONGEST_HOW = 120
MOST_WORDS = 40


@transaction.atomic
def add_words(*, actor: Actor, code: str, words: str, language: str = "da") -> bool:
    """Add what citizens say to a task's words, after the nation's; False when it has them already.

    Raises TaskNotFound, Invalid, CprInText, NotAllowed ("catalogue.change", or a second pair of eyes is needed).
    """
    require(actor, "catalogue.change")
    require_alone(actor)
    (said,) = _cleaned([words], "words", least=1)
    lock_catalogue()
    task = locked_task(code)
    text = TaskText.objects.filter(task=task, language=language).first()
    if text is not None and said.casefold() in {word.casefold() for word in text.words}:
        return False
    own = SectionVersion.objects.filter(
        section__task=task,
        section__kind=SectionKind.WORDS,
        layer=Layer.LOCAL,
        site=None,
        state=VersionState.PUBLISHED,
    ).first()
    content = {name: dict(own.content[name]) for name in own.content} if own is not None else {}
    kept = content.get(language, {}).get("words") or []
    content[language] = {"words": [*kept, said]}
    wish = Wish(mode=own.mode if own is not None else Mode.ADD, reason=_("A search that led nowhere"))
    write_own(actor=actor, task=task, kind=SectionKind.WORDS, content=content, wish=wish)
    return True


@transaction.atomic
def add_synonym(*, actor: Actor, words: Sequence[str], meaning: str = "", language: str = "da") -> Synonym:
    """Say that words mean the same; with `meaning`, that who says one of them also means that, one way only.

    The same ones twice are one. Raises Invalid, CprInText, NotAllowed ("catalogue.change").
    """
    require(actor, "catalogue.change")
    if language not in LANGUAGES:
        raise Invalid(
            _("There is no content in the language “%(code)s”.") % {"code": language}, field="language"
        )
    (target,) = _cleaned([meaning], "meaning", least=1) if meaning.strip() else ("",)
    clean = _cleaned(words, "words", least=1 if target else 2)
    if target in clean:
        raise Invalid(_("A word cannot be its own meaning."), field="meaning")
    lock_catalogue()
    row, is_new = Synonym.objects.get_or_create(
        language=language,
        words=clean,
        meaning=target,
        defaults={"is_local": True, "created_at": clock.now(), "created_by_id": actor.person_id},
    )
    if is_new:
        _tell(actor, "synonym.added", row)
    return row


@transaction.atomic
def remove_synonym(*, actor: Actor, synonym_id: int) -> None:
    """Take one of the municipality's own synonyms away. Raises NotFound, NotAllowed ("catalogue.change")."""
    require(actor, "catalogue.change")
    lock_catalogue()
    row = Synonym.objects.filter(pk=synonym_id, is_local=True).first()
    if row is None:
        raise NotFound
    _tell(actor, "synonym.removed", row)
    row.delete()


@transaction.atomic
def settle_miss(*, actor: Actor, query: str, how: str = "") -> None:
    """Note that a search that led nowhere is dealt with; the same words count anew from tomorrow.

    Raises Invalid, CprInText, NotAllowed ("catalogue.change").
    """
    require(actor, "catalogue.change")
    (words,) = _cleaned([query], "query", least=1)
    refuse_cpr(how, "how")
    SettledMiss.objects.update_or_create(
        query=words,
        defaults={"at": clock.now(), "by_id": actor.person_id, "how": how.strip()[:LONGEST_HOW]},
    )
    record(actor, "miss.settled", "catalogue", {"query": words, "how": how.strip()[:LONGEST_HOW]})


def _cleaned(texts: Sequence[str], field: str, *, least: int) -> list[str]:
    found: dict[str, str] = {}
    for text in texts:
        word = " ".join(text.split())
        if word:
            refuse_cpr(word, field)
            found.setdefault(word.casefold(), word)
        if len(word) > LONGEST:
            raise Invalid(
                _("Please write at most %(most)d characters for each word.") % {"most": LONGEST}, field=field
            )
    if len(found) > MOST_WORDS:
        raise Invalid(_("Please write at most %(most)d words.") % {"most": MOST_WORDS}, field=field)
    if len(found) < least:
        few = _("Write a word.") if least == 1 else _("Write two words or more that mean the same.")
        raise Invalid(few, field=field)
    return list(found.values())


def _tell(actor: Actor, action: str, row: Synonym) -> None:
    record(actor, action, "catalogue", {"words": row.words, "meaning": row.meaning, "language": row.language})
    live.publish(None, "catalogue", kind="synonyms")
