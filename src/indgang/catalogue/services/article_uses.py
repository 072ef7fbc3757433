"""What editors do with fetched articles: tie tasks to them, follow their changes, add the way to a self-service."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotFound
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import Article, ArticleUse, SelfServiceEntry
from indgang.catalogue.queries.articles import texts_of_parts
from indgang.catalogue.services.rows import locked_task

MOST_ADDRESS, MOST_NOTE = 500, 300


@transaction.atomic
def tie_article(*, actor: Actor, code: str, article_id: int) -> ArticleUse:
    """Say that a task rests on the article with this row id, as it reads now. Repeating it changes nothing.

    Needs "catalogue.change"; raises TaskNotFound, NotFound.
    """
    require(actor, "catalogue.change")
    task, article = locked_task(code), _article(article_id)
    use, is_new = ArticleUse.objects.get_or_create(task=task, article=article, defaults=_seen(actor, article))
    if is_new:
        record(actor, "article.tied", f"task:{code}", {"article": f"{article.domain}/{article.article_id}"})
    return use


@transaction.atomic
def untie_article(*, actor: Actor, code: str, article_id: int) -> bool:
    """End that a task rests on an article; False when it did not. Needs "catalogue.change"."""
    require(actor, "catalogue.change")
    task, article = locked_task(code), _article(article_id)
    number, _rows = ArticleUse.objects.filter(task=task, article=article).delete()
    if number:
        record(actor, "article.untied", f"task:{code}", {"article": f"{article.domain}/{article.article_id}"})
    return bool(number)


@transaction.atomic
def mark_article_seen(*, actor: Actor, code: str, article_id: int, content_hash: str) -> None:
    """An editor has compared the task with the article as it was at `content_hash`.

    Needs "catalogue.change"; raises Invalid when the article has changed again since that page was made.
    """
    require(actor, "catalogue.change")
    article = _article(article_id)
    if article.content_hash != content_hash:
        raise Invalid(
            _("The article has changed again meanwhile. Look at it once more."), field="content_hash"
        )
    use = ArticleUse.objects.filter(task=locked_task(code), article=article).first()
    if use is None:
        raise NotFound
    for name, value in _seen(actor, article).items():
        setattr(use, name, value)
    use.save()
    record(actor, "article.seen", f"task:{code}", {"article": f"{article.domain}/{article.article_id}"})


@transaction.atomic
def set_self_service(*, actor: Actor, entry_id: int, deep_link: str, note: str) -> None:
    """Set the municipality's own address of, and note on, a self-service; no fetch ever changes them.

    Needs "catalogue.change"; raises NotFound, Invalid, CprInText.
    """
    require(actor, "catalogue.change")
    entry = SelfServiceEntry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise NotFound
    deep_link, note = deep_link.strip(), note.strip()
    for field, text in (("deep_link", deep_link), ("note", note)):
        refuse_cpr(text, field)
    if len(note) > MOST_NOTE:
        raise Invalid(_("At most %(most)d characters.") % {"most": MOST_NOTE}, field="note")
    if deep_link:
        try:
            URLValidator(schemes=["http", "https"])(deep_link)
        except ValidationError:
            raise Invalid(_("Write a full address that begins with https://."), field="deep_link") from None
        if len(deep_link) > MOST_ADDRESS:
            raise Invalid(_("At most %(most)d characters.") % {"most": MOST_ADDRESS}, field="deep_link")
    before = {"deep_link": entry.deep_link, "note": entry.note}
    entry.deep_link, entry.note = deep_link, note
    entry.save(update_fields=["deep_link", "note"])
    record(actor, "selfservice.changed", f"selfservice:{entry.guid}", {"before": before})


def _article(article_id: int) -> Article:
    article = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        raise NotFound
    return article


def _seen(actor: Actor, article: Article) -> dict[str, object]:
    return {
        "seen_hash": article.content_hash,
        "seen_parts": texts_of_parts(article),
        "seen_at": clock.now(),
        "seen_by_id": actor.person_id,
    }
