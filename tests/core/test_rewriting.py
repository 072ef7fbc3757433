from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from indgang.core.rewriting import rewrites

LINES = st.lists(st.text("ab c", min_size=1, max_size=12).filter(str.strip), max_size=6)


@given(LINES, LINES)
def test_nothing_is_lost_and_nothing_is_told_that_is_not_so(old: list[str], new: list[str]) -> None:
    found = rewrites(old, new)
    gone = [
        "".join(piece.text for piece in one.pieces if piece.kind != "new")
        for one in found
        if one.kind != "new"
    ]
    came = [
        "".join(piece.text for piece in one.pieces if piece.kind != "gone")
        for one in found
        if one.kind != "gone"
    ]
    assert Counter(old) - Counter(gone) == Counter(new) - Counter(came)
    assert not Counter(gone) - Counter(old)
    assert not Counter(came) - Counter(new)


@given(LINES)
def test_the_same_is_no_change(lines: list[str]) -> None:
    assert rewrites(lines, lines) == []


def test_a_reworded_line_is_told_word_by_word() -> None:
    (one,) = rewrites("Passet kommer om tre uger.", "Passet kommer om fire uger.")
    assert one.kind == "reworded"
    assert [(piece.kind, piece.text) for piece in one.pieces if piece.kind != "same"] == [
        ("gone", "tre"),
        ("new", "fire"),
    ]


def test_another_line_is_gone_and_new() -> None:
    assert [one.kind for one in rewrites(["Medbring foto"], ["Betal gebyret i banken"])] == ["gone", "new"]
