"""Who sees what, asked of each surface as everybody: role × surface × item, against one table written by hand.

The items carry invented words that stand nowhere else, so that a crawl of every address finds them wherever they leak.
"""

import ast
import contextlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.catalogue import visibility
from indgang.catalogue.models import SectionVersion, Task
from indgang.catalogue.queries.sections import sections_of
from indgang.catalogue.services import (
    NewsWish,
    Wish,
    publish_news,
    save_draft,
    save_local_note,
    set_text,
    write_news,
)
from indgang.catalogue.services.editing import change_field
from indgang.catalogue.services.values import present_ids
from indgang.core.day import danish_date
from indgang.organisation.models import Lifeline
from indgang.organisation.services import issue_token
from indgang.project.cli import main
from tests.conformance.conftest import VISITORS, Town
from tests.conformance.routes import PAGES
from tests.conformance.sources import PACKAGE, sources
from tests.conformance.test_pages import visit

pytestmark = pytest.mark.django_db

PUBLIC, STAFF, RETIRED, COMING, EXPIRED = (
    "pas-voksen", "flytning-indenlands", "koerekort-fornyelse", "print-kopi-scan", "sundhedskort-nyt",
)  # fmt: skip
ITEMS = (PUBLIC, STAFF, RETIRED, COMING, EXPIRED)
FOR_ALL = {PUBLIC, EXPIRED}
FOR_STAFF = FOR_ALL | {STAFF, COMING}
FOR_EDITORS = FOR_STAFF | {RETIRED}
NOBODY: set[str] = set()

PEOPLE = VISITORS[1:]
EDITORS = {"editor", "manager", "administrator", "foreign manager", "foreign editor"}
TOKENS = {"device token": "device", "api token": "api", "foreign api token": "api"}

DRAFT, FORBIDDEN, NOTE, FOREIGN_NOTE = "kladdeqxa", "forbudtqxb", "notatqxc", "fremmedqxd"
PHONE, TARGETED = "70 11 22 33", "nyhedqxe"


def seen_by(visitor: str) -> set[str]:
    """Which items exist for a visitor of the pages."""
    if visitor in EDITORS:
        return FOR_EDITORS
    return FOR_STAFF if visitor in PEOPLE or visitor.endswith("api token") else FOR_ALL


@pytest.fixture(scope="module")
def place(town: Town, django_db_blocker: Any) -> Iterator[Town]:
    """The town with one task of each sort, and words that tell a leak."""
    with django_db_blocker.unblock(), transaction.atomic():
        today = danish_date(clock.now())
        Task.objects.filter(code__in=ITEMS).update(sensitive=False, topic=Task.objects.get(code=PUBLIC).topic)
        Task.objects.filter(code=STAFF).update(visibility="staff")
        Task.objects.filter(code=COMING).update(valid_from=today + timedelta(days=9))
        Task.objects.filter(code=EXPIRED).update(valid_to=today - timedelta(days=1))
        for code in ITEMS:
            task = Task.objects.get(code=code)
            change_field(task, "offer.library", "guide", ids=present_ids(), actor=SYSTEM)
        Task.objects.filter(code=RETIRED).update(is_active=False)
        _write_secrets(town)
        yield town
        transaction.set_rollback(True)


def _write_secrets(town: Town) -> None:
    set_text(actor=SYSTEM, code=PUBLIC, language="da", forbidden=f"Skriv aldrig {FORBIDDEN}.")
    save_local_note(actor=SYSTEM, code=PUBLIC, texts={"da": f"Vores {NOTE}"})
    save_local_note(
        actor=SYSTEM, code=PUBLIC, texts={"da": f"Deres {FOREIGN_NOTE}"}, site=town.cast.town_hall
    )
    save_draft(
        actor=SYSTEM,
        code=PUBLIC,
        kind="description",
        layer="local",
        content={"da": {"description": f"En {DRAFT}"}},
        wish=Wish(reason="prøve"),
    )
    Lifeline.objects.filter(pk=Task.objects.get(code=PUBLIC).lifeline_id).update(direct_phone=PHONE)
    item = write_news(
        actor=SYSTEM,
        wish=NewsWish(texts={"da": (TARGETED, "Kun for specialister.")}, roles=frozenset({"specialist"})),
    )
    publish_news(actor=SYSTEM, news_id=item.pk)


def _token(town: Town, visitor: str) -> Client:
    site = town.cast.town_hall if visitor.startswith("foreign") else None
    raw = issue_token(actor=SYSTEM, name=visitor, role=TOKENS[visitor], site=site)
    return Client(headers={"authorization": f"Bearer {raw}"})


def _kiosk(town: Town) -> Client:
    """A browser that is a kiosk of Magion."""
    raw = issue_token(actor=SYSTEM, name="a kiosk", role="device", site=town.cast.magion)
    client = Client()
    assert client.post(reverse("kiosk:connect", args=["magion"]), {"token": raw}).status_code == 302
    return client


