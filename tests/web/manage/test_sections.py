"""The editors' pages: writing, reviewing, checking, history, rules, owners; and who sees them."""

from datetime import date

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.catalogue import services
from indgang.catalogue.models import Section, SectionVersion
from indgang.catalogue.queries import sections, task_card
from indgang.catalogue.services import Wish
from indgang.organisation.models import Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

EDIT = "/manage/tasks/pas-voksen/sections/bring/edit/"
PLAY = "/manage/tasks/pas-voksen/sections/play/edit/"
NOTE = "/manage/tasks/pas-voksen/sections/note/edit/"
BOARD = "/manage/tasks/editorial/"


@pytest.fixture
def editor(cast: Cast) -> Client:
    person = Person.objects.create(username="else", name="Else Lund")
    RoleGrant.objects.create(person=person, role="editor", site=None)
    client = Client()
    client.force_login(person)
    return client


def else_id() -> int:
    return Person.objects.get(username="else").pk


def typed(do: str, *things: str, **more: str) -> dict[str, str]:
    return {
        "layer": "local", "mode": "replace", "da.bring": "\r\n".join(things), "en.bring": "", "reason": "Hos os",
        "must_read": "no", "valid_from": "", "valid_to": "", "revision": "", "do": do, **more,
    }  # fmt: skip


def own(state: str = "published") -> SectionVersion:
    return SectionVersion.objects.get(layer="local", section__task__code="pas-voksen", state=state)


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_becomes_a_text_through_review(editor: Client, client_of: ClientOf) -> None:
    services.set_rules(actor=SYSTEM, needs_review=True)
    before = task_card("pas-voksen", "da", actor=SYSTEM).bring
    assert 'value="publish"' not in page_of(editor, EDIT)
    assert editor.post(EDIT, typed("save", "Kassebon")).status_code == 302
    assert "Kassebon" in page_of(editor, EDIT)
    assert "Dine kladder" in page_of(editor, BOARD)
    assert editor.post(EDIT, typed("submit", "Kassebon", revision="1")).status_code == 302
    version = own("review")
    address = f"/manage/tasks/versions/{version.pk}/"
    leif = client_of("leif")
    assert address in page_of(leif, BOARD)
    page = page_of(leif, address)
    assert "<ins><span" in page
    assert "[ny:" in page
    assert "uændret" in page  # English is left out, so that it stays as it is below
    refused = leif.post(address, {"verb": "send-back", "comment": " "})
    assert refused.status_code == 422
    assert 'id="comment-error"' in refused.content.decode()
    assert editor.post(address, {"verb": "approve"}).status_code == 422
    assert task_card("pas-voksen", "da", actor=SYSTEM).bring == before
    assert leif.post(address, {"verb": "approve", "comment": "Godt"}).status_code == 302
    assert task_card("pas-voksen", "da", actor=SYSTEM).bring == ["Kassebon"]
    history = page_of(leif, "/manage/tasks/pas-voksen/sections/bring/")
    assert "Godt" in history
    assert "Hos os" in history


