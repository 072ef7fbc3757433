"""A copy of the whole database tells nobody who a citizen is; and everything sealed follows when the key is changed."""

import io
import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, override_settings
from PIL import Image

from indgang.base.access import SYSTEM
from indgang.base.sealing import unseal, unseal_bytes
from indgang.booking import services as booking
from indgang.booking.calendars.linking import Wish
from indgang.booking.errands import Wanted
from indgang.booking.queries import first_free
from indgang.booking.services import Contact
from indgang.catalogue.models import Task
from indgang.catalogue.services import (
    FieldTexts,
    FieldWish,
    draft_form,
    publish_form,
    save_field,
    set_site_offer,
)
from indgang.contactscreen import services as screen
from indgang.core.reach import Reach
from indgang.followup import services as followup
from indgang.followup import windows
from indgang.followup.callback_queries import questions_asked
from indgang.followup.models import FollowUp, Party
from indgang.followup.opened import open_case
from indgang.followup.parties import Person as Citizen
from indgang.followup.parties import same_person
from indgang.messaging.services import enqueue
from indgang.organisation.models import Delegation, Lifeline
from indgang.organisation.services import issue_token
from indgang.project.resealing import SEALED, reseal_all
from indgang.queue import services as queue
from tests.booking.calendars import Elsewhere
from tests.cast import LONG_AGO, Cast
from tests.contactscreen.conftest import Unit, make_unit

pytestmark = pytest.mark.django_db

ZENOBIA = Citizen(
    "Zenobia Kvistgaard", "31 41 59 26", "zenobia@kvistgaard.example", "Violbakken 77, 7190 Billund", "email"
)
SAID = "Hun har en trompetfisk i badekarret"
NEEDLES = ("zenobia", "kvistgaard", "31415926", "31 41 59 26", "violbakken", "trompetfisk", "badekar")
TEXTS = """
SELECT table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables
USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
AND data_type IN ('text', 'character varying', 'bytea', 'json', 'jsonb', 'ARRAY')
"""


@pytest.fixture
def under_the_old_key() -> Iterator[None]:
    with override_settings(SEALING_KEYS=["the old key"]):
        yield


@pytest.fixture
def filled(cast: Cast, under_the_old_key: None) -> Unit:
    """Something of every kind that holds a citizen's words, also half done and on its way."""
    _promise_calls(cast)
    _book(cast)
    unit = make_unit(cast)
    Delegation.objects.create(
        person=unit.per, scope_kind="task", scope_code="boligstoette", decision="Pkt. 7", valid_from=LONG_AGO
    )
    _form(cast)
    _cases(cast, unit)
    _meeting(unit)
    return unit


def _promise_calls(cast: Cast) -> None:
    line = Lifeline.objects.get(code="pas-koerekort")
    Lifeline.objects.filter(pk=line.pk).update(person=cast.signe)
    maja, signe = cast.actor("maja"), cast.actor("signe")
    asks = [followup.QuestionWish("short", {"da": "Hvad sker der?"})]
    followup.save_questions(actor=signe, lifeline_id=line.pk, wishes=asks)
    key = questions_asked(line.pk)[0].key
    for turn, window in enumerate(windows.offered(line.pk)[:2]):
        row = followup.promise_call(
            actor=maja,
            site=cast.magion,
            desk=cast.kvik1,
            lifeline_id=line.pk,
            task_id=Task.objects.get(code="pas-voksen").pk,
            wish=followup.CallWish(ZENOBIA, window.start, SAID, answers={key: SAID}),
        )
        followup.accept(actor=signe, code=row.code)
        followup.note_call(actor=signe, code=row.code, result="no_answer", note=SAID, key=f"try-{turn}")
        if turn:
            followup.note_call(actor=signe, code=row.code, result="reached", key="last")
            followup.close_call(actor=signe, code=row.code, result="advised", answer=SAID)


def _book(cast: Cast) -> None:
    booking.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    wanted = [Wanted("pas-voksen")]
    slot = first_free(site=cast.magion, tasks=wanted)
    assert slot is not None
    booking.book(
        actor=SYSTEM, site=cast.magion, tasks=wanted, start=slot.start,
        contact=Contact(ZENOBIA.name, ZENOBIA.email, ZENOBIA.phone),
    )  # fmt: skip
    signe = booking.save_resource(actor=SYSTEM, site=cast.magion, kind="person", person=cast.signe)
    wish = Wish("caldav", "https://dav.example/zenobia/", "zenobia", "trompetfisk", writes=True)
    booking.connect(actor=SYSTEM, resource=signe, wish=wish, open_calendar=Elsewhere())
    enqueue(
        kind="messaging.test", channel="email", to=ZENOBIA.email, values={}, reference="x", site=cast.magion
    )


def _form(cast: Cast) -> None:
    set_site_offer(actor=SYSTEM, code="boligstoette", site=cast.magion, reach=Reach.PREPARE)
    draft_form(actor=SYSTEM, task_code="boligstoette")
    for kind, label in (("long_text", "Hvad"), ("address", "Bolig")):
        save_field(actor=SYSTEM, task_code="boligstoette", wish=FieldWish(kind, {"da": FieldTexts(label)}))
    publish_form(actor=SYSTEM, task_code="boligstoette")


