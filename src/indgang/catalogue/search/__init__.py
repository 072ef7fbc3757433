"""Search in the citizen's own words: `search` over tasks, for kiosk, command line and API; `find` over everything."""

from indgang.catalogue.search.finding import KINDS, PUBLIC_KINDS, Findings, Found, find
from indgang.catalogue.search.holder import holder
from indgang.catalogue.search.searching import Hit, cleaned, search

__all__ = ["KINDS", "PUBLIC_KINDS", "Findings", "Found", "Hit", "cleaned", "find", "holder", "search"]
