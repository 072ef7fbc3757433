"""Types of cells: what people write is understood, what cannot be meant is refused, what is written comes back."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from indgang.base.transfer.cells import Choice, Clock, Code, Date, Decimal, Integer, Text, YesNo, as_text
from indgang.base.transfer.columns import Column
from indgang.base.transfer.danish import Email, Kle, MunicipalityCode, Phone, Postcode
from indgang.base.transfer.faults import BadCell
from indgang.base.transfer.reading_csv import GUARDED, guard, unguard
from indgang.base.transfer.writing import plain, spelled


class Size(TextChoices):
    SMALL = "small", _("Danish")
    VERY_LARGE = "very_large", "Kæmpestor"


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Date(), "21-11-2026", date(2026, 11, 21)),
        (Date(), "21.11.2026", date(2026, 11, 21)),
        (Date(), "1/2/2026", date(2026, 2, 1)),
        (Date(), "2026-11-21", date(2026, 11, 21)),
        (Date(), "2026-11-21 00:00:00", date(2026, 11, 21)),
        (Date(), datetime(2026, 11, 21), date(2026, 11, 21)),  # noqa: DTZ001
        (Date(), date(2026, 11, 21), date(2026, 11, 21)),
        (Clock(), "9", time(9)),
        (Clock(), "9.30", time(9, 30)),
        (Clock(), "09:30", time(9, 30)),
        (Clock(), "kl. 9.30", time(9, 30)),
        (Clock(), "09:30:00", time(9, 30)),
        (Clock(), time(9, 30), time(9, 30)),
        (Clock(), timedelta(hours=9.5), time(9, 30)),
        (Clock(), 9, time(9)),
        (Clock(closing=True), "24.00", time(0)),
        (Phone(), "79727200", "79 72 72 00"),
        (Phone(), 79727200, "79 72 72 00"),
        (Phone(), "+45 79 72 72 00", "79 72 72 00"),
        (Phone(), "0045 7972-7200", "79 72 72 00"),
        (Phone(), "+46 8 123 456 78", "+46812345678"),
        (Email(), "Post@Billund.DK", "Post@billund.dk"),
        (Postcode(), "7200", "7200"),
        (Postcode(), 800, "0800"),
        (MunicipalityCode(), "0530", "0530"),
        (MunicipalityCode(), "530", "0530"),
        (MunicipalityCode(), 530.0, "0530"),
        (Kle(), "23.03.04", "23.03.04"),
        (YesNo(), "Ja", True),
        (YesNo(), "nej", False),
        (YesNo(), 1, True),
        (Decimal(54, 58), "55,757", 55.757),
        (Integer(1, 5), "3", 3),
        (Integer(1, 5), 3.0, 3),
        (Choice.of(Size), "very large", "very_large"),
        (Choice.of(Size), "KÆMPESTOR", "very_large"),
        (Choice.of(Size), "Dansk", "small"),
        (Code(), "Magion-Kvik-1", "magion-kvik-1"),
        (Text(20), "  to   ord ", "to ord"),
        (Text(20), 7.0, "7"),
        (Text(20), "A\u030a", "Å"),
    ],
)
def test_what_people_write_is_understood(kind, raw, value) -> None:
    assert kind.parse(raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Date(), "31-02-2026", "bad-date"),
        (Date(), "11/21/2026", "bad-date"),
        (Date(), "21-11-26", "bad-date"),
        (Date(), "i morgen", "bad-date"),
        (Date(), "21-11-0026", "bad-date"),
        (Date(), 46347, "bad-date"),
        (Date(), datetime(2026, 11, 21, 9), "bad-date"),  # noqa: DTZ001
        (Clock(), "25.00", "bad-time"),
        (Clock(), "24.00", "bad-time"),
        (Clock(), timedelta(hours=24), "bad-time"),
        (Clock(closing=True), timedelta(hours=25), "bad-time"),
        (Clock(), "9.3", "bad-time"),
        (Clock(), "9.60", "bad-time"),
        (Clock(), "ni", "bad-time"),
        (Clock(), 9.3, "bad-time"),
        (Phone(), "1234567", "bad-phone"),
        (Phone(), "12345678", "bad-phone"),
        (Phone(), "797272001", "bad-phone"),
        (Phone(), "spørg i skranken", "bad-phone"),
        (Phone(), "+45 123", "bad-phone"),
        (Email(), "post@billund", "bad-email"),
        (Email(), "post billund.dk", "bad-email"),
        (Postcode(), "720", "bad-postcode"),
        (Postcode(), "72000", "bad-postcode"),
        (Postcode(), "0000", "bad-postcode"),
        (MunicipalityCode(), "05300", "bad-municipality-code"),
        (MunicipalityCode(), "Billund", "bad-municipality-code"),
        (Kle(), "23.3.4", "bad-kle"),
        (Kle(), 23.03, "bad-kle"),
        (YesNo(), "måske", "bad-yes-no"),
        (Decimal(54, 58), "5.57e1", "bad-number"),
        (Decimal(54, 58), "99", "bad-number"),
        (Integer(1, 5), "6", "bad-number"),
        (Integer(1, 5), "2,5", "bad-number"),
        (Integer(1, 5), True, "bad-number"),
        (Integer(1, 5), "٣", "bad-number"),
        (Choice.of(Size), "medium", "unknown-choice"),
        (Code(), "Møllers skranke", "bad-code"),
        (Code(), "-kvik", "bad-code"),
        (Code(), "a" * 41, "too-long"),
        (Text(5), "seks s", "too-long"),
        (Text(20), date(2026, 1, 2), "not-text"),
        (Text(20), True, "not-text"),
        (Text(20), "lyd\x07", "control-characters"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(kind, raw, code) -> None:
    with pytest.raises(BadCell) as caught:
        kind.parse(raw)
    assert caught.value.code == code
    assert caught.value.reason


def test_an_unknown_choice_names_the_allowed_and_the_nearest() -> None:
    with pytest.raises(BadCell) as caught:
        Choice.of(["library", "town_hall"]).parse("libary")
    assert "library, town_hall" in caught.value.reason
    assert "“library”?" in caught.value.reason


texts = st.text(max_size=20).map(" ".join).filter(bool)


@st.composite
def phones(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return draw(st.from_regex(r"[2-9]\d \d\d \d\d \d\d", fullmatch=True, alphabet="0123456789 "))
    return draw(st.from_regex(r"\+[1-3]\d{7,12}", fullmatch=True, alphabet="0123456789+"))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Date(), st.dates(date(1970, 1, 1), date(2199, 12, 31))),
        (Clock(), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
        (Clock(closing=True), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
        (Decimal(54, 58), st.floats(54, 58).map(lambda x: round(x, 6))),
        (Integer(-5, 500), st.integers(-5, 500)),
        (YesNo(), st.booleans()),
        (Phone(), phones()),
        (Kle(), st.from_regex(r"[0-9]{2}\.[0-9]{2}(\.[0-9]{2})?", fullmatch=True)),
        (Postcode(), st.integers(1, 9999).map("{:04}".format)),
        (MunicipalityCode(), st.integers(1, 9999).map("{:04}".format)),
        (Choice.of(Size), st.sampled_from(Size.values)),
        (Code(), st.from_regex("[a-z0-9][a-z0-9-]{0,39}", fullmatch=True, alphabet="abcxyz0189-")),
    ],
)
@given(data=st.data())
def test_what_is_written_is_read_again_in_every_format(kind, values, data) -> None:
    value = data.draw(values)
    cell = kind.write(value)
    assert kind.parse(cell) == value
    assert kind.parse(unguard(spelled(cell))) == value
    assert kind.parse(plain(cell)) == value


@given(st.text())
def test_guarding_comes_undone_and_leaves_no_formula(text: str) -> None:
    guarded = guard(text)
    assert unguard(guarded) == text
    assert guarded[:1] not in set(GUARDED)


@given(st.text(max_size=30))
def test_text_is_stable_once_it_is_read(text: str) -> None:
    try:
        once = as_text(text)
    except BadCell:
        return
    assert as_text(once) == once


@pytest.mark.parametrize(
    "raw", ["ring til 120486-1234", "1204861234", 1204861234, 104861234, "født 12 04 86 1234"]
)
def test_a_cpr_number_is_refused_and_not_repeated(raw) -> None:
    column = Column("note", Text(80), "")
    with pytest.raises(BadCell) as caught:
        column.read(raw)
    assert caught.value.code == "cpr"
    assert "1234" not in f"{caught.value.reason}{caught.value.shown}"


def test_an_empty_cell_is_missing_only_where_it_must_not_be() -> None:
    assert Column("note", Text(80), "").read(None) == ""
    assert Column("order", Integer(0, 9, empty=3), "").read("  ") == 3
    with pytest.raises(BadCell, match=r"."):
        Column("note", Text(80), "", required=True).read(" ")
