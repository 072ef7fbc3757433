"""The standard texts about appointments: short enough, discreet, and with what the reader needs."""

from datetime import UTC, datetime

import pytest

from indgang.booking import messages
from indgang.core.placeholders import names_in
from indgang.core.sms import length_of
from indgang.messaging.kinds import LANGUAGES, registry
from indgang.messaging.rendering import example, written_out

CODES = [
    messages.CONFIRMED, messages.CHANGED, messages.CANCELLED, messages.CANCELLED_BY_US,
    messages.MOVED_BY_US, messages.REMINDER, messages.EARLIER_OFFER,
]  # fmt: skip
EVERY = [(code, language) for code in CODES for language in LANGUAGES]


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_an_sms_is_one_message_of_gsm_letters(code: str, language: str) -> None:
    kind = registry.get(code)
    text = example(kind, "sms", language, kind.texts["sms", language])
    length = length_of(text.body)
    assert (length.encoding, length.parts) == ("gsm7", 1), f"{length.used}: {text.body}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_about_a_series_costs_a_few_and_not_one_for_each(language: str) -> None:
    kind = registry.get(messages.SERIES)
    length = length_of(example(kind, "sms", language, kind.texts["sms", language]).body)
    assert (length.encoding, length.parts) == ("gsm7", 2)


@pytest.mark.parametrize(("code", "language"), [*EVERY, *((messages.SERIES, one) for one in LANGUAGES)])
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_text_says_what_the_reader_needs(code: str, language: str, channel: str) -> None:
    kind = registry.get(code)
    words = kind.texts[channel, language]
    needed = {name for name, one in kind.placeholders.items() if one.needed}
    assert needed <= set(names_in(words.body))


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_neither_sms_nor_subject_names_the_errand(code: str, language: str) -> None:
    kind = registry.get(code)
    told = names_in(kind.texts["sms", language].body) + names_in(kind.texts["email", language].subject)
    assert not {"task", "bring"} & set(told)


def test_what_is_empty_takes_its_line_with_it() -> None:
    kind = registry.get(messages.CANCELLED_BY_US)
    values = {name: one.example["da"] for name, one in kind.placeholders.items()} | {"reason": ""}
    text = written_out(kind, "sms", "da", kind.texts["sms", "da"], values)
    assert text.body.count("\n") == 1
    confirmed = registry.get(messages.CONFIRMED)
    words = confirmed.texts["email", "da"]
    assert "Tag dette med" not in written_out(confirmed, "email", "da", words, {**values, "bring": []}).body


def test_a_moment_is_told_in_danish_time_and_words() -> None:
    begins, ends = datetime(2027, 3, 28, 7, 5, tzinfo=UTC), datetime(2027, 3, 28, 7, 30, tzinfo=UTC)
    assert messages.moment_words(begins, ends, "da") == {
        "weekday": "søndag", "date": "28. marts", "time": "9.05", "end": "9.30",
    }  # fmt: skip
    assert messages.moment_words(begins, ends, "en") == {
        "weekday": "Sunday", "date": "28 March", "time": "9:05", "end": "9:30",
    }  # fmt: skip
    before = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert messages.moment_words(before, before, "da")["time"] == "2.30"
