"""The citizens' start page, search, topics and tasks: what everybody may read, in five languages, without scripts."""

import json
from typing import Any

import pytest
from django.test import Client

from indgang.catalogue.models import SearchMiss, Task, TaskText
from indgang.queue.models import HomeRules, Ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, **fields: str) -> str:
    answer = client.post(path, fields) if fields else client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_front_page_is_the_citizens(cast: Cast, client: Client) -> None:
    page = text(client, "/")
    assert "Hvad skal du?" in page
    assert page.split("<main")[1].split("</main")[0].count("<h1") == 1
    assert "Magion" in page
    assert "/doors/" in page


def test_words_that_find_something_lead_to_it(cast: Cast, client: Client) -> None:
    page = text(client, "/citizen/search/", q="jeg skal have nyt pas")
    assert "/citizen/task/pas-voksen/" in page
    assert not SearchMiss.objects.exists()


def test_nothing_found_is_counted_as_at_the_kiosk_and_gives_a_way_on(cast: Cast, client: Client) -> None:
    page = text(client, "/citizen/search/", q="rumfærge")
    assert "Vi fandt ikke noget om det" in page
    assert 'href="tel:79 72 70 00"' in page
    assert (SearchMiss.objects.get().query, SearchMiss.objects.get().kind) == ("rumfærge", "nothing")


def test_a_poor_answer_is_called_so_and_the_ways_to_a_person_are_shown(cast: Cast, client: Client) -> None:
    page = text(client, "/citizen/search/", q="en neglesalon i byen")
    assert "Vi er ikke sikre på, hvad du mener" in page
    assert "Det kan du gøre nu" in page
    sure = text(client, "/citizen/search/", q="nyt pas")
    assert "Vi er ikke sikre" not in sure
    assert "Det kan du gøre nu" not in sure


def test_giving_up_what_was_found_is_counted_too(cast: Cast, client: Client) -> None:
    page = text(client, "/citizen/search/", q="pas", gave_up="1")
    assert "Vi hjælper dig med at finde det" in page
    assert SearchMiss.objects.get().kind == "not_chosen"


def test_looking_by_get_and_while_typing_writes_nothing(cast: Cast, client: Client) -> None:
    text(client, "/citizen/search/?q=rumfærge")
    text(client, "/citizen/suggest/", q="rumf")
    assert not SearchMiss.objects.exists()
    assert "Nyt pas til en voksen" in text(client, "/citizen/suggest/", q="nyt pa")


def test_a_cpr_number_is_neither_shown_nor_kept(cast: Cast, client: Client) -> None:
    page = text(client, "/citizen/search/", q="pas 070761-4285")
    assert "070761" not in page
    assert "CPR-nummer" in page


def test_a_task_says_what_to_bring_and_where(cast: Cast, client: Client) -> None:
    page = text(client, "/citizen/task/pas-voksen/")
    assert page.count('type="checkbox"') == 5
    assert "Magion" in page
    assert "Du kan få det ordnet her." in page
    assert "Sidst tjekket" in page
    assert "Papir 0" not in page


def test_what_is_for_staff_is_not_there(cast: Cast, client: Client) -> None:
    TaskText.objects.filter(task__code="pas-voksen").update(forbidden="Skriv aldrig passets nummer ned.")
    Task.objects.filter(code="pas-barn").update(visibility="staff")
    assert "Skriv aldrig" not in text(client, "/citizen/task/pas-voksen/")
    assert client.get("/citizen/task/pas-barn/").status_code == 404
    assert "pas-barn" not in text(client, "/citizen/topic/rejse/")
    assert client.get("/citizen/task/pas-barn/service.jsonld").status_code == 404


def test_a_sensitive_task_is_read_at_home_but_never_pushed(cast: Cast, client: Client) -> None:
    Task.objects.filter(code="pas-voksen").update(sensitive=True)
    assert text(client, "/citizen/task/pas-voksen/")
    assert "/citizen/task/pas-voksen/" in text(client, "/citizen/search/", q="nyt pas")
    assert "pas-voksen" not in text(client, "/citizen/")


