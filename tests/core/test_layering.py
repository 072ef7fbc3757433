"""Texts in layers: what is in force, and what changed."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indgang.core.layering import Verdict, compare, fold, three_way, written

WORDS = st.text(alphabet="ab .,\næø", max_size=30)
ITEMS = st.lists(st.sampled_from(["foto", "pas", "gebyr", "kort"]), max_size=4, unique=True)
PARTS = st.fixed_dictionaries({}, optional={"title": WORDS, "bring": ITEMS, "output": WORDS})
CONTENT = st.fixed_dictionaries({}, optional={"da": PARTS, "en": PARTS})
LAYERS = st.lists(st.tuples(st.sampled_from(["replace", "add"]), CONTENT), max_size=4)


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert [piece.kind for piece in compare(text, text)] == (["same"] if text else [])


def test_only_the_changed_word_is_marked() -> None:
    pieces = [(piece.kind, piece.text) for piece in compare("Husk dit pas.", "Husk dit kort.")]
    assert pieces == [("same", "Husk dit "), ("gone", "pas"), ("new", "kort"), ("same", ".")]


def obvious(layers: list[tuple[str, Any]]) -> dict[str, Any]:
    """Part by part, looking through all layers for each."""
    result: dict[str, Any] = {}
    for language in ("da", "en"):
        if not any(language in content for _mode, content in layers):
            continue
        result[language] = {}
        for part in ("title", "bring", "output"):
            said = [
                (mode, content[language][part])
                for mode, content in layers
                if part in content.get(language, {})
            ]
            if not said:
                continue
            value = said[0][1]
            for mode, own in said[1:]:
                if not own:
                    continue
                if mode == "replace" or not value:
                    value = own
                elif part == "bring":
                    value = value + [one for one in own if one not in value]
                else:
                    value = value + "\n\n" + own
            result[language][part] = value
    return result


@given(LAYERS)
def test_fold_is_what_one_sees_looking_through_the_layers(layers: list[tuple[str, Any]]) -> None:
    before = deepcopy(layers)
    assert fold(layers) == obvious(layers)
    assert layers == before


@given(CONTENT)
def test_one_layer_is_itself(content: dict[str, Any]) -> None:
    assert fold([("replace", content)]) == content


def test_steps_are_replaced_or_go_on() -> None:
    first, second = {"da": "Spørg"}, {"da": "Slut"}
    assert fold([("replace", {"steps": [first]}), ("replace", {"steps": [second]})]) == {"steps": [second]}
    both = fold([("replace", {"steps": [first]}), ("add", {"steps": [second, first]})])
    assert both == {"steps": [first, second]}


def verdicts(base: Any, theirs: Any, ours: Any) -> dict[tuple[str, str], str]:
    return {(one.key, one.part): one.kind for one in three_way(base, theirs, ours)}


def test_every_verdict() -> None:
    def part(value: str) -> dict[str, Any]:
        return {"da": {"title": value}}

    key = ("da", "title")
    assert verdicts(part("a"), part("a"), part("a")) == {key: "same"}
    assert verdicts(part("a"), part("a"), {}) == {key: "same"}
    assert verdicts(part("a"), part("b"), part("a")) == {key: "theirs"}
    assert verdicts(part("a"), part("b"), {}) == {key: "theirs"}
    assert verdicts(part("a"), part("a"), part("c")) == {key: "ours"}
    assert verdicts(part("a"), part("b"), part("b")) == {key: "agreed"}
    assert verdicts(part("a"), part("b"), part("c")) == {key: "conflict"}
    assert three_way({"steps": [1]}, {"steps": [2]}, {"steps": [3]}) == [
        Verdict("steps", "", "conflict", [1], [2], [3])
    ]


@given(CONTENT, CONTENT)
def test_a_layer_below_that_stands_still_asks_nothing(base: Any, ours: Any) -> None:
    assert {one.kind for one in three_way(base, base, ours)} <= {"same", "ours"}


def test_a_part_as_text() -> None:
    assert written(["a", "b"]) == "a\nb"
    assert written([{"da": "Spørg", "en": "Ask"}, {"en": "Ask"}]) == "Spørg\nAsk"
    assert (written(None), written("x"), written(3)) == ("", "x", "3")
