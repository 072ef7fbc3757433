import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.lix import MANY_WORDS, hard_parts, lix


@pytest.mark.parametrize("text", ["", "  ", "… – !", "\n\n"])
def test_no_words_have_no_readability(text: str) -> None:
    assert lix(text) is None


def test_a_figure_worked_out_by_hand() -> None:
    # 10 words in 2 sentences; kørekort, borgerservice, billede and legitimation are longer than six letters.
    found = lix("Kom med dit kørekort i borgerservice. Husk billede og legitimation.")
    assert found is not None
    assert (found.words, found.sentences, found.long_words) == (10, 2, 4)
    assert found.lix == 45  # 10 / 2 + 100 * 4 / 10


def test_six_letters_are_not_long_and_seven_are() -> None:
    assert lix("vielse").long_words == 0  # type: ignore[union-attr]
    assert lix("vielser").long_words == 1  # type: ignore[union-attr]


def test_a_line_and_a_colon_end_a_sentence_and_a_point_in_a_number_does_not() -> None:
    assert lix("Pas\nFoto\nGebyr").sentences == 3  # type: ignore[union-attr]
    assert lix("Husk: foto.").sentences == 2  # type: ignore[union-attr]
    assert lix("Det koster 1.250 kr nu").sentences == 1  # type: ignore[union-attr]


def test_levels() -> None:
    assert lix("Du kan få et pas her.").level == "very easy"  # type: ignore[union-attr]
    assert lix("Legitimationsdokumentation medbringes uopfordret.").level == "very hard"  # type: ignore[union-attr]


@given(st.text(max_size=300))
def test_it_is_counted_for_any_text(text: str) -> None:
    found = lix(text)
    if found is not None:
        assert 1 <= found.sentences <= found.words
        assert 0 <= found.long_words <= found.words
        assert found.lix >= 1


def test_it_points_at_the_long_sentence_and_at_each_long_word_once() -> None:
    long_one = " ".join(["ord"] * 21)
    text = f"Kort her. {long_one}. Legitimationspapirer, legitimationspapirer og ansøgningsskema."
    found = hard_parts(text)
    assert found.sentences == ((long_one, 21),)
    assert found.words == ("Legitimationspapirer", "ansøgningsskema")
    assert not hard_parts("Kom med dit pas.")


@given(st.text(max_size=400))
def test_what_is_pointed_at_stands_in_the_text(text: str) -> None:
    found = hard_parts(text)
    assert all(word in text for word in found.words)
    assert all(sentence in text and count > MANY_WORDS for sentence, count in found.sentences)
