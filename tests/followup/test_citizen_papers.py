"""Papers that a citizen sends by the link of the message: who may, what is taken, and how much."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid
from indgang.base.sealing import unseal
from indgang.catalogue.services import FieldTexts, FieldWish, draft_form, publish_form, save_field
from indgang.followup.errors import FollowUpNotFound, MovedOn
from indgang.followup.models import Attachment, FollowUp, FollowUpEvent, Handover
from indgang.followup.opened import open_case
from indgang.followup.paper_links import address_of, signature_of, signed_code
from indgang.followup.queries import inbox, public_state
from indgang.followup.services import (
    accept,
    add_paper,
    add_papers_as_citizen,
    ask_citizen,
    withdraw_as_citizen,
)
from indgang.followup.services.citizen_papers import MOST_FROM_CITIZEN
from indgang.messaging.models import Message
from indgang.organisation.models import Lifeline

Who = Callable[[str], Actor]


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def asked(waiting: Callable[[], FollowUp], unit: Lifeline, who: Who) -> FollowUp:
    """A case that Ida has accepted; she has asked for the lease."""
    draft_form(actor=SYSTEM, task_code="boligstoette")
    save_field(
        actor=SYSTEM, task_code="boligstoette", wish=FieldWish("paper", {"da": FieldTexts("Lejekontrakt")})
    )
    form = publish_form(actor=SYSTEM, task_code="boligstoette")
    Lifeline.objects.filter(pk=unit.pk).update(email="bolig@kommune.example")
    row = waiting()
    Handover.objects.filter(follow_up=row).update(form_version=form.pk)
    accept(actor=who("ida"), code=row.code)
    ask_citizen(actor=who("ida"), code=row.code, papers=["lejekontrakt"], what="Side 2 mangler.")
    return row


def send(row: FollowUp, count: int = 1, field: str = "lejekontrakt") -> FollowUp:
    files = [(field, f"IMG_{number}.jpg", picture()) for number in range(count)]
    return add_papers_as_citizen(code=row.code, signature=signature_of(row.code), files=files)


def test_the_message_holds_the_link_and_what_comes_is_sealed_and_told(asked: FollowUp, who: Who) -> None:
    told = Message.objects.get(kind="followup.asked")
    assert address_of(asked.code) in unseal(told.body)
    send(asked)
    paper = Attachment.objects.get()
    assert (paper.field, paper.added_by, unseal(paper.name)) == ("lejekontrakt", None, "IMG_0.jpg")
    assert not bytes(paper.content).startswith(b"\xff\xd8")
    assert Message.objects.filter(kind="followup.paper_came").count() == 1
    assert not public_state(asked.code).asks
    assert [line.has_news for line in inbox(who("ida")).mine] == [True]
    assert open_case(actor=who("ida"), code=asked.code, where="backline").history[-1].facts["by"] == "citizen"
    assert [line.has_news for line in inbox(who("ida")).mine] == [False]


def test_what_the_unit_attaches_itself_is_asked_for_no_more(asked: FollowUp, who: Who) -> None:
    add_paper(actor=who("ida"), code=asked.code, name="a.jpg", content=picture())
    assert public_state(asked.code).missing == ("Lejekontrakt",)
    add_paper(actor=who("ida"), code=asked.code, name="b.jpg", content=picture(), field="lejekontrakt")
    assert not public_state(asked.code).asks


def test_only_the_link_opens_it_and_only_where_something_was_asked(
    asked: FollowUp, waiting: Callable[[], FollowUp]
) -> None:
    other = waiting()
    for code, signature in (
        (asked.code, "0" * 16),
        (asked.code, ""),
        (asked.code, signature_of(other.code)),
        (other.code, signature_of(other.code)),
        ("234567892", signature_of("234567892")),
    ):
        with pytest.raises(FollowUpNotFound):
            add_papers_as_citizen(code=code, signature=signature, files=[("", "a.jpg", picture())])
    old = signature_of(asked.code)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]), pytest.raises(FollowUpNotFound):
        signed_code(asked.code, old)
    assert not Attachment.objects.exists()


def test_what_is_no_paper_is_refused_and_nothing_of_the_rest_is_kept(asked: FollowUp) -> None:
    for content in (b"MZ", b"", b"<html>", b"%PDF-1.4 /JavaScript %%EOF"):
        files = [("", "good.jpg", picture()), ("", "a.jpg", content)]
        with pytest.raises(Invalid):
            add_papers_as_citizen(code=asked.code, signature=signature_of(asked.code), files=files)
    with pytest.raises(Invalid):
        add_papers_as_citizen(code=asked.code, signature=signature_of(asked.code), files=[])
    assert not Attachment.objects.exists()


def test_there_is_an_end_to_it(asked: FollowUp) -> None:
    for _turn in range(MOST_FROM_CITIZEN // 5):
        send(asked, 5, "")
    with pytest.raises(Invalid):
        send(asked)
    assert Attachment.objects.count() == MOST_FROM_CITIZEN
    assert FollowUpEvent.objects.filter(kind="added").count() == MOST_FROM_CITIZEN // 5


def test_a_case_that_is_over_takes_nothing(asked: FollowUp) -> None:
    withdraw_as_citizen(code=asked.code)
    with pytest.raises(MovedOn):
        send(asked)
    address = f"/f/{asked.code}/papers/{signature_of(asked.code)}/"
    assert "Vi tager ikke imod flere papirer" in Client().get(address).content.decode()


def test_the_page_takes_files_and_shows_nobody(asked: FollowUp) -> None:
    address = f"/f/{asked.code}/papers/{signature_of(asked.code)}/"
    shown = Client().get(address)
    assert "Lejekontrakt" in shown.content.decode()
    assert "Bente" not in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"

    def post(name: str, content: bytes = b"") -> int:
        file = SimpleUploadedFile(name, content or picture(), "image/jpeg")
        return int(Client().post(address, {"paper-lejekontrakt": file}).status_code)

    assert post("010190-1234.jpg") == 422
    assert post("virus.jpg", b"MZ\x90") == 422
    assert post("IMG_1.jpg") == 302
    assert Client().post(address, {}).status_code == 422
    assert "Vi har fået det, vi bad om" in Client().get(address).content.decode()
    assert Attachment.objects.count() == 1


def test_the_page_is_asked_a_few_times_only(asked: FollowUp) -> None:
    address = f"/f/{asked.code}/papers/{signature_of(asked.code)}/"
    assert [Client().post(address, {}).status_code for _turn in range(16)][-1] == 429
    wrong = [Client().get(f"/f/{asked.code}/papers/{'0' * 16}/").status_code for _turn in range(14)]
    assert (wrong[0], wrong[-1]) == (404, 429)
