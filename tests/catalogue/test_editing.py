import pytest

from indgang.base.access import Actor
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.models import AuditEntry
from indgang.catalogue import queries, services
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.errors import CprInText, TaskNotFound
from indgang.catalogue.models import SectionVersion, TaskOverride
from indgang.core.reach import Reach
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db
CPR = "Husk 070761-4285."


@pytest.fixture(autouse=True)
def loaded(folder):
    load(folder)


def manager(site=None):
    return Actor(kind="person", name="Leif", grants=frozenset({("manager", site.pk if site else None)}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("standard_minutes", 0),
        ("standard_minutes", "12"),
        ("group", 4),
        ("topic", "ukendt"),
        ("lifeline", "ukendt"),
        ("kle", "1.2.3"),
        ("self_service", "borger"),
        ("offer.library", "all"),
        ("da.title", ""),
        ("da.words", []),
        ("nature", None),
        ("colour", "blue"),
        ("play", []),
    ],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(editor, field, value):
    before = queries.task_card("pas-voksen", "da")
    with pytest.raises(Invalid) as refusal:
        services.set_task_field(actor=editor, code="pas-voksen", field=field, value=value)
    assert str(refusal.value)
    assert queries.task_card("pas-voksen", "da") == before
    assert not TaskOverride.objects.exists()


def test_free_text_with_a_cpr_number_is_refused_everywhere(editor):
    steps = [StepContent(kind="ask", da=CPR, en="Ask."), StepContent(kind="close", da="Slut.", en="End.")]
    with pytest.raises(CprInText):
        services.publish_play(actor=editor, code="pas-voksen", steps=steps)
    with pytest.raises(CprInText):
        services.save_local_note(actor=editor, code="pas-voksen", texts={"da": CPR})
    for field, value in (("da.summary", CPR), ("da.words", [CPR]), ("tools", [CPR]), ("assumptions", [CPR])):
        with pytest.raises(CprInText) as refusal:
            services.set_task_field(actor=editor, code="pas-voksen", field=field, value=value)
        assert "0707" not in str(refusal.value)


def test_several_texts_at_once_or_none(editor):
    changed = services.set_text(actor=editor, code="pas-voksen", language="en", title="P", words=["passport"])
    assert changed == ["en.title"]
    with pytest.raises(Invalid):
        services.set_text(actor=editor, code="pas-voksen", language="en", title="Q", summary="")
    assert queries.task_card("pas-voksen", "en").title == "P"


def test_a_manager_plans_but_does_not_write_texts():
    services.set_standard_minutes(actor=manager(), code="pas-voksen", minutes=8)
    services.set_offer(actor=manager(), code="pas-voksen", site_kind="library", reach=Reach.GUIDE)
    with pytest.raises(NotAllowed):
        services.set_text(actor=manager(), code="pas-voksen", language="da", title="Mit")
    with pytest.raises(NotAllowed):
        services.set_active(actor=manager(), code="pas-voksen", is_active=False)


def test_a_manager_decides_for_the_own_site_only(library, town_hall):
    actor = manager(library)
    services.set_site_offer(actor=actor, code="pas-voksen", site=library, reach=Reach.INFORM)
    with pytest.raises(NotAllowed):
        services.set_site_offer(actor=actor, code="pas-voksen", site=town_hall, reach=Reach.INFORM)


def test_a_site_offer_can_be_taken_back(editor, library):
    for reach, offered in ((Reach.NONE, Reach.NONE), (Reach.DECIDE, Reach.DECIDE), (None, Reach.PREPARE)):
        services.set_site_offer(actor=editor, code="pas-voksen", site=library, reach=reach)
        assert queries.task_card("pas-voksen", "da", library).offer == offered


def test_notes_for_one_site_and_for_all(editor, library, town_hall):
    services.save_local_note(actor=editor, code="pas-voksen", texts={"da": "Alle.", "en": "All."})
    services.save_local_note(actor=editor, code="pas-voksen", texts={"da": "Her."}, site=library)
    notes = lambda site: [note.text for note in queries.task_card("pas-voksen", "en", site).notes]  # noqa: E731
    assert sorted(notes(library)) == ["All.", "Her."]
    assert notes(town_hall) == ["All."]
    services.save_local_note(actor=editor, code="pas-voksen", texts={"da": "Nu."}, site=library)
    assert sorted(notes(library)) == ["All.", "Nu."]
    assert services.save_local_note(actor=editor, code="pas-voksen", texts={"da": " "}, site=library) is None
    in_force = SectionVersion.objects.filter(section__kind="note", state="published")
    assert in_force.count() == 1
    with pytest.raises(Invalid):
        services.save_local_note(actor=editor, code="pas-voksen", texts={"da": "x" * 8001})
    with pytest.raises(Invalid):
        services.save_local_note(actor=editor, code="pas-voksen", texts={"de": "Hallo"})


def test_a_retired_task_is_gone_from_lists_but_keeps_its_card(editor, library):
    services.set_active(actor=editor, code="pas-voksen", is_active=False)
    assert queries.tasks_of_topic("rejse", library, "da") == []
    card = queries.task_card("pas-voksen", "da", library)
    assert (card.is_active, card.offer) == (False, None)
    with pytest.raises(TaskNotFound):
        queries.reach_of(person_id=None, task="pas-voksen", site=library)


def test_every_edit_is_in_the_audit_log(editor):
    services.set_standard_minutes(actor=editor, code="pas-voksen", minutes=30)
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry is not None
    assert (entry.target, entry.actor_name) == ("task:pas-voksen", "Else")


def test_an_unknown_task_is_not_found(editor):
    with pytest.raises(TaskNotFound):
        services.set_standard_minutes(actor=editor, code="ukendt", minutes=30)
    with pytest.raises(TaskNotFound):
        queries.task_card("ukendt")
