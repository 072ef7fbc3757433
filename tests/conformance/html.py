"""What is wrong with a page, judged from its HTML alone."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

SPACE = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
TOKEN = re.compile(r"\b[0-9A-Za-z]{64}\b")
INLINE = re.compile(r"^on[a-z]+$")


def is_page(text: str) -> bool:
    """Whether this is a whole page and not a part that is put into one."""
    return text.lstrip().lower().startswith("<!doctype html")


def faults_of(text: str, language: str = "") -> list[str]:
    """What is wrong, one line each; `language` is the one that a whole page must declare.

    The same page got with another token against forged requests is judged once.
    """
    return list(_judged(TOKEN.sub(lambda token: "x" * len(token[0]), text), language))


@lru_cache(maxsize=256)
def _judged(text: str, language: str) -> tuple[str, ...]:
    return tuple(_faults(text, language))


def _faults(text: str, language: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    if not is_page(text):
        root = parser.parseFragment(text)
        return [*_errors(parser), *_everywhere(root, text)]
    root = parser.parse(text)
    _forget_templates(root)
    return [*_errors(parser), *_whole(root, language), *_everywhere(root, text), *_labels(root), *_ids(root)]


def _errors(parser: Any) -> Iterator[str]:
    for (line, column), code, facts in parser.errors:
        yield f"not valid HTML: {code} {facts} at line {line}, column {column}"


def _forget_templates(root: Element) -> None:
    """Empty template elements: what they hold is no part of the page until a script takes it out."""
    for element in _all(root, "template"):
        for child in list(element):
            element.remove(child)


def _all(root: Element, *tags: str) -> list[Element]:
    return [
        found for found in root.iter() if isinstance(found.tag, str) and found.tag.removeprefix(SPACE) in tags
    ]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _whole(root: Element, language: str) -> Iterator[str]:
    if root.get("lang") != language:
        yield f"lang is {root.get('lang')!r}, not {language!r}"
    if len(headings := _all(root, "h1")) != 1 or not _text(headings[0]):
        yield f"{len(headings)} h1 instead of one with a text"
    titles = [title for head in _all(root, "head") for title in _all(head, "title")]
    if len(titles) != 1 or not _text(titles[0]):
        yield "no title"
    if not _all(root, "main"):
        yield "no main"


def _everywhere(root: Element, text: str) -> Iterator[str]:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "style" or INLINE.match(name):
                yield f"inline {name}=“{value[:60]}”"
    for element in _all(root, "style"):
        yield f"a style element: {_text(element)[:60]}"
    for element in _all(root, "script"):
        if not element.get("src") and element.get("type") not in {
            "application/json",
            "application/ld+json",
            "importmap",
        }:
            yield f"an inline script: {_text(element)[:60]}"
    for element in _all(root, "img"):
        if element.get("alt") is None:
            yield f"a picture without alt: {element.get('src')}"
    if "{{" in text or "{%" in text:
        yield "a template tag that was not rendered"


def _labels(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in _all(root, "label")}
    inside = {
        id(field) for label in _all(root, "label") for field in _all(label, "input", "select", "textarea")
    }
    for field in _all(root, "input", "select", "textarea"):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("title")
        if field.get("type") in UNLABELLED or named or id(field) in inside or field.get("id") in labelled:
            continue
        yield f"no label: {field.tag.removeprefix(SPACE)} name={field.get('name')} id={field.get('id')}"
    for button in _all(root, "button", "a"):
        name = (
            _text(button) or button.get("aria-label") or button.get("aria-labelledby") or button.get("title")
        )
        pictured = any(image.get("alt") for image in _all(button, "img"))
        if not name and not pictured and button.get("href", "") is not None:
            yield f"a {button.tag.removeprefix(SPACE)} without a name: {button.attrib}"


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"the id {one} occurs {count} times" for one, count in ids.items() if count > 1)
    for element in root.iter():
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for one in (element.get(name) or "").split():
                if one not in ids:
                    yield f"{name} names the id {one}, which is not there"
