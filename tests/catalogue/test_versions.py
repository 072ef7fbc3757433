"""The life of a version: draft, review, scheduled, published, superseded, withdrawn; and who may do what."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.models import AuditEntry
from indgang.catalogue import queries, services
from indgang.catalogue.errors import CprInText
from indgang.catalogue.models import News, Play, SectionVersion, TaskText
from indgang.catalogue.queries import sections
from indgang.catalogue.services import NotNow, SavedMeanwhile, Wish
from tests.catalogue.sectioning import CODE, bring, draft, someone
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
CPR = "Spørg 070761-4285."


@pytest.fixture(autouse=True)
def loaded(folder):
    load(folder)


def needing_review():
    services.set_rules(actor=SYSTEM, needs_review=True)


def in_force(language="da"):
    return TaskText.objects.get(task__code=CODE, language=language).bring


def events(version):
    return [event.action for event in reversed(sections.events_of(version.pk))]


def test_a_whole_life_with_a_second_pair_of_eyes(else_, bent):
    needing_review()
    version = draft(else_, "Kassebon")
    assert in_force() == ["Foto"]
    services.submit(actor=else_, version_id=version.pk)
    services.send_back(actor=bent, version_id=version.pk, comment="Hvilken kassebon?")
    version = draft(else_, "Kassebon for fotoet", revision=1)
    services.submit(actor=else_, version_id=version.pk)
    done = services.approve(actor=bent, version_id=version.pk, comment="Fint")
    assert (done.state, done.reviewed_by_id, done.created_by_id) == ("published", bent.id, else_.id)
    assert in_force() == ["Kassebon for fotoet"]
    assert events(done) == [
        "begun",
        "submitted",
        "sent_back",
        "changed",
        "submitted",
        "approved",
        "published",
    ]
    after = draft(bent, "Intet")
    services.submit(actor=bent, version_id=after.pk)
    services.approve(actor=else_, version_id=after.pk)
    done.refresh_from_db()
    assert (done.state, done.ended_at is not None, done.content) == (
        "superseded", True, bring("Kassebon for fotoet"),
    )  # fmt: skip
    numbers = [(row.layer, row.number) for row in sections.version_history(CODE, "bring")]
    assert numbers == [("local", 2), ("local", 1), ("national", 1)]
    services.withdraw(actor=else_, version_id=after.pk, reason="Gælder ikke mere")
    assert in_force() == ["Foto"]
    assert AuditEntry.objects.filter(action="section.withdrawn", target=f"task:{CODE}").exists()


def test_nobody_approves_what_they_have_written(else_, bent):
    version = draft(else_, "Kassebon")
    services.submit(actor=else_, version_id=version.pk)
    with pytest.raises(NotAllowed):
        services.approve(actor=else_, version_id=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionVersion.objects.filter(pk=version.pk).update(reviewed_by_id=else_.id)
    services.approve(actor=bent, version_id=version.pk)


def test_whether_a_second_pair_of_eyes_is_needed_is_the_municipalitys_choice(else_):
    version = draft(else_, "Kassebon")
    needing_review()
    with pytest.raises(NotAllowed):
        services.publish(actor=else_, version_id=version.pk)
    with pytest.raises(NotAllowed):
        services.set_text(actor=else_, code=CODE, language="da", title="Pas")
    services.set_rules(actor=SYSTEM, needs_review=False)
    assert services.publish(actor=else_, version_id=version.pk).state == "published"


def test_where_it_is_needed_somebody_else_takes_back_what_is_in_force(else_, leif):
    version = services.publish(actor=else_, version_id=draft(else_, "Kassebon").pk)
    needing_review()
    with pytest.raises(NotAllowed):
        services.withdraw(actor=else_, version_id=version.pk)
    services.withdraw(actor=leif, version_id=version.pk)
    assert in_force() == ["Foto"]
    begun = draft(else_, "Andet")
    assert services.withdraw(actor=else_, version_id=begun.pk).state == "withdrawn"


def test_a_manager_reviews_but_does_not_write(else_, leif):
    with pytest.raises(NotAllowed):
        draft(leif, "Mit")
    version = draft(else_, "Kassebon")
    services.submit(actor=else_, version_id=version.pk)
    assert services.approve(actor=leif, version_id=version.pk).state == "published"
    with pytest.raises(NotAllowed):
        services.withdraw(actor=leif, version_id=version.pk)
    with pytest.raises(NotAllowed):
        services.roll_back(actor=leif, version_id=version.pk)


def test_a_generalist_and_the_nations_text(else_):
    maja = someone("maja", "generalist")
    for layer in ("local", "shared", "national"):
        with pytest.raises(NotAllowed):
            draft(maja, "x", layer=layer)
    with pytest.raises(NotAllowed):
        draft(else_, "x", layer="national")
    national = SectionVersion.objects.get(section__kind="bring", layer="national")
    with pytest.raises(NotNow):
        services.withdraw(actor=SYSTEM, version_id=national.pk)
    with pytest.raises(NotFound):
        services.roll_back(actor=else_, version_id=national.pk)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"wish": Wish()}, "reason"),
        ({"wish": Wish(reason="x" * 301)}, "reason"),
        ({"wish": Wish(mode="instead")}, "mode"),
        ({"wish": Wish(reason="x", valid_from=date(2027, 2, 2), valid_to=date(2027, 2, 1))}, "valid_to"),
        ({"wish": Wish(reason="x", valid_to=date(2020, 2, 1))}, "valid_to"),
        ({"kind": "nothing", "wish": Wish(mode="add")}, "kind"),
        ({"content": {"da": {"bring": []}}}, "da.bring"),
        ({"content": {"en": {"bring": ["Photo"]}}}, "da.bring"),
        ({"content": {"de": {"bring": ["Foto"]}}}, "language"),
        ({"content": bring("x" * 201)}, "da.bring"),
        ({"kind": "head", "wish": Wish(mode="add"), "content": {"da": {"title": "x"}}}, "mode"),
    ],
)
def test_what_cannot_be_used_says_where(else_, values, field):
    with pytest.raises(Invalid) as refusal:
        draft(else_, "x", **values)
    assert (refusal.value.field, bool(str(refusal.value))) == (field, True)
    assert not SectionVersion.objects.exclude(layer="national").exists()


def test_a_cpr_number_is_refused_wherever_something_is_written(else_, bent):
    with pytest.raises(CprInText):
        draft(else_, CPR)
    with pytest.raises(CprInText):
        draft(else_, "x", wish=Wish(reason=CPR))
    version = draft(else_, "x")
    services.submit(actor=else_, version_id=version.pk)
    for command in (services.approve, services.send_back):
        with pytest.raises(CprInText):
            command(actor=bent, version_id=version.pk, comment=CPR)
    services.approve(actor=bent, version_id=version.pk)
    for command in (services.withdraw, services.roll_back):
        with pytest.raises(CprInText):
            command(actor=else_, version_id=version.pk, reason=CPR)
    with pytest.raises(CprInText):
        services.keep_ours(actor=else_, version_id=version.pk, comment=CPR)


def test_a_draft_is_sent_back_with_a_reason_only(else_, bent):
    version = draft(else_, "x")
    with pytest.raises(NotNow):
        services.send_back(actor=bent, version_id=version.pk, comment="x")
    services.submit(actor=else_, version_id=version.pk)
    with pytest.raises(Invalid):
        services.send_back(actor=bent, version_id=version.pk, comment=" ")
    assert services.send_back(actor=bent, version_id=version.pk, comment="Se her").state == "draft"


def test_who_saved_meanwhile_is_not_overwritten(else_, bent):
    first = draft(else_, "Elses")
    assert first.revision == 1
    with pytest.raises(SavedMeanwhile):
        draft(bent, "Bents")
    again = draft(bent, "Elses og Bents", revision=1)
    with pytest.raises(SavedMeanwhile) as refusal:
        draft(else_, "Elses alene", revision=1)
    assert refusal.value.facts == {"revision": 2}
    again.refresh_from_db()
    assert (again.pk, again.content) == (first.pk, bring("Elses og Bents"))


def test_additions_and_replacements_stand_on_what_is_below(else_):
    services.publish(actor=else_, version_id=draft(else_, "Fælles", layer="shared", wish=Wish(mode="add")).pk)
    assert in_force() == ["Foto", "Fælles"]
    services.publish(actor=else_, version_id=draft(else_, "Vores", wish=Wish(mode="add")).pk)
    assert in_force() == ["Foto", "Fælles", "Vores"]
    services.publish(actor=else_, version_id=draft(else_, "Kun vores").pk)
    assert in_force() == ["Kun vores"]
    assert in_force("en") == []


def test_back_to_an_older_version(else_):
    first = services.publish(actor=else_, version_id=draft(else_, "Første").pk)
    with pytest.raises(NotNow):
        services.roll_back(actor=else_, version_id=first.pk)
    services.publish(actor=else_, version_id=draft(else_, "Anden").pk)
    again = services.roll_back(actor=else_, version_id=first.pk)
    assert (in_force(), again.number, again.state) == (["Første"], 3, "published")
    open_one = draft(else_, "Kladde")
    with pytest.raises(NotNow):
        services.roll_back(actor=else_, version_id=first.pk)
    services.withdraw(actor=else_, version_id=open_one.pk)
    needing_review()
    second = SectionVersion.objects.get(number=2, layer="local")
    waiting = services.roll_back(actor=else_, version_id=second.pk)
    assert (waiting.state, in_force()) == ("review", ["Første"])


def test_going_back_past_a_change_below_asks_to_check(else_, folder):
    first = services.publish(actor=else_, version_id=draft(else_, "Første").pk)
    services.publish(actor=else_, version_id=draft(else_, "Anden").pk)
    folder.task(change=lambda task: task["text"]["da"].update(bring=["Nyt foto"]))
    load(folder)
    services.keep_ours(actor=else_, version_id=sections.to_check()[0].id)
    assert sections.to_check() == []
    again = services.roll_back(actor=else_, version_id=first.pk)
    assert [row.id for row in sections.to_check()] == [again.pk]


def test_what_was_published_never_changes(else_):
    version = services.publish(actor=else_, version_id=draft(else_, "Ny").pk)
    rows = SectionVersion.objects.filter(pk=version.pk)
    for change in (
        {"content": {}}, {"mode": "add"}, {"layer": "shared"}, {"number": 9}, {"published_at": NOON},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    services.withdraw(actor=else_, version_id=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="published")


def test_the_database_keeps_one_in_force_one_draft_and_the_nation_replacing(else_):
    services.publish(actor=else_, version_id=draft(else_, "Ny").pk)
    row = SectionVersion.objects.get(layer="local")
    row.pk, row.number = None, 7
    for change in (
        {}, {"layer": "national", "mode": "add", "state": "draft", "published_at": None},
        {"layer": "shared", "state": "scheduled", "valid_from": None},
    ):  # fmt: skip
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_national_change_asks_the_layers_above_to_check_once(else_, bent, folder):
    ours = services.publish(actor=else_, version_id=draft(else_, "Vores").pk)
    folder.task(change=lambda task: task["text"]["da"].update(bring=["To fotos"]))
    load(folder)
    assert in_force() == ["Vores"]
    assert [row.id for row in sections.to_check(person_id=else_.id)] == [ours.pk]
    assert sections.to_check(person_id=bent.id) == []
    line, verdicts = sections.comparison(ours.pk)
    found = {(one.key, one.part): (one.kind, one.base, one.theirs, one.ours) for one in verdicts}
    assert line.id == ours.pk
    assert found["da", "bring"] == ("conflict", ["Foto"], ["To fotos"], ["Vores"])
    services.keep_ours(actor=else_, version_id=ours.pk, comment="Hos os er der fotoboks")
    assert sections.to_check() == []
    load(folder)
    assert sections.to_check() == []
    assert events(ours)[-1] == "kept"


def test_a_draft_written_before_the_nation_changed_is_to_be_checked_when_published(else_, folder):
    old = draft(else_, "Vores")
    folder.task(change=lambda task: task["text"]["da"].update(bring=["To fotos"]))
    load(folder)
    done = services.publish(actor=else_, version_id=old.pk)
    assert [row.id for row in sections.to_check()] == [done.pk]
    seen = old.based_on_id
    fresh = draft(else_, "Vores igen", seen_id=seen)
    assert services.publish(actor=else_, version_id=fresh.pk).check_since is not None
    fresh = draft(else_, "Set på ny")
    assert services.publish(actor=else_, version_id=fresh.pk).check_since is None


def test_three_layers_are_compared_as_their_author_saw_them(else_, folder):
    shared = draft(else_, "Fælles", layer="shared", wish=Wish(mode="add"))
    services.publish(actor=else_, version_id=shared.pk)
    ours = services.publish(actor=else_, version_id=draft(else_, "Vores").pk)
    folder.task(change=lambda task: task["text"]["da"].update(bring=["To fotos"]))
    load(folder)
    assert {row.id for row in sections.to_check()} == {shared.pk, ours.pk}
    _line, verdicts = sections.comparison(ours.pk)
    danish = next(one for one in verdicts if one.key == "da")
    assert (danish.base, danish.theirs) == (["Foto", "Fælles"], ["To fotos", "Fælles"])


def test_taking_back_the_shared_text_asks_ours_to_check(else_):
    shared = services.publish(actor=else_, version_id=draft(else_, "Fælles", layer="shared").pk)
    ours = services.publish(actor=else_, version_id=draft(else_, "Vores").pk)
    services.withdraw(actor=else_, version_id=shared.pk)
    assert [row.id for row in sections.to_check()] == [ours.pk]


def test_a_task_of_our_own_keeps_what_it_must_have(else_):
    from indgang.catalogue.models import Task

    Task.objects.filter(code=CODE).update(is_local=True)
    head = {"da": {"title": "Vores opgave", "summary": "Om den."}}
    own = services.publish(actor=else_, version_id=draft(else_, kind="head", content=head).pk)
    # Nothing stands below in a task that the municipality made itself.
    SectionVersion.objects.filter(section__kind="head", layer="national").update(state="superseded")
    with pytest.raises(NotNow):
        services.withdraw(actor=else_, version_id=own.pk)
    assert queries.sections.sections_of(CODE)[0].content["da"]["title"] == "Vores opgave"


def test_must_read_tells_everybody_and_a_minor_edit_nobody(else_):
    services.publish(actor=else_, version_id=draft(else_, "Kommafejl").pk)
    assert not News.objects.exists()
    with clock.frozen(NOON):
        wish = Wish(reason="Nyt gebyr", must_read=True)
        version = services.publish(actor=else_, version_id=draft(else_, "Nyt", wish=wish).pk)
    news = News.objects.get()
    assert (news.kind, news.needs_receipt, news.due, news.section_version_id) == (
        "change", True, date(2026, 11, 28), version.pk,
    )  # fmt: skip
    assert news.topics == ["rejse"]
    assert {text.language: text.title for text in news.texts.all()} == {
        "da": "Ændret: Nyt pas",
        "en": "Changed: New passport",
    }


def test_each_page_that_stood_at_the_desk_is_kept(else_):
    before = Play.objects.filter(task__code=CODE).count()
    services.publish(actor=else_, version_id=draft(else_, "Kassebon").pk)
    newest = Play.objects.filter(task__code=CODE).order_by("-version").first()
    assert newest is not None
    assert (newest.version, newest.page["da"]["bring"]) == (before + 1, ["Kassebon"])
