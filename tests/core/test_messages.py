"""The pure parts of messages, each against a slow and obvious version."""

import string
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indgang.core.day import danish_time
from indgang.core.phone import masked, masked_address, msisdn, shown, signalled, without_recipients
from indgang.core.placeholders import filled, names_in, unknown_in
from indgang.core.quiet import QuietHours
from indgang.core.retrying import GIVE_UP_AFTER, next_try, pause_after
from indgang.core.sms import length_of, plain

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
    + string.ascii_letters
    + string.digits
)
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59]))
# The days around both changes of the clocks, and an ordinary one.
MOMENTS = st.one_of(
    *(
        st.integers(0, 4 * 24 * 60).map(lambda minute, begins=begins: begins + timedelta(minutes=minute))
        for begins in (
            datetime(2027, 3, 26, tzinfo=UTC),
            datetime(2027, 10, 29, tzinfo=UTC),
            datetime(2026, 11, 23, tzinfo=UTC),
        )
    )
)


def is_quiet(quiet: QuietHours, moment: datetime) -> bool:
    """Minute by minute: has a night begun that has not ended? It ends at the last minute that shows its end."""
    shows = [moment + timedelta(minutes=minute) for minute in range(-50 * 60, 27 * 60)]
    for index, one in enumerate(shows):
        if not _passes(one, quiet.begins, first=True):
            continue
        until = next(
            (
                later
                for later in shows[index + 1 :]
                if _passes(later, quiet.ends, first=quiet.ends == time.min) and (later - one) > _least(quiet)
            ),
            None,
        )
        if until is not None and one <= moment < until:
            return True
    return False


def _least(quiet: QuietHours) -> timedelta:
    begins, ends = (clock.hour * 60 + clock.minute for clock in (quiet.begins, quiet.ends))
    length = (ends - begins) % (24 * 60)
    return timedelta(minutes=max(0, length - 61))


def _passes(moment: datetime, clock: time, *, first: bool) -> bool:
    """Whether the clocks get to `clock` in this minute, for the first or for the last time that day."""
    local = danish_time(moment)
    before = danish_time(moment - timedelta(minutes=1))
    skipped = before.time() < clock < local.time() and local.hour - before.hour == 2
    if skipped:
        return True
    if local.time().replace(second=0, microsecond=0) != clock.replace(fold=0):
        return False
    other = danish_time(moment + timedelta(hours=-1 if first else 1))
    return (other.date(), other.time()) != (local.date(), local.time())


@given(begins=CLOCKS, ends=CLOCKS, moment=MOMENTS)
def test_quiet_hours_are_those_of_danish_clocks(begins: time, ends: time, moment: datetime) -> None:
    quiet = QuietHours(begins, ends)
    loud = quiet.loud_at(moment)
    assert loud >= moment
    if begins == ends:
        assert loud == moment
        return
    length = (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % (24 * 60)
    assume(70 < length < 22 * 60)
    assert (loud > moment) == is_quiet(quiet, moment)
    assert not is_quiet(quiet, loud)
    if loud > moment:
        assert is_quiet(quiet, loud - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("moment", "loud"),
    [
        (datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        (datetime(2027, 10, 30, 22, tzinfo=UTC), datetime(2027, 10, 31, 7, tzinfo=UTC)),
        (datetime(2026, 11, 24, 6, 59, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=UTC)),
        (datetime(2026, 11, 24, 7, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=UTC)),
        (datetime(2026, 11, 24, 19, 59, tzinfo=UTC), datetime(2026, 11, 24, 19, 59, tzinfo=UTC)),
    ],
)
def test_the_night_ends_at_eight_on_danish_clocks(moment: datetime, loud: datetime) -> None:
    assert QuietHours(time(21), time(8)).loud_at(moment) == loud


def parts_slowly(text: str) -> int:
    """Fill one message after the other, letter by letter."""
    units = [2 if letter in "\f^{}\\[~]|€" else 1 for letter in text]
    single, each = 160, 153
    if any(letter not in GSM + "\f^{}\\[~]|€" for letter in text):
        units = [len(letter.encode("utf-16-be")) // 2 for letter in text]
        single, each = 70, 67
    if sum(units) <= single:
        return 1 if text else 0
    count = 0
    while units:
        count, left = count + 1, each
        while units and units[0] <= left:
            left -= units.pop(0)
    return count


@given(st.text(st.sampled_from(GSM + "€[]{}"), max_size=500))
def test_an_sms_of_gsm_letters(text: str) -> None:
    length = length_of(text)
    assert (length.encoding, length.parts) == ("gsm7", parts_slowly(text))
    assert length.used <= length.room or length.parts > 1


@given(st.text(max_size=300))
def test_an_sms_of_any_letters(text: str) -> None:
    length = length_of(text)
    assert length.parts == parts_slowly(text)
    assert bool(length.outside) == (length.encoding == "ucs2")
    assert plain(plain(text)) == plain(text)


def test_typographic_signs_become_plain_ones() -> None:
    assert plain("“Å” – \u2018ø\u2019…\u00a0æ") == "\"Å\" - 'ø'... æ"
    assert length_of(plain("Vi ses – “snart”…")).encoding == "gsm7"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20 12 34 56", "4520123456"), ("+45 20123456", "4520123456"), ("0045 20-12-34-56", "4520123456"),
        ("(+45) 20.12.34.56", "4520123456"), ("+46 70-123 45 67", "46701234567"),
        ("0049 151 23456789", "4915123456789"),
        ("1234567", None), ("12345678", None), ("201234567", None), ("+45 1234567", None), ("+451012345678", None),
        ("", None), ("anna", None), ("+", None),
        ("00", None), ("+0123456789", None), ("२०१२३४५६", None), ("010203-1234", None),
    ],
)  # fmt: skip
def test_phone_numbers_are_read_as_people_type_them(typed: str, number: str | None) -> None:
    assert msisdn(typed) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (" 4520123456", "4520123456"),
        ("4520123456", "4520123456"),
        ("20123456", "4520123456"),
        ("tel:+4520123456", "4520123456"),
        ("sip:20123456@pbx.example;user=phone", "4520123456"),
        (" 46701234567", "46701234567"),
        ("anonymous", None),
        ("sip:anonymous@anonymous.invalid", None),
        ("1340", None),
        ("", None),
    ],
)
def test_phone_numbers_are_read_as_telephone_systems_write_them(written: str, number: str | None) -> None:
    assert signalled(written) == number


