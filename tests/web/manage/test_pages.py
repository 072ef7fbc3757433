"""Every page for every role: who may see it, and that it can be drawn in both languages."""

import pytest
from django.conf import settings

from indgang.catalogue.queries import play_history
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

EVERYBODY = {"maja", "signe", "leif", "admin"}
MANAGERS = {"leif", "admin"}
ADMIN = {"admin"}
PAGES = {
    "": EVERYBODY,
    "board/": EVERYBODY,
    "printers/": EVERYBODY,
    "figures/": MANAGERS,
    "figures/?day=2026-11-20&site=magion": MANAGERS,
    "figures/export.csv": MANAGERS,
    "figures/export.xlsx": MANAGERS,
    "organisation/": EVERYBODY,
    "organisation/municipality/": ADMIN,
    "organisation/sites/new/": ADMIN,
    "organisation/sites/magion/": EVERYBODY,
    "organisation/sites/magion/?week=2026-12-24&year=2027": EVERYBODY,
    "organisation/sites/magion/change/": MANAGERS,
    "organisation/sites/magion/desks/new/": MANAGERS,
    "organisation/sites/magion/hours/library/": MANAGERS,
    "organisation/desks/kvik-1/": MANAGERS,
    "organisation/closed-days/": EVERYBODY,
    "organisation/people/": MANAGERS,
    "organisation/people/?q=holm": MANAGERS,
    "organisation/people/new/": MANAGERS,
    "organisation/people/maja/": MANAGERS,
    "organisation/people/maja/password/": MANAGERS,
    "organisation/teams/new/": ADMIN,
    "organisation/teams/vagt-1/": ADMIN,
    "organisation/competences/": MANAGERS,
    "organisation/lifelines/": EVERYBODY,
    "organisation/lifelines/new/": ADMIN,
    "organisation/lifelines/sundhed/": ADMIN,
    "organisation/devices/": ADMIN,
    "import/": MANAGERS,
    "import/template/sites.csv": MANAGERS,
    "import/template/organisation.xlsx?example=1": MANAGERS,
    "import/export/sites.csv": MANAGERS,
    "import/export/people.csv": ADMIN,
    "tasks/": EVERYBODY,
    "tasks/?q=pas&group=1&nature=authority": EVERYBODY,
    "tasks/misses/": EVERYBODY,
    "tasks/reach/": EVERYBODY,
    "tasks/pas-voksen/": EVERYBODY,
    "tasks/editorial/": MANAGERS,
    "tasks/editorial/?whose=all": MANAGERS,
    "tasks/rules/": MANAGERS,
    "tasks/pas-voksen/owners/": MANAGERS,
    "tasks/pas-voksen/sections/bring/": MANAGERS,
    "tasks/pas-voksen/sections/bring/edit/": ADMIN,
    "tasks/pas-voksen/sections/head/edit/?layer=shared": ADMIN,
    "tasks/pas-voksen/sections/play/edit/": ADMIN,
    "tasks/pas-voksen/sections/note/edit/?site=magion": ADMIN,
    "tasks/pas-voksen/facts/": MANAGERS,
    "tasks/pas-voksen/offers/": MANAGERS,
    "queue/": MANAGERS,
    "queue/series/new/": MANAGERS,
    "queue/series/magion/k/": MANAGERS,
    "queue/call-profiles/kvik/": ADMIN,
    "queue/desk-profiles/kvik-1/": MANAGERS,
}


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_who_may_see_which_page(client_of: ClientOf, name: str) -> None:
    client = client_of(name)
    statuses = {page: client.get(f"/manage/{page}").status_code for page in PAGES}
    assert statuses == {page: 200 if name in who else 403 for page, who in PAGES.items()}


def test_every_page_in_english(client_of: ClientOf) -> None:
    client = client_of("admin")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    statuses = {page: client.get(f"/manage/{page}").status_code for page in PAGES}
    assert set(statuses.values()) == {200}


FOREIGN = [
    "organisation/sites/raadhus/",
    "organisation/sites/raadhus/change/",
    "organisation/sites/raadhus/hours/library/",
    "organisation/desks/raadhus-1/",
    "organisation/people/karen/",
    "figures/?site=raadhus",
    "queue/series/raadhus/r/",
    "organisation/sites/nowhere/",
    "organisation/people/nobody/",
    "tasks/no-such-task/",
    "import/template/nothing.csv",
]


def test_foreign_and_missing_things_do_not_exist(client_of: ClientOf) -> None:
    client = client_of("leif")
    assert {page: client.get(f"/manage/{page}").status_code for page in FOREIGN} == dict.fromkeys(
        FOREIGN, 404
    )


def test_strangers_are_asked_to_log_in(client: object, cast: Cast) -> None:
    answer = client.get("/manage/")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert "/account/login/" in answer.url


def test_a_version_of_a_play(client_of: ClientOf) -> None:
    play = play_history("pas-voksen")[0].play_id
    assert client_of("maja").get(f"/manage/tasks/pas-voksen/play/{play}/").status_code == 200


WRITES = [
    "day/magion/2026-11-20/close/",
    "desk/magion/kvik-1/close/",
    "organisation/people/maja/roles/",
    "organisation/people/maja/access/",
    "organisation/people/maja/competence/add/",
    "organisation/lifelines/sundhed/verified/",
    "organisation/devices/1/revoke/",
    "organisation/closed-days/1/remove/",
    "import/check/",
    "import/write/",
    "tasks/pas-voksen/read/",
    "tasks/pas-voksen/release/",
    "tasks/pas-voksen/active/",
]


def test_writes_are_never_a_get(client_of: ClientOf) -> None:
    client = client_of("admin")
    statuses = {address: client.get(f"/manage/{address}").status_code for address in WRITES}
    assert statuses == dict.fromkeys(WRITES, 405)
