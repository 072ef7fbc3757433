"""Passwords that are too easy in a Danish town hall."""

import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from indgang.organisation.models import Person
from indgang.organisation.passwords import EverydayWords


@pytest.mark.parametrize(
    "password",
    [
        "sommer2026!!!",
        "Sommer Sommer 26",
        "2026forår2026",
        "Velkommen-2026",
        "MajaHolm1234",
        "maja2026maja",
    ],
)
def test_everyday_words_and_own_names_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        EverydayWords().validate(password, Person(username="maja", name="Maja Holm"))


@pytest.mark.parametrize(
    "password", ["grøn paraply i regnvejr", "k7Q9z2W8x4V1", "sommer i min mormors have", "739 184 265 028"]
)
def test_words_of_ones_own_are_taken(password: str) -> None:
    EverydayWords().validate(password, Person(username="maja", name="Maja Holm"))
    EverydayWords().validate(password)


@given(st.text(max_size=40))
def test_any_text_can_be_looked_at(password: str) -> None:
    with contextlib.suppress(ValidationError):
        EverydayWords().validate(password, Person(username="a(b", name="[x"))
