import re
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indgang.core.cpr import Match, contains_cpr, find_cpr, mask_cpr

FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
MATHEMATICAL_BOLD = {ord("0") + digit: 0x1D7CE + digit for digit in range(10)}

SPELLINGS = [
    "0101901234",
    "010190-1234",
    "010190 1234",
    "010190  1234",
    "010190 - 1234",
    "010190  -  1234",
    "010190- 1234",
    "010190 -1234",
    "010190--1234",
    "010190–1234",  # en dash
    "010190—1234",  # em dash
    "010190 – 1234",
    "010190\u20101234",  # hyphen
    "010190\u20111234",  # non-breaking hyphen
    "010190−1234",  # minus sign
    "010190\u00a01234",  # non-breaking space
    "010190\u202f1234",  # narrow non-breaking space
    "010190\u00ad1234",  # soft hyphen
    "010190\u200b1234",  # zero-width space
    "0\u200b1\u200c0\u200d1\ufeff90-12\u206034",
    "010190\t1234",
    "010190\t-\t1234",
    "010190-\n1234",
    "010190_1234",
    "010190.1234",
    "010190/1234",
    "010190:1234",
    "010190+1234",
    "010190*1234",
    "010190,1234",
    "010190;1234",
    "010190____1234",
    "010190 bindestreg 1234",
    "010190 minus 1234",
    "010190(1234)",
    "010190 (1234",
    "010190·1234",
    "010190-12 34",
    "010190 12 34",
    "010190-1 2 3 4",
    "01 01 90 1234",
    "01 01 90-1234",
    "01 01 90 - 1234",
    "01-01-90-1234",
    "01-01-90 1234",
    "01.01.90-1234",
    "01.01.90.1234",
    "01.01.90 1234",
    "01. 01. 90 1234",
    "01/01/90 1234",
    "01/01/90-1234",
    "01_01_90_1234",
    "01 01 90 12 34",
    "01 01 90-12 34",
    "01-01-90-12-34",
    "01.01.90.12.34",
    "0101 90 1234",
    "0101-90-1234",
    "0101 901234",
    "01 01 901234",
    "0101 90-1234",
    "01 0190-1234",
    "0 1 0 1 9 0 1 2 3 4",
    "0 1 0 1 9 0 - 1 2 3 4",
    "0 1 0 1 9 0 - 1234",
    "0-1-0-1-9-0-1-2-3-4",
    f"{'010190-1234'.translate(FULL_WIDTH)}",
    f"{'0101901234'.translate(FULL_WIDTH)}",
    "٠١٠١٩٠-١٢٣٤",  # Arabic-Indic
    "۰۱۰۱۹۰۱۲۳۴",  # extended Arabic-Indic
    "०१०१९०-१२३४",  # Devanagari
    f"{'010190-1234'.translate(MATHEMATICAL_BOLD)}",
    "0️⃣1️⃣0️⃣1️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣",  # emoji keycaps
    "O1O190-1234",
    "o10190-1234",
    "0l0l90-1234",
    "01O1901234",
    "O1 01 90 1234",
    "OIO190-1234",
    "610190-1234",  # replacement number: day + 60
    "9101901234",
    "290200-1234",
    "311299-4321",
    "0101900000",
    "01-01-1990-1234",
    "01-01-1990 1234",
    "01.01.1990-1234",
    "01/01/1990 1234",
    "01011990-1234",
    "01011990 1234",
    "01 01 1990 1234",
    "01-01-2011-5234",
    "01-01-1890-5234",
]

SENTENCES = [
    "{}",
    "Borgeren hedder Anna, {} og vil have pas.",
    "CPR:{}",
    "cpr nr. {}.",
    "cpr-nr.: {}, tlf. 12 34 56 78",
    "Ring på 12 34 56 78. {}",
    "({})",
    '"{}"',
    "{}\nNæste linje 7200 Grindsted",
    "d. 12.11.2026 kl. 14.30: {}",
]

