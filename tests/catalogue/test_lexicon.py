"""Danish as it is typed at a counter, with invented tasks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indgang.catalogue.search.documents import Source
from indgang.catalogue.search.index import Entry, Index
from indgang.catalogue.search.lexicon import Synonyms
from indgang.catalogue.search.words import PATH, WordList, word_list

SYNONYMS = {
    "da": Synonyms(
        groups=[["drageattest", "fabelbevis"], ["mistet", "kan ikke finde"], ["tilskud", "støtte"]],
        meanings={"husdyr": ["hamster", "marsvin"]},
    ),
    "en": Synonyms(),
}
TASKS = {
    "dragepas": ("Dragepas", ["dragepas", "mistet dragepas"], "Et pas til drager.", []),
    "drageattest": ("Drageattest", ["bevis for drage"], "Papir på dragen.", []),
    "husdyr": ("Husdyr i opgangen", ["husdyr"], "Om dyr i huset.", []),
    "lygtefest": (
        "Lygtefest",
        ["lygteoptog", "fest med lygter"],
        "Byens fest.",
        ["Spørg om brandtilladelse."],
    ),
    "tilskud-foder": ("Tilskud til foder", ["foder"], "Penge til foder.", []),
    "rensning": ("Rensning af tårne", ["tårnrensning", "rense tårn"], "Vi renser tårnet.", []),
}


def thing(place, code, texts=None):
    title, words, summary, steps = texts or TASKS[code]
    entry = Entry(place, code, "12.34.56", "emne", 1, False, "quick", {"da": title}, {"da": summary})
    return entry, {"da": Source(title, words, summary, [], steps, "Emne")}


def made(codes=tuple(TASKS)):
    return Index("", [thing(list(TASKS).index(code), code) for code in codes], SYNONYMS)


@pytest.fixture(scope="module")
def index():
    return made()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DRAGEPASSET", "dragepas"),
        ("drage pas", "dragepas"),
        ("pas til drage", "dragepas"),
        ("attest for drage", "drageattest"),
        ("fabelbevis", "drageattest"),
        ("fabelbeviset", "drageattest"),
        ("jeg kan ikke finde mit dragepas", "dragepas"),
        ("hamster", "husdyr"),
        ("lygtfest", "lygtefest"),
        ("lygtef", "lygtefest"),
        ("taarnrensning", "rensning"),
        ("tarnrensning", "rensning"),
        ("rensede I tårnet", "rensning"),
        ("foderstøtte", "tilskud-foder"),
        ("brandtilladelse", "lygtefest"),
        ("hvordan kan det være at jeg ikke kan få lov til at have et marsvin", "husdyr"),
        ("12.34", "drageattest"),
    ],
)
def test_what_is_typed_finds_what_is_meant(index, query, code):
    assert index.find(query, "da", 1)[0][0].code == code


def test_a_meaning_goes_one_way(index):
    positions = index.matches("husdyr", "da")
    assert [match.entry.code for match in positions] == ["husdyr"]


def test_a_real_word_is_a_weaker_slip_than_a_made_up_one():
    texts = ("Klage", ["klage"], "Om at klage.", [])
    index = Index("", [thing(0, "klage", texts)], {})
    said, real = index.find("klagr", "da", 1), index.find("kage", "da", 1)
    assert said[0][1] > (real[0][1] if real else 0.0)


@given(st.lists(st.sampled_from(sorted(TASKS)), max_size=8), st.data())
@settings(max_examples=40, deadline=None)
def test_a_renewed_index_answers_as_one_made_anew(moves, data):
    """Whatever is added, changed and taken out again, in any order."""
    index, present = made(()), {}
    for code in moves:
        place = list(TASKS).index(code)
        if code in present and data.draw(st.booleans()):
            del present[code]
            index = index.renewed("", [], [("task", place)])
        else:
            texts = data.draw(st.sampled_from([TASKS[code], (*TASKS[code][:1], ["dragefest"], "Andet.", [])]))
            present[code] = texts
            index = index.renewed("", [thing(place, code, texts)], [])
    anew = Index(
        "", [thing(list(TASKS).index(code), code, texts) for code, texts in present.items()], SYNONYMS
    )
    for query in ("dragepas", "drage fest", "fabelbevis", "lygtefst", "hamster", "dragefoder", "ren"):
        assert index.find(query, "da", 9) == anew.find(query, "da", 9), query


def test_new_synonyms_are_known_without_reading_the_tasks_again(index):
    wanted = {"da": Synonyms(groups=[["drageattest", "ildpapir"]]), "en": Synonyms()}
    renewed = index.renewed("", [], [], wanted)
    assert index.find("ildpapir", "da", 1) == []
    assert renewed.find("ildpapir", "da", 1)[0][0].code == "drageattest"
    assert renewed.find("ildpapr", "da", 1)[0][0].code == "drageattest"


class TestWordList:
    def test_every_line_is_found(self):
        lines = PATH.read_text(encoding="utf-8").splitlines()
        assert len(lines) > 500_000
        for line in [lines[0], lines[-1], *lines[:: len(lines) // 500]]:
            assert word_list("da").has(line.split(" ")[0]), line

    @pytest.mark.parametrize(
        ("word", "base"), [("solgte", "salge"), ("mistede", "miste"), ("biler", "bil"), ("xyzzy", "xyzzy")]
    )
    def test_base_forms(self, word, base):
        assert word_list("da").base(word) == base

    def test_what_is_no_word_is_none(self):
        words = word_list("da")
        assert not any(words.has(word) for word in ("", "xyzzy", "a b", "klagr", "\n"))

    def test_without_the_file_nothing_is_known(self, tmp_path, caplog):
        words = WordList(tmp_path / "none.txt")
        assert not words.has("bil")
        assert words.base("biler") == "biler"
        assert caplog.records
