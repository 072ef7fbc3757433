"""Places and their hours as linked data in the words of schema.org.

A place's own hours are those of its main staff; the other kinds are departments of it. Seasons carry the days on which
they count, and never overlap; exceptions are special hours. Closed is from 00:00 to 00:00, as search engines read it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from indgang.core.changes import changes, usual_periods
from indgang.core.hours import ClockSpan, HoursKind, OpeningHours
from indgang.organisation.models import HoursKind as Kind
from indgang.organisation.models import Municipality, Site, SiteKind
from indgang.organisation.queries import TO_CORE, kinds_of
from indgang.ui.hours.wording import kind_word

DAYS_AHEAD = 53 * 7
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LIBRARIES = {SiteKind.LIBRARY, SiteKind.BRANCH, SiteKind.BOOK_BUS}
CONTEXT = "https://schema.org"
MEDIA_TYPE = "application/ld+json"
Node = dict[str, Any]


def place(site: Site, hours: OpeningHours, today: date, address: str) -> Node:
    """One site; `address` is its page, and names it. The hours are those of the next 53 weeks."""
    kinds = kinds_of(hours)
    first = Kind.LIBRARY if site.kind in LIBRARIES else Kind.CITIZEN_SERVICE
    main = first if first in kinds else next(iter(kinds), None)
    node: Node = {
        "@type": "Library" if site.kind in LIBRARIES else "GovernmentOffice",
        "@id": address,
        "name": site.name,
        "url": address,
        "telephone": site.phone,
        "email": site.email,
        "address": _address(site),
        "geo": _point(site),
        "parentOrganization": _municipality(site.municipality),
        **(_hours(hours, main, today) if main else {}),
        "department": [
            {
                "@type": "GovernmentOffice" if kind is Kind.CITIZEN_SERVICE else "Library",
                "@id": f"{address}#{kind.value}",
                "name": f"{site.name}: {kind_word(kind)}",
                **_hours(hours, kind, today),
            }
            for kind in kinds
            if kind is not main
        ],
    }
    return {name: value for name, value in node.items() if value}


def document(nodes: Sequence[Node]) -> str:
    """The nodes as a file; safe inside a script element of a page too."""
    whole: Node = (
        {"@context": CONTEXT, **nodes[0]} if len(nodes) == 1 else {"@context": CONTEXT, "@graph": [*nodes]}
    )
    return json.dumps(whole, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _hours(hours: OpeningHours, kind: Kind, today: date) -> Node:
    core = TO_CORE[kind]
    found = {
        "openingHoursSpecification": list(_usual(hours, core, today)),
        "specialOpeningHoursSpecification": list(_special(hours, core, today)),
    }
    return {name: value for name, value in found.items() if value}


def _usual(hours: OpeningHours, kind: HoursKind, today: date) -> Iterable[Node]:
    last = today + timedelta(days=DAYS_AHEAD)
    for period in usual_periods(hours, kind, today, last):
        days: dict[ClockSpan, list[str]] = {}
        for name, spans in zip(DAYS, period.week, strict=True):
            for span in spans:
                days.setdefault(span, []).append(name)
        limits = {
            **({"validFrom": period.first.isoformat()} if period.first > today else {}),
            **({"validThrough": period.last.isoformat()} if period.last < last else {}),
        }
        for span, names in days.items():
            yield {**_specification(span), "dayOfWeek": names, **limits}


def _special(hours: OpeningHours, kind: HoursKind, today: date) -> Iterable[Node]:
    for change in changes(hours, today, DAYS_AHEAD):
        if kind not in change.kinds:
            continue
        for span in change.spans or (None,):
            yield {
                **_specification(span),
                "validFrom": change.first.isoformat(),
                "validThrough": change.last.isoformat(),
                **({"description": change.label} if change.label else {}),
            }


def _specification(span: ClockSpan | None) -> Node:
    opens, closes = ("00:00", "00:00") if span is None else (f"{span.opens:%H:%M}", f"{span.closes:%H:%M}")
    if span is not None and span.closes == time.min:
        closes = "23:59"
    return {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes}


def _address(site: Site) -> Node | None:
    if not site.town:
        return None
    found = {
        "streetAddress": site.address,
        "postalCode": site.postcode,
        "addressLocality": site.town,
        "addressCountry": "DK",
    }
    return {"@type": "PostalAddress", **{name: value for name, value in found.items() if value}}


def _point(site: Site) -> Node | None:
    if site.latitude is None or site.longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": site.latitude, "longitude": site.longitude}


def _municipality(municipality: Municipality) -> Node:
    return {"@type": "GovernmentOrganization", "name": municipality.name}
