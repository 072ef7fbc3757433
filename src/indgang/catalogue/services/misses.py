"""Counting searches that led nowhere, so that an editor learns the citizens' words.

A miss is counted when somebody gave up (a ticket drawn in own words without a task, "none of these" at the
desk), in the POST that follows: never while typing, so half words do not count, and never in a GET.
"""

import re

from django.db import transaction
from django.db.models import F

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.models import MissKind, SearchMiss
from indgang.catalogue.search import search
from indgang.core.cpr import find_cpr
from indgang.core.day import danish_date

LONGEST = 80
MOST_LOOKED_AT = 8
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAMED = re.compile(r"\b(jeg hedder|mit navn er|my name is|i am called)\b.*", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"\S*(@|https?:|www\.)\S*", re.IGNORECASE)


def impersonal(query: str) -> str:
    """What may be kept of a query: lower-case words without digits, addresses and what is written as a name.

    Danish and English write only names and the first word with a capital; a later word with a capital is left
    out.
    """
    if find_cpr(query):
        return ""
    text = _ADDRESS.sub(" ", _NAMED.sub(" ", query[:400]))
    words = [word for token in text.split() if not re.search(r"\d", token) for word in _WORD.findall(token)]
    kept = [
        word.lower() for place, word in enumerate(words) if place == 0 or word.islower() or word.isupper()
    ]
    return " ".join(kept)[:LONGEST].strip()


@transaction.atomic
def count_miss(*, query: str, kind: str = MissKind.NOTHING) -> None:
    """Count that a search for `query` led nowhere today (Danish time): nothing was found, or nothing chosen.

    Nothing that could identify anyone is kept.

    Anyone may cause it, so no actor is asked for; a query of which nothing may be kept counts nothing.
    """
    words = impersonal(query)
    if not words:
        return
    today = danish_date(clock.now())
    SearchMiss.objects.bulk_create(
        [SearchMiss(query=words, day=today, kind=kind, times=0)], ignore_conflicts=True
    )
    SearchMiss.objects.filter(query=words, day=today, kind=kind).update(times=F("times") + 1)


def count_given_up(*, query: str, chosen: str = "") -> None:
    """Count a search that somebody left: as nothing found, or as nothing chosen when it found something.

    A search that finds the task `chosen` in the end, by its code, did not lead nowhere. See `count_miss`.
    """
    found = [hit.code for hit in search(query, actor=SYSTEM, limit=MOST_LOOKED_AT)]
    if chosen not in found or not chosen:
        count_miss(query=query, kind=MissKind.NOT_CHOSEN if found else MissKind.NOTHING)