def test_publishing_at_once_going_back_and_taking_back(editor: Client) -> None:
    for thing in ("Første", "Anden"):
        assert editor.post(EDIT, typed("publish", thing)).status_code == 302
    first = SectionVersion.objects.get(layer="local", number=1)
    address = f"/manage/tasks/versions/{first.pk}/"
    assert editor.post(address, {"verb": "roll-back", "comment": "Den gamle var rigtig"}).status_code == 302
    assert task_card("pas-voksen", "da", actor=SYSTEM).bring == ["Første"]
    present = own()
    assert editor.post(f"/manage/tasks/versions/{present.pk}/", {"verb": "withdraw"}).status_code == 302
    assert "Første" not in task_card("pas-voksen", "da", actor=SYSTEM).bring
    assert editor.post(address, {"verb": "withdraw"}).status_code == 422
    assert editor.post(address, {"verb": "dance"}).status_code == 404
    compared = page_of(editor, f"/manage/tasks/pas-voksen/sections/bring/?old={first.pk}&new={present.pk}")
    assert "Første" in compared


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"da.bring": "Om 070761-4285"}, "da-bring-error"),
        ({"da.bring": "x" * 300}, "da-bring-error"),
        ({"reason": ""}, "reason-error"),
        ({"valid_from": "i morgen"}, "valid_from-error"),
        ({"valid_to": "2020-01-01"}, "valid_to-error"),
        ({"do": "schedule"}, "valid_from-error"),
    ],
)
def test_what_was_typed_stays_typed(editor: Client, wrong: dict[str, str], field: str) -> None:
    sent = {**typed("publish", "Kassebon for fotoet", **{"en.bring": "Receipt"}), **wrong}
    answer = editor.post(EDIT, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}"' in page
    assert sent["da.bring"] in page
    assert "Receipt" in page
    assert not SectionVersion.objects.filter(layer="local").exists()


def test_a_text_is_scheduled_for_its_day(editor: Client) -> None:
    assert editor.post(EDIT, typed("schedule", "Ny", valid_from="2031-01-01")).status_code == 302
    assert own("scheduled").valid_from == date(2031, 1, 1)
    assert "01-01-2031" in page_of(editor, BOARD)