@given(st.text(max_size=20))
def test_a_number_is_digits_and_reads_as_itself(typed: str) -> None:
    number = msisdn(typed)
    if number is not None:
        assert number.isascii()
        assert number.isdigit()
        assert msisdn(shown(number)) == number
        assert masked(number).endswith(number[-2:])
        assert len(masked(number)) == 8


def test_who_it_is_for_is_told_only_so_far() -> None:
    assert masked("4520123456") == "••••••56"
    assert masked_address("anna.holm@billund.dk") == "a•••@b•••.dk"
    assert masked_address("x") == "•••"
    answer = "550 5.1.1 <anna.holm@billund.dk>: +45 20 12 34 56 og 4520123456 afvist (id 1234567)"
    assert without_recipients(answer) == (
        "550 5.1.1 <a•••@b•••.dk>: ••••••56 og ••••••56 afvist (id 1234567)"
    )


WORDS = st.text(st.sampled_from("ab {}\n"), max_size=12)


@given(
    st.text(st.sampled_from("{}ab_1 \n"), max_size=60),
    st.dictionaries(st.sampled_from(["a", "b", "ab"]), WORDS),
)
def test_filling_in_never_fails(text: str, values: dict[str, str]) -> None:
    filled(text, values)
    filled(text, {name: [value, value] for name, value in values.items()}, lists=False)
    assert set(names_in(text)) <= set(names_in(text)) | set(unknown_in(text, []))


def test_what_is_put_in_is_not_read_again() -> None:
    assert filled("Hej {name}", {"name": "{code}", "code": "hemmelig"}) == "Hej {code}"


def test_what_is_meant_as_a_name_and_is_none_is_found() -> None:
    assert unknown_in("{Tid} { time } {time} {}", ["time"]) == ["Tid", " time ", ""]


@given(st.integers(1, 200))
def test_pauses_grow_to_an_hour(tries: int) -> None:
    assert timedelta(minutes=1) <= pause_after(tries) <= pause_after(tries + 1) <= timedelta(hours=1)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 300))
def test_a_try_comes_in_time_or_never(tries: int, age: int, left: int, asked: int) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    first, expires = now - timedelta(hours=age), now + timedelta(hours=left)
    moment = next_try(now=now, tries=tries, first=first, expires=expires, asked=timedelta(minutes=asked))
    wanted = now + max(pause_after(tries), timedelta(minutes=asked))
    assert moment == (wanted if wanted < expires and wanted <= first + GIVE_UP_AFTER else None)
