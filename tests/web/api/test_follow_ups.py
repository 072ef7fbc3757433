"""Cases by the API: drafted with fields and papers, sent, followed; and decided by nobody without a delegation."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from indgang.base.access import SYSTEM
from indgang.catalogue.services import (
    FieldTexts,
    FieldWish,
    draft_form,
    publish_form,
    save_field,
    set_site_offer,
)
from indgang.core.reach import Reach
from indgang.followup.models import Decision
from indgang.organisation.models import Lifeline, Person, RoleGrant
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db
WISH = {"outcome": "granted", "legal_basis": "Lov (eksempel)", "appeal": "Klag (eksempel)"}


@pytest.fixture
def per(cast: Cast) -> Person:
    """Behind housing benefit, without a delegation; the form asks for rent and a lease."""
    person = Lifeline.objects.get(code="boligstoette").person
    assert person is not None
    RoleGrant.objects.create(person=person, role="specialist", site=cast.town_hall)
    set_site_offer(actor=SYSTEM, code="boligstoette", site=cast.magion, reach=Reach.PREPARE)
    draft_form(actor=SYSTEM, task_code="boligstoette")
    for kind, label in (("number", "Husleje"), ("paper", "Lejekontrakt")):
        wish = FieldWish(kind, {"da": FieldTexts(label)}, is_required=True)
        save_field(actor=SYSTEM, task_code="boligstoette", wish=wish)
    publish_form(actor=SYSTEM, task_code="boligstoette")
    return person


def upload(api: ApiClient, code: str, content: bytes, key: str) -> Any:
    boundary = "one"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="Bente.jpg"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return api.client.generic(
        "POST",
        f"/api/v1/follow-ups/{code}/papers?field=lejekontrakt",
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"authorization": f"Bearer {api.token}", "idempotency-key": key},
    )


def test_a_case_is_drafted_completed_sent_followed_and_not_decided(
    cast: Cast, per: Person, connect: Callable[..., ApiClient]
) -> None:
    maja = connect(person=cast.maja)
    body = {"site": "magion", "task": "boligstoette", "draft": True, "answers": {"husleje": "4.500"}}
    draft = maja.post("follow-ups", body)
    assert (draft["state"], draft["sent_at"]) == ("draft", None)
    path = f"follow-ups/{draft['code']}"
    assert maja.send(f"{path}/send").status_code == 422
    assert maja.send(f"{path}/fields", {"name": "Bente 010190-1234"}).json()["code"] == "cpr-in-text"
    maja.post(f"{path}/fields", {"name": "Bente Prøve", "answers": {"husleje": "4.100"}})
    assert upload(maja, draft["code"], b"MZ no picture", "bad").status_code == 422
    picture = io.BytesIO()
    Image.new("RGB", (30, 30)).save(picture, "JPEG")
    kept = [upload(maja, draft["code"], picture.getvalue(), "good") for _twice in range(2)]
    assert [one.status_code for one in kept] == [201, 201]
    assert kept[0].json() == kept[1].json()
    assert "Bente" not in kept[0].content.decode()
    assert maja.post(f"{path}/send")["state"] == "waiting"
    assert upload(maja, draft["code"], picture.getvalue(), "late").status_code == 409

    assert maja.send(f"{path}/accept").status_code in {403, 404}
    assert maja.send(f"{path}/decide", WISH).status_code in {403, 404}
    officer = connect(role="generalist", site=cast.magion, person=cast.maja)
    for verb, sent in (("accept", {}), ("decide", WISH), ("close", {"result": "done"})):
        assert officer.send(f"{path}/{verb}", sent).status_code in {403, 404}, verb
    assert connect().send(f"{path}/decide", WISH).status_code in {403, 404}
    specialist = connect(role="specialist", site=cast.town_hall, person=per)
    specialist.post(f"{path}/accept")
    refused = specialist.send(f"{path}/decide", WISH)
    assert (refused.status_code, refused.json()["code"]) == (403, "no-delegation")
    assert not Decision.objects.exists()
    states = maja.get(f"{path}/states").json()
    assert [(one["kind"], one["state"]) for one in states] == [("sent", "waiting"), ("accepted", "accepted")]
    assert connect().get(f"{path}/states").status_code in {403, 404}