def _found(client: Client, path: Callable[[str], str], mark: Callable[[str], str], **post: str) -> set[str]:
    """The items that the page of each item's path shows."""
    found = set()
    for code in ITEMS:
        with transaction.atomic():
            address = path(code)
            answer = (
                client.post(address, {key: value.format(code=code) for key, value in post.items()})
                if post
                else client.get(address)
            )
            assert answer.status_code in {200, 302, 401, 404}, answer.status_code
            shown = answer.status_code == 200 and mark(code) in answer.content.decode()
            transaction.set_rollback(True)
        found |= {code} if shown else set()
    return found


# Each surface: who visits it as whom, the address for an item, what stands in the answer when it is shown.
def _link(face: str, *more: str) -> Callable[[str], str]:
    return lambda code: reverse(face, args=[*more, code])


def _query(name: str, field: str, *args: str) -> Callable[[str], str]:
    return lambda code: f"{reverse(name, args=args)}?{field}={code}"


@pytest.mark.parametrize("visitor", ["kiosk", *VISITORS])
def test_the_kiosk_shows_what_everybody_may_see(visitor: str, place: Town) -> None:
    client = _kiosk(place) if visitor == "kiosk" else place.client(visitor)
    # A browser that is no kiosk, and whose person takes no numbers here, is asked to connect.
    expected = FOR_ALL if visitor in {"kiosk", "generalist", "specialist", "manager"} else NOBODY
    page = _link("kiosk:task", "magion", "da")
    assert _found(client, page, lambda code: f'value="{code}"') == expected
    found = reverse("kiosk:found", args=["magion", "da"])
    link = page
    assert _found(client, lambda _code: found, link, words="{code}") == expected
    topic = reverse("kiosk:topic", args=["magion", "da", "rejse"])
    assert _found(client, lambda _code: topic, link) == expected
    kept = reverse("kiosk:pages", args=["magion"])
    assert _found(client, lambda _code: kept, link) == expected


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_desk_shows_its_staff_what_is_in_use(visitor: str, place: Town) -> None:
    here = visitor in {"generalist", "specialist"}
    expected = FOR_STAFF if here else NOBODY
    client = place.client(visitor)
    shown = lambda code: f'data-code="{code}"'  # noqa: E731
    if not here and visitor != "anonymous":
        assert client.get(reverse("desk:find", args=["magion", "kvik-1"])).status_code in {403, 404}
        return
    assert _found(client, _query("desk:find", "q", "magion", "kvik-1"), shown) == expected
    topic = f"{reverse('desk:find', args=['magion', 'kvik-1'])}?topic=rejse"
    assert _found(client, lambda _code: topic, shown) == expected


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_managers_pages_show_what_exists_for_the_visitor(visitor: str, place: Town) -> None:
    client = place.client(visitor)
    expected = seen_by(visitor) if visitor != "anonymous" else NOBODY
    link = _link("manage:task")
    assert _found(client, link, lambda code: f"<dd>{code}</dd>") == expected
    assert _found(client, _query("manage:tasks", "q"), link) == expected - {RETIRED}
    assert _found(client, lambda _code: reverse("manage:tasks"), link) == expected - {RETIRED}
    retired = f"{reverse('manage:tasks')}?only=retired"
    assert _found(client, lambda _code: retired, link) == expected & {RETIRED}
    assert _found(client, lambda _code: reverse("manage:reach"), link) == expected - {RETIRED}


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("kind", ["tasks", "plays", "offers"])
def test_an_export_holds_what_exists_for_the_visitor(kind: str, visitor: str, place: Town) -> None:
    expected = seen_by(visitor) if visitor in EDITORS else NOBODY
    with transaction.atomic():
        answer = place.client(visitor).get(reverse("manage:export", args=[kind, "csv"]))
        transaction.set_rollback(True)
    assert (answer.status_code == 200) == bool(expected)
    text = answer.content.decode("utf-8-sig")
    lines = text.splitlines() if expected else []
    assert {code for code in ITEMS if any(line.startswith(f"{code};") for line in lines)} == expected


@pytest.mark.parametrize("visitor", TOKENS)
def test_the_api_tells_a_token_what_exists_for_it(visitor: str, place: Town) -> None:
    client = _token(place, visitor)
    if visitor == "device token":
        # A kiosk may take numbers: for what everybody may see, and nothing else can be asked for.
        assert client.get("/api/v1/tasks?q=pas").status_code == 403
        statuses = {}
        for place_in_line, code in enumerate(ITEMS):
            with transaction.atomic():
                answer = client.post(
                    "/api/v1/sites/magion/tickets",
                    json.dumps({"task": code}),
                    content_type="application/json",
                    headers={"Idempotency-Key": f"a-key-for-{place_in_line}"},
                )
                statuses[code] = answer.status_code
                transaction.set_rollback(True)
        assert {code for code, status in statuses.items() if status == 201} == FOR_ALL, statuses
        return
    shown = lambda code: f'"code": "{code}"'  # noqa: E731
    assert _found(client, lambda code: f"/api/v1/tasks?q={code}", shown) == FOR_STAFF
    assert _found(client, lambda code: f"/api/v1/tasks/{code}", shown) == FOR_STAFF


