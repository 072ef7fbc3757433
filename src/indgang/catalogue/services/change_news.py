"""Asking the staff to read a changed section again."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.text import pick
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.models import News, NewsKind, NewsState, NewsText, SectionKind, SectionVersion
from indgang.core.day import danish_date


def announce(version: SectionVersion, actor: Actor, days: int) -> News:
    """Publish that a section must be read again within `days` by those with a competence for the task's topic."""
    at = clock.now()
    task = version.section.task
    news = News.objects.create(
        kind=NewsKind.CHANGE,
        state=NewsState.PUBLISHED,
        is_important=True,
        needs_receipt=True,
        topics=[task.topic.code],
        publish_from=at,
        due=danish_date(at) + timedelta(days=days),
        section_version=version,
        created_at=at,
        created_by_id=actor.person_id,
        updated_at=at,
    )
    for language in LANGUAGES:
        text = pick(task.texts.all(), language)
        with override(language):
            title = _("Changed: %(task)s") % {"task": text.title if text else task.code}
            section = str(SectionKind(version.section.kind).label)
            body = version.reason or _("The section “%(section)s” has been changed. Read it again.") % {
                "section": section
            }
        NewsText.objects.create(news=news, language=language, title=title[:120], body=body)
    return news
