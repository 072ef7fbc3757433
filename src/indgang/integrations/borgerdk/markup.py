"""Foreign HTML made harmless and regular: a small tree to look around in, and clean blocks to keep.

The tree holds only elements that are listed here, and is of limited depth: html5ever, which nh3 reads with, takes
a time that grows with the square of the depth. nh3 then has the last word on every block that is written from the
tree. Nothing here raises for odd HTML.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import nh3

from indgang.integrations.borgerdk.tokens import Token, tokens

MOST_CHARACTERS = 8_000_000
MOST_BLOCK = 200_000
DEEPEST = 40
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTAINERS = {
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "span",
    "figure",
    "font",
    "center",
}
BLOCKS = {"p", "ul", "ol", "dl", "table", "blockquote", "hr", "pre", *HEADINGS}
INLINE = {"a", "strong", "b", "em", "i", "br", "sub", "sup", "abbr"}
INNER = {"li", "dt", "dd", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
VOID = {"br", "hr"}
LIKE_INLINE = {"span", "font"}
CLOSED_BY_NEXT = {
    "li": {"li", "p"}, "dt": {"dt", "dd", "p"}, "dd": {"dt", "dd", "p"}, "tr": {"tr", "td", "th", "p"},
    "td": {"td", "th", "p"}, "th": {"td", "th", "p"},
}  # fmt: skip
KEPT = BLOCKS | INLINE | INNER
# With their content: what stands in them is not text for people.
DROPPED = {
    "script", "style", "template", "noscript", "svg", "math", "object", "embed", "iframe", "textarea", "select",
    "title", "audio", "video", "canvas",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
# Stands in no text, as `_spaced` takes it out.
BETWEEN = "\x1e"
TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|_ga)$", re.IGNORECASE)
NEW_WINDOW = re.compile(
    r"\s*(\((åbner i )?nyt vindue\)|[-–,]?\s*åbner i (et )?nyt vindue|\(?opens in (a )?new window\)?)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


@dataclass(slots=True)
class Node:
    """An element of the tree; its children are elements and texts."""

    tag: str
    id: str = ""
    href: str = ""
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node | str"]:
        """The element and all elements and texts within it, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()
            else:
                yield child

    def elements(self) -> Iterator["Node"]:
        """The element and all elements within it, in the order of the document."""
        return (one for one in self.walk() if isinstance(one, Node))

    def text(self) -> str:
        """What a reader sees of it, on one line."""
        return one_line(" ".join(one for one in self.walk() if isinstance(one, str)))


