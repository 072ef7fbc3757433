"""Foreign HTML as tags and texts, in time that grows with its length only.

The standard library's parser of this Python takes minutes for a megabyte of `<`; this one knows as much of HTML as
is needed to take an article apart, and what it makes of a tag is cleaned by nh3 afterwards. A tag longer than 4,000
characters is no tag.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_TAG = 4000
# Between these nothing is markup until the end tag.
RAW = {"script", "style", "textarea", "title", "iframe", "noscript", "noembed", "noframes", "xmp"}
_TAG = re.compile(r"""</?[a-zA-Z][^\s/>"'=<]*(?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_LOOSE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>\"'=<]*)")
_ATTRIBUTE = re.compile(r"""\s(id|href)\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+)""", re.IGNORECASE)


class Token(NamedTuple):
    """A tag ("start", "end", or "empty" for one that ends itself) or a text, in which entities are undone."""

    kind: str
    value: str
    id: str = ""
    href: str = ""


def tokens(source: str) -> Iterator[Token]:
    """The tags and texts of `source`, in their order. Comments and the content of `RAW` are left out."""
    place, end = 0, len(source)
    no_more: set[str] = set()
    while place < end:
        opening = source.find("<", place)
        if opening < 0:
            break
        if opening > place:
            yield Token("text", html.unescape(source[place:opening]))
        place, found = _markup(source, opening, no_more)
        if found is not None:
            yield found
            if found.kind == "start" and found.value in RAW:
                place = _after_raw(source, place, found.value, no_more)
    if place < end:
        yield Token("text", html.unescape(source[place:]))


def _markup(source: str, place: int, no_more: set[str]) -> tuple[int, Token | None]:
    """Where to go on after the `<` at `place`, and what it was."""
    if source.startswith("<!--", place):
        return _after(source, place + 4, "-->", no_more), None
    if source.startswith(("<!", "<?"), place):
        return _after(source, place + 2, ">", no_more), None
    window = source[place : place + LONGEST_TAG]
    found = _TAG.match(window) or _LOOSE_TAG.match(window)
    if found is None:
        return place + 1, Token("text", "<")
    text = found[0]
    name = _NAME.match(text)
    tag = name[1].lower() if name else ""
    if text.startswith("</"):
        return place + len(text), Token("end", tag)
    given = {key.lower(): html.unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(text)}
    kind = "empty" if text.endswith("/>") else "start"
    return place + len(text), Token(kind, tag, given.get("id", ""), given.get("href", ""))


def _after(source: str, place: int, mark: str, no_more: set[str]) -> int:
    """Where `mark` ends; when it does not come any more, `place`: what never ends has not begun."""
    found = -1 if mark in no_more else source.find(mark, place)
    if found < 0:
        no_more.add(mark)
        return place
    return found + len(mark)


def _after_raw(source: str, place: int, tag: str, no_more: set[str]) -> int:
    found = None if tag in no_more else re.compile(rf"</{tag}\b", re.IGNORECASE).search(source, place)
    if found is None:
        no_more.add(tag)
        return len(source)
    return found.start()
