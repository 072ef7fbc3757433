"""The demo's news and feedback: three of each, in different states, made once."""

import pytest

from indgang.base import clock
from indgang.catalogue.models import Feedback, News, Section, SectionVersion
from indgang.catalogue.queries.feedback import unread_answers
from indgang.catalogue.queries.news import unread_news, unread_news_count
from indgang.core.day import danish_date
from indgang.organisation.queries import find_person
from indgang.project.demo.editing import fill_editing
from indgang.project.demo.staffroom import fill_staffroom


@pytest.mark.django_db
def test_the_cast_has_something_to_read_and_something_to_answer(billund: None) -> None:
    fill_staffroom()
    assert sorted(News.objects.values_list("state", flat=True)) == ["published"] * 3
    assert sorted(Feedback.objects.values_list("state", flat=True)) == ["kept", "new", "taken"]
    mette = find_person("mette")
    assert unread_news_count(mette.pk).important == 1
    first = unread_news(mette.pk)[0]
    assert (first.title[:4], first.due is not None) == ("Pas:", True)
    assert unread_answers(mette.pk) == 1
    assert not Feedback.objects.filter(asked_at__gt=clock.now()).exists()


@pytest.mark.django_db
def test_something_of_each_sort_lies_on_the_editorial_desk(billund: None) -> None:
    fill_editing()
    own = SectionVersion.objects.exclude(layer="national")
    assert sorted(own.values_list("state", flat=True)) == [
        *("draft", "published", "published", "published", "review", "review", "scheduled", "superseded"),
    ]
    assert own.filter(check_since__isnull=False).count() == 1
    overdue = Section.objects.filter(review_due__lt=danish_date(clock.now()))
    assert {one.task.code for one in overdue} == {"print-kopi-scan"}
