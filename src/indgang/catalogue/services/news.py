"""News and work instructions for the staff: written, published, changed, withdrawn, and read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import ROLES, Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotFound
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import News, NewsKind, NewsRead, NewsState, NewsText, Topic
from indgang.catalogue.queries.audience import asking
from indgang.catalogue.services.rows import NotNow, SavedMeanwhile
from indgang.core.day import danish_date, day_bounds
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites

LONGEST_TITLE, LONGEST_BODY = 120, 5000
STAFF_ROLES = tuple(role for role in ROLES if role not in {"device", "api"})


@dataclass(frozen=True, slots=True)
class NewsWish:
    """What an item shall be. `texts` holds (title, body) by language; Danish must be there, English falls back.

    Days are Danish ones: `first_day` None is now, `last_day` is the last one on which it is new, `due` the last one
    to read it on. Empty `roles`, `sites` (slugs) and `topics` (codes) mean everybody.
    """

    texts: Mapping[str, tuple[str, str]]
    kind: str = NewsKind.NEWS
    is_important: bool = False
    needs_receipt: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    sites: frozenset[str] = field(default_factory=frozenset)
    topics: frozenset[str] = field(default_factory=frozenset)
    first_day: date | None = None
    last_day: date | None = None
    due: date | None = None


@transaction.atomic
def write_news(*, actor: Actor, wish: NewsWish) -> News:
    """Write a draft. Needs "catalogue.write_news" at its sites, or for everybody. Raises Invalid, CprInText."""
    if wish.kind not in {NewsKind.NEWS, NewsKind.INSTRUCTION}:
        raise Invalid(_("Choose what it is."), field="kind")
    at = clock.now()
    news = News(kind=wish.kind, created_at=at, created_by_id=actor.person_id, publish_from=at)
    _write(news, actor, wish)
    record(actor, "news.written", f"news:{news.pk}", {})
    return news


@transaction.atomic
def edit_news(
    *,
    actor: Actor,
    news_id: int,
    wish: NewsWish,
    read_again: bool = False,
    seen: datetime | None = None,
) -> News:
    """Change an item. A published one either stays read by who has read it, or with `read_again` asks everybody anew.

    Receipts of the earlier text stay as history. `seen` is the `updated_at` that the author saw. Raises Invalid,
    CprInText, NotFound, NotAllowed, NotNow for a withdrawn one, SavedMeanwhile.
    """
    news = _locked(news_id)
    _require_for(actor, list(news.sites.all()))
    if news.state == NewsState.WITHDRAWN:
        raise NotNow(_("This item has been withdrawn. Publish it again before you change it."))
    if seen is not None and news.updated_at != seen:
        raise SavedMeanwhile(_("Somebody else has saved this since you opened it. Compare, and save again."))
    if news.kind != NewsKind.CHANGE:
        if wish.kind not in {NewsKind.NEWS, NewsKind.INSTRUCTION}:
            raise Invalid(_("Choose what it is."), field="kind")
        news.kind = wish.kind
    if read_again and news.state == NewsState.PUBLISHED:
        news.revision += 1
    _write(news, actor, wish)
    record(actor, "news.changed", f"news:{news.pk}", {"revision": news.revision, "read_again": read_again})
    _after(news, actor)
    return news


@transaction.atomic
def publish_news(*, actor: Actor, news_id: int) -> News:
    """Show an item to those whom it concerns, from its first day on. Safe to repeat. Raises NotFound, NotAllowed."""
    news = _locked(news_id)
    _require_for(actor, list(news.sites.all()))
    if news.state == NewsState.PUBLISHED:
        return news
    at = clock.now()
    if news.due is not None and news.due < danish_date(at):
        raise Invalid(_("The day to read it by is over. Choose a later one."), field="due")
    if news.publish_until is not None and news.publish_until <= at:
        raise Invalid(_("Its last day is over. Choose a later one."), field="last_day")
    news.state, news.publish_from, news.updated_at = NewsState.PUBLISHED, max(news.publish_from, at), at
    news.save(update_fields=["state", "publish_from", "updated_at"])
    record(actor, "news.published", f"news:{news.pk}", {"revision": news.revision})
    _after(news, actor)
    return news


@transaction.atomic
def withdraw_news(*, actor: Actor, news_id: int) -> News:
    """Take an item away from everybody; receipts stay. Raises NotFound, NotAllowed, NotNow for a draft."""
    news = _locked(news_id)
    _require_for(actor, list(news.sites.all()))
    if news.state == NewsState.DRAFT:
        raise NotNow(_("A draft is seen by nobody yet."))
    news.state, news.updated_at = NewsState.WITHDRAWN, clock.now()
    news.save(update_fields=["state", "updated_at"])
    record(actor, "news.withdrawn", f"news:{news.pk}", {})
    live.publish(None, "catalogue", kind="news")
    return news


@transaction.atomic
def mark_read(*, actor: Actor, news_id: int, revision: int) -> None:
    """Give one's own receipt for a revision of an item; safe to repeat.

    Raises NotFound for what does not ask the actor, and SavedMeanwhile when the item must be read again.
    """
    require(actor, "catalogue.read_news")
    news = News.objects.filter(pk=news_id, state=NewsState.PUBLISHED, publish_from__lte=clock.now()).first()
    if news is None or actor.person_id is None or not asking([news], actor.person_id):
        raise NotFound
    if revision != news.revision:
        raise SavedMeanwhile(_("The text has been changed since you opened it. Read it again."))
    _receipt(news, actor.person_id)


def _write(news: News, actor: Actor, wish: NewsWish) -> None:
    texts = _checked_texts(wish.texts)
    sites = _checked_target(wish)
    _require_for(actor, sites)
    _set_days(news, wish)
    news.is_important, news.needs_receipt = wish.is_important, wish.needs_receipt
    news.roles, news.topics, news.updated_at = sorted(wish.roles), sorted(wish.topics), clock.now()
    news.save()
    news.sites.set(sites)
    news.texts.exclude(language__in=texts).delete()
    for language, (title, body) in texts.items():
        NewsText.objects.update_or_create(
            news=news, language=language, defaults={"title": title, "body": body}
        )


def _set_days(news: News, wish: NewsWish) -> None:
    """Set the moments from the days; a first day that is as before keeps its moment."""
    at = clock.now()
    if wish.first_day is None:
        news.publish_from = at if news.state == NewsState.DRAFT else news.publish_from
    elif wish.first_day != danish_date(news.publish_from):
        news.publish_from = day_bounds(wish.first_day)[0]
    first = danish_date(news.publish_from)
    if wish.last_day is not None and wish.last_day < first:
        raise Invalid(_("The last day is before the first one."), field="last_day")
    if wish.due is not None and not wish.needs_receipt:
        raise Invalid(_("A day to read it by needs a receipt: tick that too."), field="due")
    if wish.due is not None and wish.due < first:
        raise Invalid(_("The day to read it by is before the first day."), field="due")
    if wish.due is not None and wish.last_day is not None and wish.last_day < wish.due:
        raise Invalid(_("It must be seen at least until the day to read it by."), field="last_day")
    news.publish_until = day_bounds(wish.last_day)[1] if wish.last_day is not None else None
    news.due = wish.due


def _checked_texts(texts: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    found = {}
    for language in LANGUAGES:
        title, body = (part.replace("\r\n", "\n").strip() for part in texts.get(language, ("", "")))
        if not title and not body and language != "da":
            continue
        for part, text, most in (("title", title, LONGEST_TITLE), ("body", body, LONGEST_BODY)):
            place = f"{part}_{language}"
            if not text:
                raise Invalid(_("Fill this in."), field=place)
            if len(text) > most:
                raise Invalid(_("Use at most %(most)s characters.") % {"most": most}, field=place)
            refuse_cpr(text, place)
        found[language] = (title, body)
    return found


def _checked_target(wish: NewsWish) -> list[Site]:
    if wish.roles - set(STAFF_ROLES):
        raise Invalid(_("Choose among the roles."), field="roles")
    if wish.topics - set(Topic.objects.values_list("code", flat=True)):
        raise Invalid(_("Choose among the topics."), field="topics")
    sites = [site for site in active_sites() if site.slug in wish.sites]
    if len(sites) != len(wish.sites):
        raise Invalid(_("Choose among the sites."), field="sites")
    return sites


def _require_for(actor: Actor, sites: list[Site]) -> None:
    """Raise NotAllowed unless the actor may write for all these sites; for none: for everybody."""
    if not sites:
        require(actor, "catalogue.write_news_for_all")
    for site in sites:
        require(actor, "catalogue.write_news", site.pk)


def _locked(news_id: int) -> News:
    news = News.objects.select_for_update().filter(pk=news_id).first()
    if news is None:
        raise NotFound
    return news


def _after(news: News, actor: Actor) -> None:
    """Who publishes a text has read it; open pages are told."""
    if news.state != NewsState.PUBLISHED:
        return
    if actor.person_id is not None and asking([news], actor.person_id):
        _receipt(news, actor.person_id)
    live.publish(None, "catalogue", kind="news")


def _receipt(news: News, person_id: int) -> None:
    NewsRead.objects.bulk_create(
        [NewsRead(news=news, revision=news.revision, person_id=person_id, at=clock.now())],
        ignore_conflicts=True,
    )
