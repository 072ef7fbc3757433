"""Texts with {placeholders}: which there are, and the text with their values put in.

A placeholder is a name of small letters, digits and underscores in braces: `{first_name}`. Other braces are text.
"""

import re
from collections.abc import Mapping, Sequence

Value = str | Sequence[str]

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# Something in braces that is no name, such as "{Tid}" or "{ tid }", was meant to be one.
_MEANT = re.compile(r"\{([^{}\n]{0,40})\}")
_EMPTY_PARAGRAPHS = re.compile(r"\n{3,}")
_DOUBLE_BLANKS = re.compile(r"(?<=\S) {2,}")


def names_in(text: str) -> list[str]:
    """The names of the placeholders, each once, in the order of the text."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def unknown_in(text: str, known: Sequence[str]) -> list[str]:
    """What stands in braces and is none of the known names, as it is written, each once."""
    return list(dict.fromkeys(found for found in _MEANT.findall(text) if found not in known))


def filled(text: str, values: Mapping[str, Value], *, lists: bool = True) -> str:
    """The text with the values put in. It never fails: a name without a value is empty.

    A line, and a paragraph, whose placeholders are all empty is left out. A value of several parts becomes a
    list with a line for each, or with `lists` False is told in one line. Braces in a value stay as they are.
    """
    words = {name: _as_text(value, lists=lists) for name, value in values.items()}
    paragraphs = [_paragraph(one, words) for one in text.replace("\r\n", "\n").split("\n\n")]
    kept = "\n\n".join(one for one in paragraphs if one is not None)
    return _EMPTY_PARAGRAPHS.sub("\n\n", kept).strip()


def _paragraph(text: str, words: Mapping[str, str]) -> str | None:
    if _is_left_out(text, words):
        return None
    lines = [line for line in text.split("\n") if not _is_left_out(line, words)]
    return "\n".join(_line(line, words) for line in lines)


def _line(text: str, words: Mapping[str, str]) -> str:
    put_in = _PLACEHOLDER.sub(lambda found: words.get(found[1], ""), text)
    return _DOUBLE_BLANKS.sub(" ", put_in).rstrip()


def _is_left_out(text: str, words: Mapping[str, str]) -> bool:
    names = _PLACEHOLDER.findall(text)
    return bool(names) and not any(words.get(name) for name in names)


def _as_text(value: Value, *, lists: bool) -> str:
    if isinstance(value, str):
        return value.strip()
    parts = [part.strip() for part in value if part.strip()]
    return "\n".join(f"- {part}" for part in parts) if lists else ", ".join(parts)
