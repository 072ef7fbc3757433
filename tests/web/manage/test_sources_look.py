"""The sources' pages in a real browser: axe finds nothing in three widths, and nothing hostile runs."""

import pytest

from indgang.base.access import SYSTEM
from indgang.catalogue.models import Article, ArticleUse, Link, MicroArticle, Task
from indgang.catalogue.services import set_rules
from indgang.catalogue.services.article_uses import tie_article
from indgang.catalogue.services.articles import fetch_articles
from indgang.catalogue.services.kle import import_kle
from indgang.catalogue.services.links import check_links
from indgang.integrations.borgerdk import DemoPortal
from indgang.integrations.kle import read_kle
from tests.browser import OpenPage, looks
from tests.cast import Cast, build
from tests.catalogue.test_links import Scripted
from tests.integrations.kle.samples import OFFICIAL

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(transactional_db: None) -> Cast:
    cast = build()
    fetch_articles(actor=SYSTEM, source=DemoPortal(), municipality="999")
    article = Article.objects.get(article_id=9001)
    tie_article(actor=SYSTEM, code="pas-voksen", article_id=article.pk)
    ArticleUse.objects.update(seen_hash="old", seen_parts={"c2": "Pris\nDet koster 100 kr."})
    Task.objects.filter(code="pas-voksen").update(kle="99.01.10", self_service="https://selv.example/pas")
    import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    set_rules(actor=SYSTEM, link_failures=1)
    check_links(actor=SYSTEM, prober=Scripted(["https://selv.example/pas"]))
    return cast


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(shown: Cast, open_page: OpenPage, width: int) -> None:
    article = Article.objects.get(article_id=9001)
    link = Link.objects.get(state="broken")
    for name, path in (
        ("sources", ""),
        ("source-article", f"{article.pk}/"),
        ("kle", "kle/?q=99"),
        ("links", "links/"),
        ("link", f"links/{link.pk}/"),
    ):
        page = open_page(f"/manage/sources/{path}", person=shown.admin, width=width)
        assert looks(page, name) == []


def test_a_task_is_tied_and_a_way_written_by_keyboard(shown: Cast, open_page: OpenPage) -> None:
    article = Article.objects.get(article_id=9002)
    page = open_page(f"/manage/sources/{article.pk}/", person=shown.admin)
    page.get_by_label("Knyt en opgave").select_option("laegeskift")
    page.get_by_label("Knyt en opgave").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Opgaven er knyttet til artiklen.").wait_for()
    page.get_by_label("Direkte til selvbetjeningen").fill("https://nisse.example/")
    page.keyboard.press("Enter")
    page.get_by_text("Selvbetjeningen er gemt.").wait_for()
    assert article.self_services.get().deep_link == "https://nisse.example/"


def test_nothing_in_an_article_runs_in_the_browser(shown: Cast, open_page: OpenPage) -> None:
    hostile = '<img src=x onerror="window.hit=1"><svg onload="window.hit=1"></svg><p>Se</p>'
    MicroArticle.objects.update(html=hostile, local_html=hostile)
    page = open_page(f"/manage/sources/{Article.objects.get(article_id=9001).pk}/", person=shown.admin)
    page.get_by_text("Se", exact=True).first.wait_for()
    assert page.evaluate("window.hit") is None
