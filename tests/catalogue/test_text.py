from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.catalogue.search.text import distance, fold, stem, tokens

WORD = st.text("abcdeæøå", max_size=9)


@pytest.mark.parametrize(
    "spellings",
    [
        ["kørekort", "koerekort", "korekort", "KØREKORT", "Kørekort"],
        ["lånerkort", "laanerkort", "lanerkort"],
        ["æble", "aeble", "able"],
        ["Ærø", "aeroe", "aero"],
        ["café", "cafe"],
    ],
)
def test_every_way_to_type_a_word_is_one_form(spellings):
    assert len({fold(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["pas", "passet", "passene"],
        ["flytte", "flytter", "flyttet", "flytning", "flytningen"],
        ["kørekort", "kørekortet", "kørekortene"],
        ["begrave", "begravelse", "begravet"],
        ["reservere", "reserveret", "reservation"],
        ["internet", "internettet"],
        ["ansøge", "ansøgning", "ansøgninger"],
        ["forny", "fornyet", "fornyelse"],
    ],
)
def test_danish_inflections_share_a_term(words):
    assert len({stem(fold(word), "da") for word in words}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("pas", "pasning"),
        ("flytning", "flyvning"),
        ("bog", "bogbus"),
        ("ny", "nøgle"),
        ("billet", "bil"),
        ("forening", "for"),
    ],
)
def test_different_words_keep_different_terms(pair):
    one, other = (stem(fold(word), "da") for word in pair)
    assert one != other


def test_hyphens_join_and_remember_the_parts():
    (token,) = tokens("e-boks", "da")
    assert (token.form, token.parts) == ("eboks", ("e", "bok"))
    assert [token.form for token in tokens("navne- og adressebeskyttelse", "da")] == [
        "navne",
        "og",
        "adressebeskyttelse",
    ]


def test_long_numbers_are_no_words():
    assert [token.form for token in tokens("tlf 79727011 kl 12 i 2026", "da")] == [
        "tlf",
        "kl",
        "12",
        "i",
        "2026",
    ]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for language in ("da", "en"):
        for token in tokens(text, language):
            assert token.form
            assert fold(token.form) == token.form


@given(WORD, WORD, st.integers(0, 4))
def test_distance_agrees_with_the_definition(one, other, most):
    @cache
    def slow(i, j):
        if not i or not j:
            return i + j
        best = min(slow(i - 1, j) + 1, slow(i, j - 1) + 1, slow(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            best = min(best, slow(i - 2, j - 2) + 1)
        return best

    true = slow(len(one), len(other))
    assert distance(one, other, most) == (true if true <= most else most + 1)
