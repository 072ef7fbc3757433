"""Reading KLE in KL's form and in OS2KLE's. Every number, title and text here is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.catalogue.ports import KleEntry, Reference
from indgang.integrations.kle import read_kle, read_official, read_os2kle
from tests.integrations.kle.samples import OFFICIAL, OS2KLE, RICH


def entries(data: bytes) -> dict[str, KleEntry]:
    file = read_kle(data)
    assert file.faults == ()
    return {entry.number: entry for entry in file.entries}


def test_the_official_file_is_read_in_full() -> None:
    file = read_official(OFFICIAL)
    assert (file.faults, file.published_on, file.is_complete) == ((), date(2026, 8, 1), True)
    found = {entry.number: entry for entry in file.entries}
    assert list(found) == ["99", "99.01", "99.01.05", "99.01.10", "99.01.15"]
    assert found["99"].title == "Fabeldyr"
    assert found["99.01.05"] == KleEntry(
        "99.01.05",
        "Drager",
        guidance="Her journaliseres drager.\n- store\n- små",
        preservation="K5",
        deletion="P1800D",
        legislation=(Reference("Drageloven kapitel 2"),),
        created_on=date(2001, 2, 3),
        corrected_on=date(2020, 1, 1),
    )


def test_a_number_within_replaced_by_is_not_the_subjects_own() -> None:
    trolls = entries(OFFICIAL)["99.01.10"]
    assert (trolls.number, trolls.expired_on, trolls.replaced_by) == (
        "99.01.10",
        date(2024, 5, 1),
        ("99.01.05", "99.01.15"),
    )


def test_of_two_entries_the_one_in_force_counts() -> None:
    assert entries(OFFICIAL)["99.01.15"].title == "Nisser, nu"
    assert read_kle(OFFICIAL).warnings == ("twice: 99.01.15",)


def test_the_answer_of_the_web_service_has_a_namespace_and_keywords() -> None:
    found = entries(RICH)["99.01.05"]
    assert found.keywords == ("Drageæg", "flamme")
    assert found.legislation == (Reference("Drageloven", "https://lov.example/drager"),)


def test_os2kle_knows_titles_and_keywords() -> None:
    file = read_os2kle(OS2KLE)
    assert (file.faults, file.is_complete) == ((), False)
    first, second = file.entries
    assert (first.number, first.title) == ("99.01.05", "Drager: 'store' og små")
    assert first.keywords == ("drage", "Drageloven §7, stk. 2", "ild: rød", "uden vægt")
    assert (second.number, second.keywords) == ("99.01.10", ())


def test_the_form_is_known_by_how_the_file_begins() -> None:
    assert read_kle(b"\xef\xbb\xbf  " + OFFICIAL).is_complete
    assert not read_kle(b"\xef\xbb\xbf" + OS2KLE).is_complete
    assert read_kle(OFFICIAL.decode().replace("UTF-8", "UTF-16").encode("utf-16")).faults == ()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<KLE-Emneplan>", "not-xml"),
        (b"<rss/>", "not-kle: rss"),
        (b"<KLE-Emneplan/>", "empty"),
        (b"", "empty"),
        (b"hej\n", "bad-line: 1"),
        (b"KLENummer='9':KLETitel='x':Keywords[Weight]:", "bad-number: 9"),
        (b"KLENummer='99.01.01':KLETitel=' ':Keywords[Weight]:", "no-title: 99.01.01"),
        (OFFICIAL.replace(b"99.01.05</EmneNr><EmneTitel>", b"99.1</EmneNr><EmneTitel>"), "bad-number: 99.1"),
        (OFFICIAL.replace(b"99.01.05</EmneNr><EmneTitel>", b"99.01</EmneNr><EmneTitel>"), "wrong-level: 99.01"),
        (OFFICIAL.replace(b"<EmneTitel>Drager</EmneTitel>", b""), "no-title: 99.01.05"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><KLE-Emneplan>&a;</KLE-Emneplan>', "not-xml"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(data: bytes, fault: str) -> None:
    assert any(found.startswith(fault) for found in read_kle(data).faults), read_kle(data).faults


def test_an_odd_value_is_left_out_and_told() -> None:
    file = read_kle(OFFICIAL.replace(b"P1800D", b"fem aar"))
    assert file.faults == ()
    assert "odd-value: 99.01.05 fem aar" in file.warnings


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    for read in (read_kle, read_official, read_os2kle):
        file = read(data)
        assert file.faults or file.entries
