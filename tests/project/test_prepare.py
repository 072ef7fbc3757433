"""The content is loaded when it is new here, and left alone when it is not."""

import pytest

from indgang.catalogue.models import Task
from indgang.organisation.models import Lifeline, LifelineText
from indgang.project import prepare
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> list[str]:
    """One entry for every real load."""
    del cast
    done: list[str] = []
    load = prepare.load_content

    def counted(**arguments):  # type: ignore[no-untyped-def]
        done.append("load")
        return load(**arguments)

    monkeypatch.setattr(prepare, "load_content", counted)
    prepare.load_catalogue(print)
    return done


def test_the_same_content_is_loaded_once(loads: list[str]) -> None:
    prepare.load_catalogue(print)
    assert loads == ["load"]


def test_a_new_lifeline_is_given_to_the_tasks_that_name_it(loads: list[str]) -> None:
    assert not Task.objects.filter(lifeline__code="udbetaling-danmark").exists()
    lifeline = Lifeline.objects.create(code="udbetaling-danmark", direct_phone="70 00 00 00")
    LifelineText.objects.create(lifeline=lifeline, language="da", title="Udbetaling Danmark")
    prepare.load_catalogue(print)
    assert loads == ["load", "load"]
    assert Task.objects.filter(lifeline__code="udbetaling-danmark").exists()


def test_a_task_that_was_lost_comes_back(loads: list[str]) -> None:
    Task.objects.filter(code="boligstoette").update(code="noget-andet")
    prepare.load_catalogue(print)
    assert len(loads) == 2
    assert Task.objects.filter(code="boligstoette").exists()