def test_who_saved_meanwhile_is_shown_beside_mine(editor: Client, client_of: ClientOf) -> None:
    admin = client_of("admin")
    assert admin.post(EDIT, typed("save", "Adas linje")).status_code == 302
    answer = editor.post(EDIT, typed("save", "Elses linje"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Adas linje" in page
    assert "Elses linje" in page
    assert 'name="revision" value="1"' in page
    assert own("draft").content["da"]["bring"] == ["Adas linje"]
    assert editor.post(EDIT, typed("save", "Adas linje", "Elses linje", revision="1")).status_code == 302
    assert own("draft").content["da"]["bring"] == ["Adas linje", "Elses linje"]


def test_the_preview_shows_all_layers_and_saves_nothing(editor: Client) -> None:
    answer = editor.post(EDIT, typed("preview", "Kassebon", mode="add"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="preview"' in page
    shown = page[page.index('id="preview"') : page.index('<form class="keeps')]
    for thing in (*task_card("pas-voksen", "da", actor=SYSTEM).bring, "Kassebon"):
        assert f"<li>{thing}" in shown
    assert "lixtal" in page
    assert not SectionVersion.objects.filter(layer="local").exists()


STEPS = {
    "layer": "local", "mode": "replace", "reason": "Hos os", "must_read": "no", "revision": "",
    "place-0": "2", "kind-0": "co_service", "reach-0": "guide", "seconds-0": "90", "to-0": "", "da-0": "Gør det",
    "en-0": "Do it", "place-1": "1", "kind-1": "ask", "reach-1": "guide", "seconds-1": "", "to-1": "",
    "da-1": "Spørg", "en-1": "Ask", "place-2": "3", "kind-2": "do", "reach-2": "guide", "seconds-2": "",
    "to-2": "", "da-2": "", "en-2": "",
}  # fmt: skip


def test_a_play_is_written_in_rows(editor: Client) -> None:
    assert editor.post(PLAY, {**STEPS, "do": "publish"}).status_code == 302
    card = task_card("pas-voksen", "da", actor=SYSTEM)
    assert [(step.kind, step.text) for step in card.steps] == [("ask", "Spørg"), ("co_service", "Gør det")]
    assert own().content["steps"][1]["seconds"] == 90
    assert 'value="90"' in page_of(editor, PLAY)


@pytest.mark.parametrize(
    "wrong",
    [{"kind-0": "stop_refer"}, {"seconds-0": "to"}, {"seconds-0": "2"}, {"en-0": ""}, {"kind-0": "dans"}],
)
def test_a_step_that_cannot_be_used_says_why_and_keeps_all(editor: Client, wrong: dict[str, str]) -> None:
    answer = editor.post(PLAY, {**STEPS, "do": "publish", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="step-error-1"' in page
    for text in ("Gør det", "Spørg", "Hos os"):
        assert text in page
    assert not SectionVersion.objects.filter(layer="local").exists()


def test_steps_are_moved_added_and_removed_without_saving(editor: Client) -> None:
    def order(row: str) -> list[str]:
        page = editor.post(PLAY, {**STEPS, "row": row}).content.decode()
        return [text for text in page.split("<textarea")[1:] if 'lang="da"' in text]

    def texts(row: str) -> list[str]:
        return [part.split(">", 1)[1].split("<", 1)[0] for part in order(row)]

    assert texts("up-1") == ["Gør det", "Spørg", ""]
    assert texts("down-0") == ["Gør det", "Spørg", ""]
    assert texts("remove-0") == ["Gør det", ""]
    assert texts("add") == ["Spørg", "Gør det", "", ""]
    assert texts("sideways-9") == ["Spørg", "Gør det", ""]
    assert not SectionVersion.objects.filter(layer="local").exists()


def test_a_note_for_one_site(editor: Client, cast: Cast) -> None:
    note = {
        "layer": "local",
        "site": "magion",
        "mode": "add",
        "da.note": "Boksen er i stykker.",
        "do": "publish",
    }
    assert editor.post(f"{NOTE}?site=magion", note).status_code == 302
    card = task_card("pas-voksen", site=cast.magion, actor=SYSTEM)
    assert [one.text for one in card.notes] == ["Boksen er i stykker."]
    assert task_card("pas-voksen", site=cast.town_hall, actor=SYSTEM).notes == []
    assert "Boksen er i stykker." in page_of(editor, f"{NOTE}?site=magion")
    assert "Boksen er i stykker." in page_of(editor, "/manage/tasks/pas-voksen/")
    assert editor.get(f"{NOTE}?site=nowhere").status_code == 404


def changed_below(editor: Client) -> SectionVersion:
    editor.post(EDIT, typed("publish", "Vores"))
    shared = services.save_draft(
        actor=SYSTEM, code="pas-voksen", kind="bring", layer="shared",
        content={"da": {"bring": ["Nyt foto"]}}, wish=Wish(reason="Ny regel"),
    )  # fmt: skip
    services.publish(actor=SYSTEM, version_id=shared.pk)
    return own()


def test_our_text_is_checked_and_kept(editor: Client) -> None:
    version = changed_below(editor)
    address = f"/manage/tasks/versions/{version.pk}/check/"
    assert address in page_of(editor, BOARD)
    page = page_of(editor, address)
    for text in ("Nyt", "Vores", "<del>"):
        assert text in page
    refused = editor.post(address, {"verb": "keep", "comment": "070761-4285"})
    assert refused.status_code == 422
    assert "070761-4285" in refused.content.decode()
    assert editor.post(address, {"verb": "keep", "comment": "Gælder stadig"}).status_code == 302
    assert sections.to_check() == []
    assert task_card("pas-voksen", "da", actor=SYSTEM).bring == ["Vores"]


def test_theirs_is_taken(editor: Client) -> None:
    version = changed_below(editor)
    address = f"/manage/tasks/versions/{version.pk}/check/"
    assert editor.post(address, {"verb": "take-theirs"}).status_code == 302
    assert task_card("pas-voksen", "da", actor=SYSTEM).bring == ["Nyt foto"]


def test_rules_owners_and_reading_through(editor: Client, client_of: ClientOf) -> None:
    leif = client_of("leif")
    form = {
        "needs_review": "yes",
        "remind_days": "30",
        "escalate_days": "7",
        "read_within_days": "5",
        "link_failures": "4",
    }
    assert leif.post("/manage/tasks/rules/", form).status_code == 302
    kept = services.rules()
    assert (kept.needs_review, kept.remind_days, kept.link_failures) == (True, 30, 4)
    wrong = leif.post("/manage/tasks/rules/", {**form, "remind_days": "mange"})
    assert wrong.status_code == 422
    assert 'value="mange"' in wrong.content.decode()
    owners = "/manage/tasks/pas-voksen/owners/"
    assert leif.post(owners, {"owner": "else", "bring": "leif"}).status_code == 302
    cards = {card.kind: card.owner for card in sections.sections_of("pas-voksen")}
    assert (cards["head"], cards["bring"]) == ("Else Lund", "Leif Juhl")
    assert leif.post(owners, {"owner": "maja"}).status_code == 422
    Section.objects.update(review_due=date(2020, 1, 1))
    board = page_of(editor, BOARD)
    assert "Læst igennem, stadig rigtigt" in board
    address = "/manage/tasks/pas-voksen/read/"
    answer = editor.post(address, {"kind": "bring", "back": BOARD})
    assert (answer.status_code, answer["Location"]) == (302, BOARD)
    assert editor.post(address, {"back": "https://example.org/"})["Location"] == "/manage/tasks/pas-voksen/"
    assert editor.post(address, {"back": "//example.org/"})["Location"] == "/manage/tasks/pas-voksen/"
    assert not Section.objects.filter(task__code="pas-voksen", review_due__lt=date(2026, 1, 1)).exists()


def test_calm_when_there_is_nothing(editor: Client) -> None:
    page = page_of(editor, BOARD)
    for sentence in ("Intet venter på dine øjne", "Ingen grundtekst er ændret"):
        assert sentence in page


def test_generalists_see_none_of_it(client_of: ClientOf, editor: Client, cast: Cast) -> None:
    editor.post(EDIT, typed("save", "Hemmelig kladde"))
    version = own("draft").pk
    maja, leif = client_of("maja"), client_of("leif")
    addresses = (
        BOARD, EDIT, "/manage/tasks/rules/", "/manage/tasks/pas-voksen/owners/",
        "/manage/tasks/pas-voksen/sections/bring/", f"/manage/tasks/versions/{version}/",
        f"/manage/tasks/versions/{version}/check/",
    )  # fmt: skip
    assert {address: maja.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 403)
    page = page_of(maja, "/manage/tasks/pas-voksen/")
    for hidden in ("Hemmelig kladde", "Redaktionens bord", "/sections/", "/versions/"):
        assert hidden not in page
    assert {address: leif.get(address).status_code for address in addresses} == {
        address: 403 if address == EDIT else 200 for address in addresses
    }
    assert maja.post(f"/manage/tasks/versions/{version}/", {"verb": "withdraw"}).status_code == 403
    assert leif.post(f"/manage/tasks/versions/{version}/", {"verb": "withdraw"}).status_code == 422


def test_a_site_editor_writes_no_foreign_notes(cast: Cast) -> None:
    person = Person.objects.create(username="magda", name="Magda")
    RoleGrant.objects.create(person=person, role="editor", site=cast.magion)
    client = Client()
    client.force_login(person)
    assert client.get(f"{NOTE}?site=magion").status_code == 200
    assert client.get(f"{NOTE}?site=raadhus").status_code == 404
    note = {"layer": "local", "site": "raadhus", "mode": "add", "da.note": "x", "do": "publish"}
    assert client.post(NOTE, note).status_code == 404
    assert actor_of_person(person.pk).has_role(frozenset({"editor"}), cast.magion.pk)


def test_what_does_not_exist(editor: Client) -> None:
    for address in (
        "/manage/tasks/pas-voksen/sections/nothing/", "/manage/tasks/pas-voksen/sections/nothing/edit/",
        "/manage/tasks/no-such/sections/bring/", "/manage/tasks/no-such/sections/bring/edit/",
        "/manage/tasks/versions/999999/", "/manage/tasks/versions/999999/check/",
        f"{EDIT}?layer=national", "/manage/tasks/no-such/owners/",
    ):  # fmt: skip
        assert editor.get(address).status_code == 404, address