def test_what_is_asked_most_is_counted_from_the_numbers(cast: Cast, client: Client) -> None:
    from indgang.base.access import SYSTEM
    from indgang.queue.services import take_ticket

    for _number in range(10):
        take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk", task_code="print-kopi-scan")
    page = text(client, "/citizen/")
    assert "Det spørger flest om lige nu" in page
    assert page.index("Print, kopi og scanning") < page.index("Nyt pas til en voksen")
    Ticket.objects.filter(number=1).delete()
    assert "Det spørger mange om" in text(client, "/citizen/")


def test_linked_data_is_of_this_task(cast: Cast, client: Client) -> None:
    document = json.loads(client.get("/citizen/task/pas-voksen/service.jsonld").content)
    services = [node for node in document["@graph"] if "cpsv:PublicService" in node["@type"]]
    assert [node["dct:identifier"] for node in services] == ["pas-voksen"]


def test_an_unknown_task_is_a_friendly_404(cast: Cast, client: Client) -> None:
    for path in ("/citizen/task/findes-ikke/", "/citizen/topic/findes-ikke/", "/citizen/findes/ikke/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert 'name="q"' in answer.content.decode()
    assert 'name="q"' not in client.get("/findes-ikke/").content.decode()


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Neuer Pass"), ("uk", "Новий паспорт"), ("ar", "جواز سفر جديد")]
)
def test_a_further_language_shows_what_it_has_and_marks_the_rest(
    cast: Cast, client: Client, language: str, title: str
) -> None:
    client.cookies["indgang_language"] = language
    page = text(client, "/citizen/task/pas-voksen/")
    assert f'<html lang="{language}"' in page
    assert ('dir="rtl"' in page.split(">")[1]) is (language == "ar")
    assert title in page
    assert 'class="prose" lang="da" dir="ltr"' in page
    assert title in text(client, "/citizen/search/", q=title)


def test_a_translation_of_an_older_text_is_not_shown(cast: Cast, client: Client) -> None:
    client.cookies["indgang_language"] = "de"
    TaskText.objects.filter(task__code="pas-voksen", language="da").update(bring=["Et helt nyt papir"])
    page = text(client, "/citizen/task/pas-voksen/")
    assert "Neuer Pass" not in page
    assert "Et helt nyt papir" in page


def test_choosing_a_language_needs_no_script_and_keeps_the_page(cast: Cast, client: Client) -> None:
    answer = client.post("/language/", {"language": "ar", "next": "/citizen/topic/rejse/"})
    assert (answer.status_code, answer["Location"]) == (302, "/citizen/topic/rejse/")
    assert 'lang="ar"' in text(client, "/citizen/topic/rejse/")


def test_staff_pages_stay_danish_and_english(cast: Cast, client: Client) -> None:
    client.cookies["indgang_language"] = "ar"
    assert '<html lang="da"' in text(client, "/doors/")


def test_a_language_that_the_municipality_does_not_offer_is_not_shown(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.CITIZEN_LANGUAGES = [("da", "Dansk"), ("en", "English")]
    client.cookies["indgang_language"] = "ar"
    page = text(client, "/citizen/")
    assert '<html lang="da"' in page
    assert "العربية" not in page


def test_numbers_are_offered_where_they_are_given(cast: Cast, client: Client) -> None:
    HomeRules.objects.create(site=cast.magion, is_allowed=True)
    page = text(client, "/citizen/number/")
    assert page.count("/ticket/home/magion/") == 1
    assert "/ticket/home/raadhus/" not in page


def test_pages_are_sent_compressed(cast: Cast, client: Client) -> None:
    answer = client.get("/citizen/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 8000


def test_search_engines_may_read_tasks_and_nothing_of_a_person(cast: Cast, client: Client) -> None:
    rules = client.get("/robots.txt").content.decode()
    assert "Disallow: /ticket/" in rules
    assert "/citizen/task" not in rules
