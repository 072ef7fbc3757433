"""Forms made of data, against a slow and obvious reading of the same rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.forms import (
    Fault,
    Field,
    Filled,
    Flaw,
    Form,
    Kind,
    Option,
    fill,
    flaws,
    read_date,
    read_number,
    sent_answers,
    shown_fields,
)

HOME = Field(
    "bolig", Kind.ONE_OF, "Bolig", is_required=True, options=(Option("leje", "Leje"), Option("eje", "Eje"))
)
RENT = Field("husleje", Kind.NUMBER, "Husleje", is_required=True, show_when="bolig", show_values=("leje",))
LEASE = Field("kontrakt", Kind.PAPER, "Kontrakt", is_required=True, show_when="husleje")
DONE = Field("tjek", Kind.CHECKLIST, "Tjek", is_required=True, options=(Option("a", "A"), Option("b", "B")))
FORM = Form((HOME, RENT, LEASE, DONE))


def test_what_another_answer_asks_for_comes_and_goes():
    rented = fill(FORM, {"bolig": "leje", "husleje": "4.500", "tjek": ["a", "b"]})
    assert rented.faults == {"kontrakt": Fault.NO_PAPER}
    assert fill(FORM, {"bolig": "leje", "husleje": "4.500", "tjek": ["a", "b"]}, ["kontrakt"]).faults == {}
    owned = fill(FORM, {"bolig": "eje", "husleje": "4.500", "tjek": ["a", "b"]})
    assert owned.faults == {}
    assert owned.answers["husleje"] == "4500"
    assert "husleje" not in sent_answers(FORM, owned)


def test_what_cannot_be_read_stays_as_it_was_typed():
    filled = fill(FORM, {"bolig": "leje", "husleje": "cirka fem", "tjek": ["a"]})
    assert filled.answers["husleje"] == "cirka fem"
    assert filled.faults == {"husleje": Fault.NO_NUMBER, "kontrakt": Fault.NO_PAPER, "tjek": Fault.UNTICKED}


@pytest.mark.parametrize(
    "kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.DATE]
)
def test_no_field_keeps_a_cpr_number(kind):
    form = Form((Field("felt", kind, "Felt"),))
    filled = fill(form, {"felt": "010190-1234"})
    assert filled == Filled({}, {"felt": Fault.CPR})


def test_a_cpr_number_is_refused_where_nobody_asks_for_it_too():
    form = Form((HOME, Field("note", Kind.TEXT, "Note", show_when="bolig", show_values=("leje",))))
    assert fill(form, {"bolig": "eje", "note": "0101901234"}).faults == {"note": Fault.CPR}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4500", "4500"),
        ("4.500", "4500"),
        ("4.500,50", "4500.50"),
        ("4,5", "4.5"),
        ("4.5", "4.5"),
        ("1 200 kr.", "1200"),
        ("-3", "-3"),
    ],
)
def test_numbers_as_danes_write_them(typed, read):
    assert f"{read_number(typed):f}" == read


@pytest.mark.parametrize("typed", ["", "x", "1.2.3", "1,2,3", "12345678901234567890"])
def test_what_is_no_number(typed):
    assert read_number(typed) is None


@pytest.mark.parametrize("typed", ["1-12-2026", "1.12.2026", "1/12 2026", "01 12 2026", "2026-12-01"])
def test_dates_as_danes_write_them(typed):
    assert read_date(typed) == date(2026, 12, 1)


@pytest.mark.parametrize("typed", ["31-2-2026", "1-12-26", "12-2026", "1899-01-01"])
def test_what_is_no_date(typed):
    assert read_date(typed) is None


def test_a_form_with_flaws_says_which():
    bad = Form(
        (
            Field("a", Kind.TEXT, "CPR-nummer"),
            Field("b", Kind.ONE_OF, "Valg", show_when="c"),
            Field("c", Kind.TEXT, " ", show_when="x"),
            Field("d", Kind.TEXT, "D", show_when="e", show_values=("maybe",)),
        )
    )
    assert flaws(bad) == [
        ("a", Flaw.ASKS_CPR),
        ("b", Flaw.NO_OPTIONS),
        ("b", Flaw.SHOWN_BY_LATER),
        ("c", Flaw.NO_LABEL),
        ("c", Flaw.SHOWN_BY_NOTHING),
        ("d", Flaw.SHOWN_BY_NOTHING),
    ]
    assert flaws(Form()) == [("", Flaw.EMPTY)]
    assert flaws(FORM) == []


def slow_shown(form, answers):
    """A field is asked when every condition on the way up to it holds."""

    def asked(one):
        if not one.show_when:
            return True
        by = next((other for other in form.fields if other.key == one.show_when), None)
        if by is None or form.fields.index(by) >= form.fields.index(one) or not asked(by):
            return False
        return answers.get(by.key, "") in one.show_values if one.show_values else bool(answers.get(by.key))

    return [one.key for one in form.fields if asked(one)]


@given(st.data())
def test_conditions_hold_all_the_way_up(data):
    keys = [f"f{number}" for number in range(data.draw(st.integers(1, 7)))]
    fields = []
    for key in keys:
        by = data.draw(st.sampled_from(["", *keys]))
        values = tuple(data.draw(st.lists(st.sampled_from(["yes", "no"]), max_size=2, unique=True)))
        fields.append(
            Field(key, Kind.YES_NO, key, show_when="" if by == key else by, show_values=values if by else ())
        )
    form = Form(tuple(fields))
    answers = {key: data.draw(st.sampled_from(["", "yes", "no"])) for key in keys}
    assert [one.key for one in shown_fields(form, answers)] == slow_shown(form, answers)
