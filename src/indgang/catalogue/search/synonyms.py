"""The synonyms that the search knows: the national ones of the content folder, and those in the database."""

import logging
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from indgang.catalogue.content import FOLDER
from indgang.catalogue.models import Synonym
from indgang.catalogue.search.lexicon import Synonyms
from indgang.catalogue.search.text import LANGUAGES

log = logging.getLogger(__name__)

LONGEST = 80
SYNONYMS = FOLDER / "synonyms.yaml"


@lru_cache(maxsize=4)
def read_synonyms(path: Path = SYNONYMS) -> Mapping[str, Synonyms]:
    """What `parse_synonyms` says, kept."""
    return parse_synonyms(path)


def parse_synonyms(path: Path) -> Mapping[str, Synonyms]:
    """The synonyms of a file by language. What cannot be used is left out with a warning (rule 9)."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        log.warning("The synonyms cannot be used: %s", error)
        return {}
    return {
        language: _synonyms(data.get(language), language) for language in LANGUAGES if isinstance(data, dict)
    }


def stored_synonyms() -> Mapping[str, Synonyms]:
    """The synonyms in the database by language; while no national ones are there, those that come with Indgang."""
    rows = list(Synonym.objects.order_by("pk"))
    national = {} if any(not row.is_local for row in rows) else read_synonyms()
    found = {}
    for language in LANGUAGES:
        own = [row for row in rows if row.language == language]
        base = national.get(language, Synonyms())
        meanings = {meaning: list(words) for meaning, words in base.meanings.items()}
        for row in own:
            if row.meaning:
                meanings.setdefault(row.meaning, []).extend(row.words)
        found[language] = Synonyms([*base.groups, *(row.words for row in own if not row.meaning)], meanings)
    return found


def synonyms_mark() -> str:
    """What changes whenever a stored synonym does."""
    return ",".join(
        f"{pk}{words}{meaning}"
        for pk, words, meaning in Synonym.objects.order_by("pk").values_list("pk", "words", "meaning")
    )


def _synonyms(entries: Any, language: str) -> Synonyms:
    groups: list[list[str]] = []
    meanings: dict[str, list[str]] = {}
    for entry in entries if isinstance(entries, list) else [entries]:
        if _are_words(entry):
            groups.append(entry)
        elif isinstance(entry, dict) and all(
            isinstance(key, str) and _are_words(entry[key]) for key in entry
        ):
            for meaning, words in entry.items():
                meanings.setdefault(meaning, []).extend(words)
        else:
            log.warning("This cannot be used among the synonyms in the language %s: %r", language, entry)
    return Synonyms(groups, meanings)


def _are_words(entry: Any) -> bool:
    return isinstance(entry, list) and all(isinstance(word, str) for word in entry)


def groups_of(synonyms: Mapping[str, Synonyms]) -> Iterator[tuple[str, list[str], str]]:
    """Every entry that can be stored as (language, words, meaning); without a meaning the words mean the same."""
    for language, known in synonyms.items():
        entries = [*((list(group), "") for group in known.groups)]
        entries += [(list(words), meaning) for meaning, words in known.meanings.items()]
        for words, meaning in entries:
            if len(words) >= (1 if meaning else 2) and all(
                len(word) <= LONGEST for word in [*words, meaning]
            ):
                yield language, words, meaning
