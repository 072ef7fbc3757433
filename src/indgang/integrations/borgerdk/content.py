"""The content of a borger.dk article taken apart.

Its HTML is a row of elements known by their ids: `selvbetjeningslinks` (self-services, li
`opis_domainservice_<guid>`), `kernetekst` with `microArticle_<guid>` (a heading and a div), `lovgivning` and the
older `regler` (legislation), `anbefaler`, `huskeliste`, `faktaboks`, and `byline`. What looks otherwise is kept as
well as can be and told as a warning, `code` or `code: what`:

`no-parts`, `no-heading: guid`, `same-guid: guid`, `text-outside-parts`, `no-guid: title` (of a self-service),
`content-cut`, `no-content`, `long-address: title`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from indgang.catalogue.ports import ArticlePart, OfferedSelfService, Reference
from indgang.integrations.borgerdk import markup
from indgang.integrations.borgerdk.markup import HEADINGS, Node, address, blocks, plain, tree

LEGISLATION = ("lovgivning", "regler")
BOXES = ("huskeliste", "faktaboks", "anbefaler")
MOST_PARTS = 500
MOST_ADDRESS = 500
MOST_WARNINGS = 20
_MICRO = re.compile(r"^microarticle_(?P<guid>.+)$", re.IGNORECASE)
_SERVICE = re.compile(r"^opis_domainservice_(?P<guid>.+)$", re.IGNORECASE)
_START = re.compile(r"^start\s+", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """What an article's content holds."""

    parts: list[ArticlePart] = field(default_factory=list)
    self_services: list[OfferedSelfService] = field(default_factory=list)
    legislation: list[Reference] = field(default_factory=list)
    byline: str = ""
    warnings: list[str] = field(default_factory=list)

    def warn(self, code: str, about: str = "") -> None:
        """Note something odd, once."""
        text = f"{code}: {about[:200]}" if about else code
        if text not in self.warnings and len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(text)


def split(source: str, *, base: str) -> Content:
    """Take the HTML of an article apart; relative links are seen from `base`. Never raises."""
    found = Content()
    if len(source) > markup.MOST_CHARACTERS:
        found.warn("content-cut")
    root = tree(source)
    for id_, node in _taken_out(root):
        _take(found, id_, node, base)
    if rest := blocks(root, base):
        found.warn("text-outside-parts" if found.parts else "no-parts")
        _add(found, "kernetekst", "", rest)
    if not found.parts and not found.self_services:
        found.warn("no-content")
    return found


def _taken_out(root: Node) -> list[tuple[str, Node]]:
    """Every element with an id that we know, taken out of the tree: the innermost ones on their own."""
    found: list[tuple[str, Node]] = []

    def walk(node: Node) -> None:
        kept: list[Node | str] = []
        for child in node.children:
            if not isinstance(child, Node):
                kept.append(child)
                continue
            id_ = child.id.strip().lower()
            known = bool(_MICRO.match(id_)) or id_ in {"selvbetjeningslinks", "byline", *LEGISLATION, *BOXES}
            if known:
                place = len(found)
                walk(child)
                found.insert(place, (child.id.strip(), child))
            else:
                walk(child)
                kept.append(child)
        node.children = kept

    walk(root)
    return found


def _take(found: Content, id_: str, node: Node, base: str) -> None:
    name = id_.lower()
    if name == "selvbetjeningslinks":
        for service in _services(found, node, base):
            if service.guid not in {one.guid for one in found.self_services}:
                found.self_services.append(service)
    elif name == "byline":
        found.byline = found.byline or node.text()[:300]
    elif name in LEGISLATION:
        found.legislation += [one for one in _references(found, node, base) if one not in found.legislation]
    else:
        micro = _MICRO.match(id_)
        guid = micro["guid"].lower() if micro else name
        heading = _heading_out(node)
        if not heading:
            found.warn("no-heading", guid)
        _add(found, guid, heading, blocks(node, base))


def _add(found: Content, guid: str, heading: str, content: tuple[str, ...]) -> None:
    if not heading and not content:
        return
    guid = guid[:55]
    taken = {part.guid for part in found.parts}
    if guid in taken:
        found.warn("same-guid", guid)
        guid = next(f"{guid}-{n}" for n in range(2, MOST_PARTS + 2) if f"{guid}-{n}" not in taken)
    if len(found.parts) < MOST_PARTS:
        found.parts.append(ArticlePart(guid, heading, content))
    else:
        found.warn("content-cut")


def _heading_out(node: Node) -> str:
    """The first heading, taken out of the node when nothing that is read stands before it."""
    for parent in node.elements():
        for place, child in enumerate(parent.children):
            if isinstance(child, Node) and child.tag in HEADINGS:
                del parent.children[place]
                return plain(child.text())[:300]
            if (child.text() if isinstance(child, Node) and child.tag not in markup.CONTAINERS else "") or (
                isinstance(child, str) and child.strip()
            ):
                return ""
    return ""


def _services(found: Content, node: Node, base: str) -> Iterator[OfferedSelfService]:
    seen_in_items: set[int] = set()
    for item in node.elements():
        if item.tag != "li":
            continue
        link = next((one for one in item.elements() if one.tag == "a"), None)
        if link is not None:
            seen_in_items.add(id(link))
        yield from _service(found, item, link, base)
    for link in node.elements():
        if link.tag == "a" and id(link) not in seen_in_items:
            yield from _service(found, link, link, base)


def _service(found: Content, item: Node, link: Node | None, base: str) -> Iterator[OfferedSelfService]:
    title = _START.sub("", plain((link or item).text()))[:300]
    if not title:
        return
    url = _fitting(found, title, address(link.href, base) if link is not None and link.href else "")
    named = _SERVICE.match(item.id.strip())
    guid = named["guid"] if named else _guid_in(url)
    if not guid:
        found.warn("no-guid", title)
        guid = "x-" + hashlib.sha256((url or title).encode()).hexdigest()[:20]
    yield OfferedSelfService(guid.lower()[:60], title, url)


def _guid_in(url: str) -> str:
    pairs = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)} if url else {}
    return pairs.get("selfserviceid", "")


def _references(found: Content, node: Node, base: str) -> Iterator[Reference]:
    heading = _heading_out(node)
    links = [one for one in node.elements() if one.tag == "a"]
    for link in links:
        if title := plain(link.text())[:300]:
            yield Reference(title, _fitting(found, title, address(link.href, base) if link.href else ""))
    if not links:
        for item in node.elements():
            if item.tag in {"li", "p"} and (title := plain(item.text())[:300]) and title != heading:
                yield Reference(title)


def _fitting(found: Content, title: str, url: str) -> str:
    if len(url) > MOST_ADDRESS:
        found.warn("long-address", title)
        return ""
    return url
