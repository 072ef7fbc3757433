"""The sources' pages: articles tied and followed, self-services with our own way, KLE checked and imported, links."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from indgang.base.access import SYSTEM
from indgang.catalogue.models import Article, ArticleUse, KleSubject, Link, MicroArticle, Task
from indgang.catalogue.queries.articles import changed_uses
from indgang.catalogue.services.articles import fetch_articles
from indgang.catalogue.services.links import check_links
from indgang.integrations.borgerdk import DemoPortal
from tests.cast import Cast
from tests.catalogue.test_links import Scripted
from tests.integrations.kle.samples import OFFICIAL
from tests.web.manage.conftest import ClientOf


@pytest.fixture
def article(cast: Cast) -> Article:
    fetch_articles(actor=SYSTEM, source=DemoPortal(), municipality="999")
    return Article.objects.get(article_id=9001)


def test_articles_are_listed_and_found(client_of: ClientOf, article: Article) -> None:
    page = client_of("leif").get("/manage/sources/?q=huskat").content.decode()
    assert "Registrering af huskat" in page
    assert "havenisse" not in page
    assert "2 på listen, 2 hentet" in page
    assert "med egen tekst" in page


def test_an_article_is_shown_with_its_source_and_our_own_text_apart(
    client_of: ClientOf, article: Article
) -> None:
    page = client_of("maja").get(f"/manage/sources/{article.pk}/").content.decode()
    assert "Kilde: portal.example" in page
    assert "når borger.dk nævnes som kilde" in page
    assert "<p>Hos os kan katten også registreres på biblioteket.</p>" in page
    assert "Eksempelloven om katte" in page
    assert 'name="deep_link"' not in page


def test_what_lies_in_the_database_is_cleaned_once_more(client_of: ClientOf, article: Article) -> None:
    MicroArticle.objects.filter(article=article, guid="c1").update(
        html="<p onclick=x>t</p><script>1</script>"
    )
    page = client_of("admin").get(f"/manage/sources/{article.pk}/").content.decode()
    assert "<p>t</p>" in page
    assert "onclick" not in page
    assert "<script>1" not in page


def test_a_task_is_tied_compared_and_untied(client_of: ClientOf, article: Article) -> None:
    admin, address = client_of("admin"), f"/manage/sources/{article.pk}/use/"
    assert admin.post(address, {"action": "tie", "task": ""}).status_code == 422
    assert admin.post(address, {"action": "tie", "task": "pas-voksen"}).status_code == 302
    ArticleUse.objects.update(seen_hash="old", seen_parts={"c2": "Pris\nDet koster penge."})
    assert "borger.dk har ændret sig" in admin.get("/manage/sources/").content.decode()
    page = admin.get(f"/manage/sources/{article.pk}/").content.decode()
    assert "se efter" in page
    assert "nyt afsnit" in page
    assert "<ins>" in page
    stale = admin.post(address, {"action": "seen", "task": "pas-voksen", "content_hash": "0" * 64})
    assert stale.status_code == 422
    assert "ændret sig igen" in stale.content.decode()
    seen = {"action": "seen", "task": "pas-voksen", "content_hash": article.content_hash}
    assert admin.post(address, seen).status_code == 302
    assert list(changed_uses()) == []
    admin.post(address, {"action": "untie", "task": "pas-voksen"})
    assert not ArticleUse.objects.exists()
    assert admin.post(address, {"action": "steal", "task": "pas-voksen"}).status_code == 404


def test_our_own_way_to_a_self_service_is_saved_and_what_was_typed_stays_when_it_is_refused(
    client_of: ClientOf, article: Article
) -> None:
    entry = article.self_services.get()
    admin, address = client_of("admin"), f"/manage/sources/{article.pk}/service/{entry.pk}/"
    refused = admin.post(address, {"deep_link": "kat.example", "note": "Husk MitID"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "kat.example" in page
    assert "Husk MitID" in page
    assert "Skriv en hel adresse" in page
    admin.post(address, {"deep_link": "https://kat.example/start", "note": "Husk MitID"})
    entry.refresh_from_db()
    assert (entry.deep_link, entry.note) == ("https://kat.example/start", "Husk MitID")


def test_fetching_and_checking_become_jobs_once(
    client_of: ClientOf, article: Article, settings: object
) -> None:
    settings.BORGERDK = True
    settings.BORGERDK_URL = ["http://127.0.0.1:9/"]
    admin = client_of("admin")
    for _time in range(2):
        assert admin.post("/manage/sources/fetch/", {"full": "1"}).status_code == 302
        assert admin.post("/manage/sources/links/check/").status_code == 302
    jobs = {job.task_name: job.args for job in ProcrastinateJob.objects.all()}
    assert jobs == {"fetch_articles": {"full": True}, "check_links": {}}
    assert ProcrastinateJob.objects.count() == 2


def test_where_fetching_is_off_no_job_is_made(
    client_of: ClientOf, article: Article, settings: object
) -> None:
    settings.BORGERDK = settings.DEMO = False
    page = client_of("admin").post("/manage/sources/fetch/", follow=True).content.decode()
    assert "slået fra" in page
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("name", ["maja", "leif", "signe"])
def test_only_editors_change_anything(client_of: ClientOf, article: Article, name: str) -> None:
    client, entry = client_of(name), article.self_services.get()
    for address in (
        "/manage/sources/fetch/",
        "/manage/sources/links/check/",
        "/manage/sources/kle/import/",
        f"/manage/sources/{article.pk}/use/",
        f"/manage/sources/{article.pk}/service/{entry.pk}/",
    ):
        assert client.post(address, {"action": "tie", "task": "pas-voksen"}).status_code == 403, address


def test_kle_is_checked_then_imported_and_past_numbers_are_told(client_of: ClientOf, cast: Cast) -> None:
    admin = client_of("admin")

    def send(data: bytes, **more: str) -> tuple[int, str]:
        answer = admin.post(
            "/manage/sources/kle/import/", {"file": SimpleUploadedFile("kle.xml", data), **more}
        )
        return answer.status_code, answer.content.decode()

    status, page = send(OFFICIAL, check="1")
    assert (status, "intet er skrevet" in page, KleSubject.objects.count()) == (200, True, 0)
    status, page = send(OFFICIAL.replace(b"<EmneTitel>Trolde</EmneTitel>", b""))
    assert (status, "kan ikke indlæses" in page, KleSubject.objects.count()) == (422, True, 0)
    assert "Nummeret har ingen titel. (99.01.10)" in page
    status, page = send(OFFICIAL)
    assert (status, KleSubject.objects.count()) == (200, 5)
    assert admin.post("/manage/sources/kle/import/").status_code == 422
    Task.objects.filter(code="pas-voksen").update(kle="99.01.10")
    page = admin.get("/manage/sources/kle/?q=drag").content.decode()
    assert "99.01.05" in page
    assert "udløbet 01-05-2024" in page
    assert "Nisser, nu" in page


def test_links_are_shown_with_state_history_and_places(client_of: ClientOf, cast: Cast) -> None:
    Task.objects.filter(code="pas-voksen").update(self_service="https://selv.example/pas")
    check_links(actor=SYSTEM, prober=Scripted(["https://selv.example/pas"]))
    client = client_of("leif")
    page = client.get("/manage/sources/links/?state=failing").content.decode()
    assert "https://selv.example/pas" in page
    assert "svigtede 1 gang" in page
    assert "selvbetjening" in page
    link = Link.objects.get(url="https://selv.example/pas")
    page = client.get(f"/manage/sources/links/{link.pk}/").content.decode()
    assert "404" in page
    assert client.get("/manage/sources/links/999999/").status_code == 404
