"""The Danish word list: which words are real ones, and their base forms. It stays on the disk, mapped into memory.

`tools.wordlist` makes it out of Stavekontrolden. Without it the search works, knowing only the catalogue's own words.
"""

import logging
import mmap
from functools import lru_cache
from pathlib import Path

log = logging.getLogger(__name__)

PATH = Path(__file__).parent / "vendor" / "words-da.txt"


class WordList:
    """Words in their plainest spelling (`text.fold`), looked up by bisection; safe to use from many threads."""

    def __init__(self, path: Path | None) -> None:
        """Map the file; none, or one that cannot be read, is a list without words."""
        self._text: mmap.mmap | bytes = b""
        try:
            if path is not None and path.stat().st_size:
                with path.open("rb") as file:
                    self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            log.warning("The Danish word list cannot be read; compounds are taken apart less well: %s", error)

    def has(self, word: str) -> bool:
        """Whether it is a Danish word, in any inflection."""
        return self._line(word) is not None

    def base(self, word: str) -> str:
        """The base form of a word; the word itself when it is not known."""
        line = self._line(word)
        if line is None:
            return word
        kept = line.lstrip("0123456789")
        return word[: len(word) - int(line[: len(line) - len(kept)])] + kept

    def _line(self, word: str) -> str | None:
        """What follows the word in its line."""
        wanted = word.encode() + b" "
        low, high = 0, len(self._text)
        while low < high:
            start = self._text.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._text.find(b"\n", start)
            line = self._text[start:end]
            if line.startswith(wanted):
                return line[len(wanted) :].decode()
            low, high = (end + 1, high) if line < wanted else (low, start)
        return None


@lru_cache(maxsize=2)
def word_list(language: str) -> WordList:
    """The list of a language; only Danish has one."""
    return WordList(PATH if language == "da" else None)