def _cases(cast: Cast, unit: Unit) -> None:
    """One that came by the API and is decided, one that was returned and asked about, and a draft on the page."""
    per, maja = unit.actor(unit.per), cast.actor("maja")
    first, second = (_by_api(cast, turn) for turn in ("one", "two"))
    followup.accept(actor=per, code=first)
    followup.add_note(actor=per, code=first, note=SAID)
    wish = followup.DecisionWish("granted", "Lov (eksempel)", "Klag (eksempel)", SAID)
    followup.decide(actor=per, code=first, wish=wish)
    followup.accept(actor=per, code=second)
    followup.ask_citizen(actor=per, code=second, what=SAID)
    followup.return_to_desk(actor=per, code=second, reason="other", note=SAID)
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "JPEG")
    followup.add_paper(actor=maja, code=second, name="Zenobia.jpg", content=picture.getvalue())
    queue.open_desk(actor=maja, desk=cast.kvik1)
    draft = followup.prepare(actor=maja, site=cast.magion, desk=cast.kvik1, task_code="boligstoette")
    page = Client()
    page.force_login(cast.maja)
    typed = {
        "f-hvad": SAID, "f-bolig": ZENOBIA.address, "name": ZENOBIA.name, "phone": ZENOBIA.phone,
        "email": "", "address": ZENOBIA.address, "tell_by": "", "note": SAID,
    }  # fmt: skip
    page.post(f"/desk/magion/kvik-1/cases/{draft.code}/keep/", typed)
    assert open_case(actor=maja, code=draft.code, where="test").note == SAID
    nameless = followup.prepare(actor=maja, site=cast.magion, desk=cast.kvik1, task_code="boligstoette")
    followup.save_case(actor=maja, code=nameless.code, typed={}, person=Citizen("", ZENOBIA.phone))
    assert page.get("/desk/magion/kvik-1/cases/").status_code == 200
    _look_somebody_up(cast)


def _look_somebody_up(cast: Cast) -> None:
    page = Client()
    page.force_login(cast.admin)
    answer = page.post("/manage/organisation/privacy/", {"name": ZENOBIA.name, "phone": ZENOBIA.phone})
    assert "Violbakken" in answer.content.decode()


def _by_api(cast: Cast, key: str) -> str:
    token = issue_token(actor=SYSTEM, name=f"maja {key}", role="api", site=None, person=cast.maja)
    body = {
        "site": "magion", "desk": "kvik-1", "task": "boligstoette", "name": ZENOBIA.name, "phone": ZENOBIA.phone,
        "email": ZENOBIA.email, "address": ZENOBIA.address, "tell_by": "email", "note": SAID,
        "answers": {"hvad": SAID, "bolig": ZENOBIA.address},
    }  # fmt: skip
    answer = Client().post(
        "/api/v1/follow-ups", json.dumps(body), content_type="application/json",
        headers={"authorization": f"Bearer {token}", "idempotency-key": f"sealed-{key}"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["code"])


def _meeting(unit: Unit) -> None:
    citizen, mine, specialist, theirs = unit.meets()
    screen.say(held=citizen, generation=mine, text=SAID)
    screen.choose_sheet(held=specialist, generation=theirs, kind="agreed")
    screen.write(held=specialist, generation=theirs, name="agreed", value=f"{SAID} (1)", base=0)
    screen.write(held=citizen, generation=mine, name="agreed", value=SAID, base=0)
    screen.send(held=specialist, generation=theirs, to=mine, body=json.dumps({"candidate": SAID}))


def readable() -> dict[str, list[str]]:
    """The tables whose copy holds one of the words, and which."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT lower(t::text) FROM "{table}" t')
            body = "\n".join(row[0] for row in cursor.fetchall())
            words = [one for one in NEEDLES if one in body or one.encode().hex() in body]
            if words:
                found[table] = words
    return found


def sealed_columns() -> set[tuple[str, str]]:
    """Every column of the database that holds sealed text or bytes."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f"SELECT 1 FROM \"{table}\" WHERE {text} LIKE '%%gAAAA%%' LIMIT 1")
            if cursor.fetchone():
                found.add((table, column))
    return found


def listed_columns() -> set[tuple[str, str]]:
    found = set()
    for label, columns in SEALED.items():
        model = apps.get_model(label)
        found |= {(model._meta.db_table, model._meta.get_field(name).column) for name in columns}
    return found


def test_a_copy_of_the_database_names_nobody(filled: Unit) -> None:
    assert readable() == {}


def test_every_sealed_column_is_listed_and_every_listed_one_is_sealed(filled: Unit) -> None:
    assert sealed_columns() == listed_columns()


def test_after_resealing_the_new_key_alone_opens_everything(filled: Unit) -> None:
    with override_settings(SEALING_KEYS=["a new key", "the old key"]):
        report = reseal_all()
        assert {label for label, done in report.items() if done.changed == 0 or done.unreadable} == set()
    with override_settings(SEALING_KEYS=["a new key"]):
        for label, columns in SEALED.items():
            for row in apps.get_model(label).objects.values_list(*columns):
                for sealed in row:
                    unseal(sealed) if isinstance(sealed, str) else unseal_bytes(bytes(sealed))
        assert len(same_person(phone=ZENOBIA.phone)) == Party.objects.count()
        assert len(same_person(name=ZENOBIA.name)) >= 4
        decided = FollowUp.objects.get(result="decided")
        found = open_case(actor=filled.actor(filled.per), code=decided.code, where="test")
        assert found.person == ZENOBIA
        assert readable() == {}


def test_what_no_key_opens_is_counted_and_left(filled: Unit) -> None:
    with override_settings(SEALING_KEYS=["a new key"]):
        report = reseal_all()
        assert sum(done.changed for done in report.values()) == 0
        assert all(done.unreadable for done in report.values())
