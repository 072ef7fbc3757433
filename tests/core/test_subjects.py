"""Subjects of a caseworker's calendar, read by hand and by invention."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from indgang.core.cpr import contains_cpr
from indgang.core.folding import fold
from indgang.core.subjects import Expected, Subject, read_subject, said_birth_date, said_names

ON = date(2026, 11, 23)
BORN = date(1990, 2, 1)
WRITTEN = (
    "010290",
    "01.02.90",
    "1.2.90",
    "01-02-90",
    "01/02-90",
    "1/2 1990",
    "1/2-1990",
    "01 02 90",
    "01021990",
    "01.02.1990",
    "1. 2. 1990",
    "1990-02-01",
    "1. februar 1990",
    "1 feb. 1990",
    "1. Feb 90",
    "d. 1. februar 1990",
    "1 February 1990",
)


def names_of(subject: str) -> set[str]:
    found = read_subject(subject, ON)
    return set().union(*(one.names for one in found.expected)) if found.expected else set()


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "shape", ["Anna {}", "{} Anna", "Anna (f. {})", "Pas: Anna, født {}", "{}: Anna - pas"]
)
def test_a_birth_date_and_a_name_in_any_usual_form(written: str, shape: str) -> None:
    assert read_subject(shape.format(written), ON) == Subject((Expected(frozenset({"anna"}), "010290"),))


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Møde med Jens Peter 010290", "jens peter"),
        ("Møde med Jens Peter 010290", "jens"),
        ("010290 Anne-Marie Holm, pas", "anne marie"),
        ("Jensen, Åse f. 1/2-90", "aase"),
        ("Samtale m. Søren 010290 kl. 10", "soeren"),
        ("10:30 Søren 010290", "soeren"),
        ("Vi skal tale om den nye ordning med Fatima 010290", "fatima"),
        ("D'Arcy 010290", "d'arcy"),
    ],
)
def test_the_name_beside_the_date(subject: str, name: str) -> None:
    assert fold(name) in names_of(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Frokost",
        "Anna",
        "010290",
        "Pas 010290",
        "Møde 01.02.90 kl. 10",
        "Anna 310290",
        "Anna 011390",
        "Anna 23.11.2026",
        "Budget 2027 Anna",
        "Anna 79 72 70 00",
        "Anna 1010290",
        "Sag 26-010290-7 Anna",
        "Anna 01.02",
        "Anna 10.30-11.15",
    ],
)
def test_what_names_nobody(subject: str) -> None:
    assert not read_subject(subject, ON).expected


@pytest.mark.parametrize(
    "subject", ["Anna 010290-1234", "0102901234 Anna", "010290 1234 Anna, f. 010290", "CPR 010290-1234"]
)
def test_a_cpr_number_hides_everything(subject: str) -> None:
    assert read_subject(subject, ON) == Subject(holds_cpr=True)


def test_two_people_in_one_entry() -> None:
    found = read_subject("Anna 010290 og Bo 030492", ON).expected
    assert [one.birth_date for one in found] == ["010290", "030492"]
    assert "anna" in found[0].names
    assert "bo" in found[1].names


NAMES = st.sampled_from(
    ["Anna", "Åse", "Jens Peter", "Zoë", "Müge", "Ngô", "Anne-Marie", "D'Arcy", "Ýmir", "Олена"]
)
DATES = st.dates(date(1908, 1, 1), date(2026, 11, 22))
FORMS = st.sampled_from(
    [
        lambda day: f"{day:%d%m%y}",
        lambda day: f"{day:%d%m%Y}",
        lambda day: f"{day:%d.%m.%Y}",
        lambda day: f"{day:%d-%m-%y}",
        lambda day: f"{day.day}/{day.month} {day.year}",
        lambda day: f"{day:%Y-%m-%d}",
    ]
)


@given(
    NAMES,
    DATES,
    FORMS,
    st.sampled_from(["{n} {d}", "{d} {n}", "{n}, f. {d}", "Møde: {n} {d}", "kl. 9 {n} ({d})"]),
)
@example("Anna", date(1990, 2, 1), lambda day: f"{day:%d%m%y}", "{n} {d}")
def test_who_is_written_can_check_in(name: str, born: date, form: object, shape: str) -> None:
    subject = shape.format(n=name, d=form(born))  # type: ignore[operator]
    assume(not contains_cpr(subject))
    (found,) = read_subject(subject, ON).expected
    assert found.birth_date == said_birth_date(born)
    assert set(said_names(name)) <= found.names
    assert set(said_names(name.upper())) <= found.names


@given(st.text(max_size=60))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = read_subject(text, ON)
    assert found.holds_cpr == contains_cpr(text)
    for one in found.expected:
        assert one.names
        assert len(one.birth_date) == 6
        assert all(name and name == fold(name) for name in one.names)


@given(st.text(alphabet="0123456789 .-/:AnaBo", max_size=40))
def test_every_date_found_could_be_a_birth_date(text: str) -> None:
    for one in read_subject(text, ON).expected:
        day, month, year = (int(one.birth_date[n : n + 2]) for n in (0, 2, 4))
        assert any(_is_past(century + year, month, day) for century in (1900, 2000))


def _is_past(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day) < ON
    except ValueError:
        return False


@given(DATES, st.integers(min_value=1, max_value=9999))
def test_with_four_more_digits_nothing_is_kept(born: date, four: int) -> None:
    assert read_subject(f"Anna {born:%d%m%y}-{four:04d}", ON) == Subject(holds_cpr=True)


def test_a_baby_of_yesterday_and_a_date_of_tomorrow() -> None:
    assert names_of(f"Anna {ON - timedelta(days=1):%d%m%y}") == {"anna"}
    assert not names_of(f"Anna {ON + timedelta(days=1):%d.%m.%Y}")
