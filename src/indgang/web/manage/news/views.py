"""News and work instructions: the list, the form, publishing, and who has read."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.catalogue.queries import topics
from indgang.catalogue.queries.news import ManagedNews, managed_news, news_item, receipts_of
from indgang.catalogue.services import (
    SavedMeanwhile,
    edit_news,
    publish_news,
    withdraw_news,
    write_news,
)
from indgang.organisation.queries import active_sites
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.news.forms import NewsForm, form_for, wish_of
from indgang.web.manage.organisation.common import UNPROCESSABLE, sent

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@permission("catalogue.write_news")
@require_GET
@never_cache
def news(request: PageRequest) -> HttpResponse:
    """Every item with its state, for whom it is, and how many have read it."""
    rows = [(item, _target_words(item), _may_write(request, item)) for item in managed_news(request.actor)]
    facts = {"rows": rows, "may_read_receipts": may(request.actor, "catalogue.read_receipts")}
    return render(request, "manage/news.html", facts)


@permission("catalogue.write_news")
@READ_OR_SAVE
@never_cache
def new(request: PageRequest) -> HttpResponse:
    """Write an item: kept as a draft, or published at once."""
    form = form_for(request.actor, None, sent(request))

    def save() -> int:
        return write_news(actor=request.actor, wish=wish_of(form, request.actor)).pk

    return _answer(request, form, None, save)


@permission("catalogue.write_news")
@READ_OR_SAVE
@never_cache
def edit(request: PageRequest, news: int) -> HttpResponse:
    """Change an item; of a published one it is said whether it must be read again."""
    item = news_item(request.actor, news)
    form = form_for(request.actor, item, sent(request))

    def save() -> int:
        edit_news(
            actor=request.actor,
            news_id=news,
            wish=wish_of(form, request.actor),
            read_again=form.again,
            seen=_moment(request.POST.get("seen", "")),
        )
        return news

    return _answer(request, form, item, save)


@permission("catalogue.write_news")
@require_POST
def publish(request: PageRequest, news: int) -> HttpResponse:
    """Publish an item as it stands."""
    try:
        publish_news(actor=request.actor, news_id=news)
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return redirect("manage:edit_news", news=news)
    messages.success(request, _("It is published."))
    return redirect("manage:news")


@permission("catalogue.write_news")
@require_POST
def withdraw(request: PageRequest, news: int) -> HttpResponse:
    """Take an item away from everybody."""
    withdraw_news(actor=request.actor, news_id=news)
    messages.success(request, _("It is withdrawn. Receipts are kept."))
    return redirect("manage:news")


@permission("catalogue.read_receipts")
@require_GET
@never_cache
def receipts(request: PageRequest, news: int) -> HttpResponse:
    """Who has read it and who has not."""
    found = receipts_of(request.actor, news)
    facts = {"receipts": found, "item": found.item, "target": _target_words(found.item)}
    return render(request, "manage/receipts.html", facts)


def _answer(
    request: PageRequest, form: NewsForm, item: ManagedNews | None, save: Callable[[], int]
) -> HttpResponse:
    facts = {"form": form, "item": item, "may_all": may(request.actor, "catalogue.write_news_for_all")}
    if request.method != "POST":
        return render(request, "manage/news_edit.html", facts)
    publishes = "publish" in request.POST
    try:
        with transaction.atomic():
            pk = save()
            if publishes:
                publish_news(actor=request.actor, news_id=pk)
    except Invalid as refusal:
        form.refuse(refusal)
        return render(request, "manage/news_edit.html", facts, status=UNPROCESSABLE)
    except SavedMeanwhile as refusal:
        form.error = str(refusal)
        return render(request, "manage/news_edit.html", {**facts, "saved_meanwhile": True}, status=409)
    messages.success(request, _("It is published.") if publishes else _("It is saved."))
    return redirect("manage:news")


def _may_write(request: PageRequest, item: ManagedNews) -> bool:
    if not item.sites:
        return may(request.actor, "catalogue.write_news_for_all")
    mine = {site.slug for site in active_sites() if may(request.actor, "catalogue.write_news", site.pk)}
    return set(item.sites) <= mine


def _target_words(item: ManagedNews) -> str:
    """For whom it is, in one line."""
    names = {site.slug: site.name for site in active_sites()} if item.sites else {}
    titles = {topic.code: topic.title for topic in topics()} if item.topics else {}
    roles = choices.role_words()
    parts = [
        ", ".join(roles[role] for role in item.roles),
        ", ".join(names.get(slug, slug) for slug in item.sites),
        ", ".join(titles.get(code, code) for code in item.topics),
    ]
    return " · ".join(part for part in parts if part) or _("Everybody")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