# Not in a sentence that puts letters right beside it: look-alikes need a clear edge.
GLUED = [
    "CPR-nr. 010 190 1234",
    "personnummer: 01019 01234",
    "Personnr. 01 01901234",
    "fødselsnummer 0101901 234",
    "nr0101901234",
    "cpr0101901234abc",
    "CPR010190-1234",
    "010190-1234cpr",
    "Å0101901234Å",
    "_0101901234_",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("number", SPELLINGS)
def test_every_spelling_is_found_where_it_stands(number: str, sentence: str) -> None:
    text = sentence.format(number)
    found = find_cpr(text)
    start = text.index(number)
    assert len(found) == 1
    # What is found may leave a mark at the edge out, or take one in, but holds all the digits.
    assert abs(found[0].start - start) <= 1
    assert abs(found[0].end - (start + len(number))) <= 2


@pytest.mark.parametrize("text", GLUED)
def test_letters_beside_it_do_not_hide_it(text: str) -> None:
    assert contains_cpr(text)


def test_positions_are_those_of_the_original_text() -> None:
    text = "æøå ½ \u200b010190\u200b–1234 og 0202911234"
    assert [text[start:end] for start, end in find_cpr(text)] == ["010190\u200b–1234", "0202911234"]
    assert find_cpr("x0101901234") == [Match(1, 11)]


OTHER_TEXTS = [
    "",
    "Borgeren vil have pas.",
    # dates and times
    "01-01-1990",
    "1990-01-01",
    "01.01.1990",
    "1/1 1990",
    "010190",
    "01-01-90",
    "01.01.90",
    "01011990",
    "12.11.2026 14:30",
    "12.11.2026 14.30",
    "12-11-2026 1430",
    "12-11-26 kl. 14.30",
    "12-11-26 14.30",
    "12.11.26 14:30",
    "12-11-26 14:30:45",
    "12-11-26 1430-1500",
    "2026-11-12 14:30",
    "2026-11-12T14:30:45",
    "2026-11-12T14:30:45.123456+01:00",
    "20261112143045",
    "d. 12. november 2026 kl. 14.30",
    "01.01-31.12.2026",
    "01.01-12.10.2026",
    "01-12.10.2026",
    "1.1.-12.10.2026",
    "01.01.26 - 31.12.26",
    "01-01-26 - 31-12-26",
    "01.01.2026 - 31.12.2026",
    "12/11-2026",
    "uge 45, 12.11.2026",
    "kl. 10.12-11.26, lokale 1234",
    "01.10.2026 kl 1430",
    "14:30-15:45",
    "10:12:11.1234",
    "født 01-01-1990, 7200 Grindsted",
    "født 01-01-1990 i 7200 Grindsted",
    "12-11-2026-1430",
    # phones
    "12 34 56 78",
    "12345678",
    "1234 5678",
    "12 11 90 12",
    "+45 12 34 56 78",
    "+4512345678",
    "+45 1234 5678",
    "0045 12 34 56 78",
    "004512345678",
    "00 45 12 11 90 12",
    "12 11 90 12 34 56 78 90",
    "12 11 90 12 / 34 56 78 90",
    "12 11 90 12, 34 56 78 90",
    "12 11 90 12\n34 56 78 90",
    "12.11.90.12 34.56.78.90",
    "12-11-90-12 eller 34-56-78-90",
    "120190 12 34 56 78",
    "12119012 34567890",
    "Vej 10, 12345678",
    "+46 8 123 456 78",
    "+49 30 12345678",
    # numbers of things
    "5790001234567",
    "5 790001 234567",
    "EAN 5790 0012 3456 7",
    "57 90 00 12 34 56 7",
    "12345678",
    "CVR 10121990",
    "DK10121990",
    "1234 0101901234",
    "1234-0101901234",
    "12340101901234",
    "reg. 0101 konto 901234",
    "reg. 1234 konto 0101901234",
    "1234, kontonr. 0101901234",
    "vagt 010126 0800-1600",
    "DK50 0040 0440 1162 43",
    "DK5000400440116243",
    "KLE 23.03.04",
    "23.03.04-G01-12-26",
    "23.03.04-P19-12-26",
    "27.18.02",
    "KLE 23.03.04, 27.18.02 og 32.03.16",
    "4571 1234 5678 9012",
    "4571123456789012",
    "10.12.11.26",
    "10.12.11.26:1430",
    "192.168.101.112",
    "0.0.0.0",
    "3f2a0101-9012-34ab-8def-010190123456",
    "01019012-1234-4012-8901-010190123412",
    "9e107d9d372bb6826bd81d3542a419d60101901a",
    "ordre 01019012345",
    "ordre 10101901234",
    "00370712345678901234",
    "isbn 8701234560",
    "ISBN-10: 8701234560",
    "ISBN 87-02-03456-7",
    "9788702034561",
    "1003456789012",
    "3212901234",
    "0013901234",
    "0100901234",
    "310490-1234",
    "300290-1234",
    "290201-1234",
    "990190-1234",
    # money and amounts
    "1.201.901.234 kr.",
    "1.010.190,12 kr.",
    "kr. 120.190,12",
    "120190,50",
    "12.345,67 kr. og 1234 kr.",
    "1 201 901 234",
    "121126 stk. à 1234 kr.",
    "betalt 01.01.26 1500 kr",
    "betalt 010126: 1500 kr.",
    "010126 1500 DKK",
    # words with O, I and l
    "Ollo Illi OOOOOO-OOOO",
    "lllllloooo",
    "OOOOOO-1234",
    "OlOlOO-1234",
    "O1O1abc-1234",
    "010190-123",
    "010 190 1234",
    "CPR-kontoret 12 11 90 12",
    "cpr 12 34 56 78 90",
    "12.11.26: 1430",
    "12.11.26 (1430)",
    "møde 12.11.26, 1430",
    "010190-12345",
    "010190-xxxx",
    "01 01 90",
    "version 1.0.1.9.0",
]


@pytest.mark.parametrize("text", OTHER_TEXTS)
@pytest.mark.parametrize("sentence", ["{}", "Borger: {}.", "Se {} og ring"])
def test_other_numbers_are_not_mistaken_for_one(text: str, sentence: str) -> None:
    assert find_cpr(sentence.format(text)) == []


@pytest.mark.parametrize(
    "text", ["1003456789", "P-nummer 1003456789", "12-11-26 1430", "23.03.04 1234", "01-01-2026 7200"]
)
def test_what_cannot_be_told_from_one_counts_as_one(text: str) -> None:
    assert contains_cpr(text)


def test_an_isbn_must_be_one() -> None:
    assert contains_cpr("ISBN 0101901234")
    assert not contains_cpr("ISBN 8701234560")
    assert contains_cpr("8701234560")


def test_several_numbers_are_all_found() -> None:
    text = "010190-1234 og 020291-1234, 03 03 92 1234; 0404931234/050594-1234"
    assert len(find_cpr(text)) == 5


def test_a_number_behind_a_false_start_is_found() -> None:
    assert find_cpr("120045 010190-1234") == [Match(7, 18)]
    assert find_cpr("12 34 56 78 01 01 90 1234") == [Match(12, 25)]


def test_masking_leaves_the_rest() -> None:
    assert mask_cpr("Anna 010190-1234, Bo 0202911234.", "***") == "Anna ***, Bo ***."
    assert mask_cpr("Anna") == "Anna"


births = st.dates(date(1900, 1, 1), date(2030, 12, 31))
serials = st.integers(0, 9999).map("{:04}".format)
words = st.text(alphabet="abcdefghijkæøåABCÆØÅ ,.;!?\n", max_size=30)
dashes = st.sampled_from(["", " ", "-", " - ", "  -  ", "–", " – ", "\u00a0", "_", ".", "/", "\t", "\u2011"])


@st.composite
def spelled(draw: st.DrawFn) -> str:
    born = draw(births)
    day = born.day + draw(st.sampled_from([0, 0, 60]))
    cut = draw(st.sampled_from(["", "", "", " ", "-", ".", "/"]))
    parts = [f"{day:02}", f"{born.month:02}", f"{born.year % 100:02}"]
    between = draw(dashes if not cut else st.sampled_from([" ", "-", " - ", "–", "\u00a0"]))
    return cut.join(parts) + between + draw(serials)


@given(words, spelled(), words)
def test_every_formatted_number_in_running_text_is_found(before: str, number: str, after: str) -> None:
    text = f"{before}{number}{after}"
    digits = re.sub(r"\D", "", number)
    assert [re.sub(r"\D", "", text[start:end]) for start, end in find_cpr(text)] == [digits]


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = f"{draw(st.integers(20_00_00_00, 99_99_99_99))}"
    prefix = draw(st.sampled_from(["", "+45 ", "+45", "0045 ", "0045", "(+45) "]))
    pairs = [digits[place : place + 2] for place in range(0, 8, 2)]
    return prefix + draw(st.sampled_from([digits, " ".join(pairs), f"{digits[:4]} {digits[4:]}"]))


@example(["25 07 01 00", "2000 0000"], " / ")
@given(st.lists(phones(), min_size=1, max_size=3), st.sampled_from([", ", " / ", " eller ", "\n", "; "]))
def test_phone_numbers_are_never_taken_for_one(numbers: list[str], between: str) -> None:
    assert find_cpr(f"Ring på {between.join(numbers)}.") == []


@st.composite
def moments(draw: st.DrawFn) -> str:
    day = draw(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    written = day.strftime(
        draw(st.sampled_from(["%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y"]))
    )
    clock = timedelta(minutes=draw(st.integers(0, 1439)))
    hours, minutes = divmod(clock.seconds // 60, 60)
    shape = draw(
        st.sampled_from(["", " kl. {:02}.{:02}", " {:02}:{:02}", " {:02}.{:02}", ", {:02}:{:02}:00"])
    )
    return written + shape.format(hours, minutes)


@given(st.lists(moments(), min_size=1, max_size=3), st.sampled_from([", ", " - ", " til ", "\n", "; "]))
def test_dates_and_times_are_never_taken_for_one(dates: list[str], between: str) -> None:
    assert find_cpr(between.join(dates)) == []


@given(st.integers(11, 30).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)))
def test_long_numbers_are_never_taken_for_one(number: str) -> None:
    assert find_cpr(f"ordre {number}.") == []


@given(st.text())
def test_any_text_gives_ordered_positions_inside_it(text: str) -> None:
    last = 0
    for start, end in find_cpr(text):
        assert last <= start < end <= len(text)
        last = end