class _Builder:
    """Builds the tree; skips what is not for people, and undoes what it does not know."""

    def __init__(self) -> None:
        self.root = Node("div")
        self.open = [self.root]
        self.skipped: list[str] = []

    def add(self, token: Token) -> None:
        """Take the next tag or text."""
        if self.skipped:
            self._skip(token)
        elif token.kind == "text":
            self.open[-1].children.append(token.value)
        elif token.kind == "end":
            self._end(token.value)
        elif token.value in DROPPED:
            if token.kind == "start" and token.value != "embed":
                self.skipped.append(token.value)
        elif token.value in KEPT or token.value in CONTAINERS:
            self._start(token)

    def _skip(self, token: Token) -> None:
        if token.kind == "start" and token.value == self.skipped[-1]:
            self.skipped.append(token.value)
        elif token.kind == "end" and token.value == self.skipped[-1]:
            self.skipped.pop()

    def _start(self, token: Token) -> None:
        tag = token.value
        if tag in CLOSED_BY_NEXT or tag in BLOCKS or tag in CONTAINERS - LIKE_INLINE:
            self._end_before(tag)
        node = Node(tag, token.id, token.href if tag == "a" else "")
        if tag in VOID:
            self.open[-1].children.append(node)
        elif len(self.open) < DEEPEST:
            self.open[-1].children.append(node)
            self.open.append(node)

    def _end_before(self, tag: str) -> None:
        """HTML lets a paragraph, an item or a cell end where the next one begins."""
        ends = CLOSED_BY_NEXT.get(tag, {"p"})
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag in ends:
                del self.open[place:]
                return
            if self.open[place].tag not in INLINE:
                return

    def _end(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return


def tree(source: str) -> Node:
    """The part of `source` that people read, as a tree. What is nested deeper than 40 is written in its 40th."""
    builder = _Builder()
    for token in tokens(source[:MOST_CHARACTERS]):
        builder.add(token)
    return builder.root


def one_line(text: str) -> str:
    """Text without invisible characters, any run of space as one space."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def plain(text: str) -> str:
    """A title as people read it: entities undone, also those that were encoded twice, and tags left out."""
    for _round in range(3):
        undone = html.unescape(text)
        if undone == text:
            break
        text = undone
    return one_line(NEW_WINDOW.sub("", tree(text).text() if "<" in text else text))


def address(href: str, base: str) -> str:
    """The full address without what only follows people around; empty when it is none."""
    try:
        parts = urlsplit(urljoin(base, one_line(href)))
        if parts.scheme not in SCHEMES or (parts.scheme in {"http", "https"} and not parts.hostname):
            return ""
        query = parts.query
        if any(TRACKING.match(name) for name, _value in parse_qsl(query, keep_blank_values=True)):
            kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if not TRACKING.match(pair[0])]
            query = urlencode(kept)
        return urlunsplit(parts._replace(query=query))
    except ValueError:
        return ""


def blocks(node: Node, base: str, *, lead: int = 4) -> tuple[str, ...]:
    """What is in `node` as clean blocks of HTML. Its highest heading becomes h`lead`, those below follow on."""
    found = _flattened(node)
    levels = sorted({int(one.tag[1]) for one in found if one.tag in HEADINGS})
    for one in found:
        if one.tag in HEADINGS:
            one.tag = f"h{min(6, lead + levels.index(int(one.tag[1])))}"
    written = [_cut(_written(one, base)) for one in found]
    clean = sanitised(BETWEEN.join(written)).split(BETWEEN)
    if len(clean) != len(written):
        clean = [sanitised(text) for text in written]
    return tuple(text.strip() for text in clean if text.startswith("<hr") or _has_text(text))


def sanitised(text: str) -> str:
    """Only what a page may show: headings, paragraphs, lists, tables and links."""
    return nh3.clean(
        text,
        tags=KEPT,
        clean_content_tags=DROPPED,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def text_of(markup: str) -> str:
    """What a reader sees of clean HTML, one block a line."""
    spaced = re.sub(r"</(p|li|h[1-6]|tr|dt|dd|blockquote|pre)>|<br>", "\n", markup)
    lines = (one_line(line) for line in html.unescape(re.sub(r"<[^>]*>", "", spaced)).split("\n"))
    return "\n".join(line for line in lines if line)


def _cut(text: str) -> str:
    """A block no longer than people read; a longer one loses its form and its end."""
    return (
        text if len(text) <= MOST_BLOCK else f"<p>{html.escape(text_of(text)[:MOST_BLOCK], quote=False)}</p>"
    )


def _has_text(markup: str) -> bool:
    return bool(one_line(html.unescape(re.sub(r"<[^>]*>", "", markup))))


def _flattened(node: Node) -> list[Node]:
    """The blocks in a container, containers undone; loose text and inline elements become paragraphs."""
    found: list[Node] = []
    loose: list[Node | str] = []

    def close() -> None:
        if any(child.text() if isinstance(child, Node) else child.strip() for child in loose):
            found.append(Node("p", children=list(loose)))
        loose.clear()

    for child in node.children:
        if isinstance(child, Node) and child.tag in CONTAINERS and _holds_block(child):
            close()
            found += _flattened(child)
        elif isinstance(child, Node) and child.tag in BLOCKS:
            close()
            found.append(child)
        elif isinstance(child, Node) and child.tag in CONTAINERS - LIKE_INLINE:
            close()
            found.append(Node("p", children=child.children))
        else:
            loose.append(child)
    close()
    return found


def _holds_block(node: Node) -> bool:
    return any(
        one.tag in BLOCKS or one.tag in CONTAINERS - LIKE_INLINE for one in node.elements() if one is not node
    )


def _written(node: Node, base: str) -> str:
    inner = "".join(
        _written(child, base) if isinstance(child, Node) else html.escape(_spaced(child), quote=False)
        for child in node.children
    )
    if node.tag in VOID:
        return f"<{node.tag}>"
    if node.tag == "a":
        target = address(node.href, base) if node.href else ""
        inner = NEW_WINDOW.sub("", inner)
        return f'<a href="{html.escape(target)}">{inner}</a>' if target else inner
    if node.tag in CONTAINERS:
        return inner if node.tag in LIKE_INLINE or _holds_block(node) else f"<p>{inner}</p>"
    return f"<{node.tag}>{inner.strip() if node.tag not in INLINE else inner}</{node.tag}>"


def _spaced(text: str) -> str:
    return _SPACE.sub(" ", _INVISIBLE.sub("", text))
