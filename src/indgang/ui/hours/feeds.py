"""What is different soon, as RSS 2.0 and as a JSON Feed 1.1: closed days, special hours, new hours."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from indgang.core.changes import Change, NewHours, changes, new_hours
from indgang.core.day import opening_instant
from indgang.core.hours import OpeningHours
from indgang.organisation.models import Site
from indgang.organisation.queries import kind_of
from indgang.ui.hours.wording import change_title, hours_words, new_hours_title, week_words

DAYS_AHEAD = 6 * 7
MORNING = time(6)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is different. `told_at` is when it came within six weeks, which is when it is told."""

    site: Site
    id: str
    first: date
    title: str
    text: str
    told_at: datetime
    address: str


def notices(
    sites: Sequence[Site], hours: Mapping[int, OpeningHours], today: date, addresses: Mapping[int, str]
) -> list[Notice]:
    """What is different at the sites within six weeks, the nearest first."""
    found = []
    for site in sites:
        own, address = hours[site.pk], addresses[site.pk]
        found += [_of_change(site, one, address) for one in changes(own, today, DAYS_AHEAD)]
        found += [_of_new_hours(site, one, address) for one in new_hours(own, today, DAYS_AHEAD)]
    return sorted(found, key=lambda notice: (notice.first, notice.site.name, notice.id))


def rss(title: str, home: str, itself: str, language: str, found: Sequence[Notice]) -> bytes:
    """The notices as RSS; `home` is the page they are about, `itself` the address of the feed."""
    feed = Rss201rev2Feed(
        title=title,
        link=home,
        description=_("Closed days, special hours and new hours within six weeks."),
        language=language,
        feed_url=itself,
    )
    for notice in found:
        feed.add_item(
            title=notice.title,
            link=notice.address,
            description=notice.text,
            unique_id=notice.id,
            unique_id_is_permalink=False,
            pubdate=notice.told_at,
        )
    written: bytes = feed.writeString("utf-8").encode()
    return written


def json_feed(title: str, home: str, itself: str, language: str, found: Sequence[Notice]) -> str:
    """The notices as a JSON Feed."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": itself,
        "language": language,
        "items": [
            {
                "id": notice.id,
                "url": notice.address,
                "title": notice.title,
                "content_text": notice.text,
                "date_published": notice.told_at.isoformat(),
                "_indgang": {"site": notice.site.slug, "first_day": notice.first.isoformat()},
            }
            for notice in found
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _of_change(site: Site, change: Change, address: str) -> Notice:
    kinds = "-".join(str(kind_of(kind)) for kind in change.kinds)
    usual = _("Usually: %(hours)s.") % {"hours": hours_words(change.usual)}
    return Notice(
        site=site,
        id=f"{_name(site)}:{change.first}:{change.source}:{kinds}",
        first=change.first,
        title=f"{site.name}: {change_title(change)}",
        text=f"{_sentence(change.label)} {usual}".strip(),
        told_at=_told_at(change.first),
        address=address,
    )


def _of_new_hours(site: Site, new: NewHours, address: str) -> Notice:
    return Notice(
        site=site,
        id=f"{_name(site)}:{new.first}:new-hours:{kind_of(new.kind)}",
        first=new.first,
        title=f"{site.name}: {new_hours_title(new)}",
        text=f"{_sentence(new.season)} {_sentence(week_words(new.week))}".strip(),
        told_at=_told_at(new.first),
        address=address,
    )


def _name(site: Site) -> str:
    return f"urn:x-indgang:{site.municipality.code}:{site.slug}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def _told_at(first: date) -> datetime:
    return opening_instant(first - timedelta(days=DAYS_AHEAD - 1), MORNING)