@pytest.mark.parametrize("visitor", ["anonymous", "kiosk", "administrator"])
def test_the_services_for_other_systems_are_what_everybody_may_see(visitor: str, place: Town) -> None:
    client = _kiosk(place) if visitor == "kiosk" else place.client(visitor)
    services = reverse("api-services")
    assert _found(client, lambda _code: services, lambda code: f'"dct:identifier": "{code}"') == FOR_ALL


def test_the_terminal_searches_as_staff(place: Town) -> None:
    found = set()
    for code in ITEMS:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
            main(["search", code, "--json"])
        found |= {hit["code"] for hit in json.loads(out.getvalue())["hits"]} & {code}
    assert found == FOR_STAFF


SECRETS: dict[str, set[str]] = {
    DRAFT: EDITORS,
    FORBIDDEN: set(PEOPLE),
    NOTE: set(PEOPLE),
    FOREIGN_NOTE: {"administrator", "foreign generalist", "foreign manager", "foreign editor"},
    PHONE: set(PEOPLE),
    TARGETED: {"specialist", *EDITORS},
}
CRAWLED = [route for route in PAGES if not route.name.startswith(("account_", "mfa_", "front:"))]


@pytest.fixture(scope="module")
def crawl(place: Town) -> dict[str, dict[str, str]]:
    """What every address answers every visitor, by visitor and route; a version is the draft."""
    draft = SectionVersion.objects.get(state="draft").pk
    samples = {**place.samples, "version": draft, "manage:section kind": "description"}
    addresses = {}
    for route in CRAWLED:
        # `test_pages` asks for a sample of every address.
        with contextlib.suppress(KeyError):
            addresses[str(route)] = route.path(samples)
    return {
        visitor: {name: visit(place.client(visitor), path).text for name, path in addresses.items()}
        for visitor in VISITORS
    }


@pytest.mark.parametrize("secret", SECRETS)
def test_no_address_tells_a_secret_to_who_may_not_know_it(
    secret: str, crawl: dict[str, dict[str, str]]
) -> None:
    leaks = {
        (visitor, route)
        for visitor, answers in crawl.items()
        for route, text in answers.items()
        if secret in text and visitor not in SECRETS[secret]
    }
    assert leaks == set()


@pytest.mark.parametrize("secret", [FORBIDDEN, NOTE, PHONE, TARGETED])
def test_somebody_reads_it(secret: str, crawl: dict[str, dict[str, str]]) -> None:
    assert any(secret in text for answers in crawl.values() for text in answers.values())


@pytest.mark.parametrize("visitor", VISITORS)
def test_drafts_are_read_by_who_writes_or_reviews(visitor: str, place: Town) -> None:
    actor = place.actor(visitor)
    begun = {line.state for card in sections_of(PUBLIC, actor=actor) for line in card.begun}
    assert begun == ({"draft"} if visitor in EDITORS else set())
    in_force = {card.kind for card in sections_of(PUBLIC, actor=actor) if card.in_force}
    hidden = {"forbidden", "note", "play"}
    assert (in_force & hidden == hidden) == (visitor in PEOPLE)


@pytest.mark.parametrize("visitor", VISITORS)
def test_targeted_news_are_for_those_they_ask(visitor: str, place: Town) -> None:
    found = visibility.visible_news(place.actor(visitor))
    titles = {text.title for item in found for text in item.texts.all()}
    assert (TARGETED in titles) == (visitor in {"specialist", *EDITORS})


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (ANONYMOUS, FOR_ALL),
        (Actor(kind="device", grants=frozenset({("device", 1)})), FOR_ALL),
        (Actor(kind="api", grants=frozenset({("api", None)})), FOR_STAFF),
        (SYSTEM, FOR_EDITORS),
    ],
    ids=["anonymous", "device", "api", "system"],
)
def test_the_function_itself(actor: Actor, expected: set[str], place: Town) -> None:
    assert set(visibility.visible_codes(actor, ITEMS)) == expected
    assert (
        set(visibility.visible_tasks(actor).filter(code__in=ITEMS).values_list("code", flat=True)) == expected
    )


def test_a_role_at_another_site_makes_nobody_staff_here(place: Town) -> None:
    foreign = place.actor("foreign manager")
    assert set(visibility.visible_codes(foreign, ITEMS, place.cast.magion.pk)) == FOR_ALL
    assert set(visibility.visible_codes(foreign, ITEMS, place.cast.town_hall.pk)) == FOR_EDITORS


ASKING = {
    "task_card",
    "task_cards",
    "task_lines",
    "tasks_of_topic",
    "search",
    "sections_of",
    "version_history",
}
PATTERNS = {"re"}


def test_every_face_says_who_asks() -> None:
    """A face that reads tasks without an actor would show everything."""
    faults = []
    for path, body in sources(PACKAGE / "web"):
        if "catalogue" not in body:
            continue
        for node in ast.walk(ast.parse(body)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            owner = getattr(getattr(node.func, "value", None), "id", "")
            says = {keyword.arg for keyword in node.keywords}
            if name in ASKING and owner not in PATTERNS and "actor" not in says:
                faults.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {name}")
    assert faults == []
