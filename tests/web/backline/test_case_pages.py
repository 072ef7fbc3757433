"""A unit's case page: what was typed stays, and a double click is one."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from indgang.base.access import Actor
from indgang.followup.models import FollowUp
from indgang.followup.services import accept
from indgang.organisation.models import Lifeline, Person
from tests.browser import OpenPage

TYPED = "Hun hedder 010190-1234."


@pytest.mark.parametrize(
    ("verb", "field", "more"),
    [
        ("return", "note", {"reason": "missing_papers"}),
        ("pass-on", "note", {}),
        ("ask", "what", {}),
        ("note", "note", {}),
        ("close", "answer", {"result": "done"}),
    ],
)
def test_what_was_typed_stays_in_its_own_field(
    waiting: Callable[[], FollowUp], who: Callable[[str], Actor], verb: str, field: str, more: dict[str, str]
) -> None:
    row = waiting()
    accept(actor=who("boligstoette"), code=row.code)
    page = Client()
    page.force_login(Person.objects.get(username="boligstoette"))
    unit = Lifeline.objects.exclude(pk=row.lifeline_id).first()
    assert unit is not None
    more = more | ({"unit": str(unit.pk)} if verb == "pass-on" else {})
    body = urlencode({field: TYPED, **more})
    answer = page.post(
        f"/backline/cases/{row.code}/{verb}/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert shown.count(TYPED) == 1
    assert all(f'value="{value}" selected' in shown for value in more.values())


PRESS_TWICE = """() => {
  let sent = 0;
  window.addEventListener("submit", (event) => {
    sent += event.defaultPrevented ? 0 : 1;
    event.preventDefault();
  });
  for (const _press of [1, 2]) document.querySelector("main form.panel").requestSubmit();
  return sent;
}"""


@pytest.mark.browser
def test_a_double_click_sends_once(
    transactional_db: None,
    waiting: Callable[[], FollowUp],
    who: Callable[[str], Actor],
    open_page: OpenPage,
) -> None:
    row = waiting()
    accept(actor=who("boligstoette"), code=row.code)
    per = Person.objects.get(username="boligstoette")
    page = open_page(f"/backline/cases/{row.code}/decide/", person=per)
    assert page.evaluate(PRESS_TWICE) == 1
