"""Moments and days as they come in: with an offset, and far enough from the ends of the calendar to reckon with."""

from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime

YEARS = range(2000, 2200)

Time = TypeVar("Time", bound=date)


def _of_our_time(value: Time) -> Time:
    if value.year not in YEARS:
        raise ValueError(f"the year must be from {YEARS[0]} to {YEARS[-1]}")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Day = Annotated[date, AfterValidator(_of_our_time)]
