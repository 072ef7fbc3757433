"""borger.dk's article web service, all thirteen operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from indgang.catalogue.ports import FormNumber, ListedArticle, SourceArticle
from indgang.integrations.borgerdk.content import split
from indgang.integrations.borgerdk.markup import address, plain
from indgang.integrations.borgerdk.soap import Soap, items_in, text_in

DANISH = ZoneInfo("Europe/Copenhagen")
ENGLISH_HOST = "lifeindenmark"
NEVER = 1900
FORM_LEVELS = (("service", "FormServiceArea"), ("area", "FormTaskArea"), ("task", "FormTask"))


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality that the service knows."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PortalSite:
    """A site of the portal; the sites are a tree."""

    id: int
    parent: int | None
    name: str
    title: str


class BorgerDk:
    """The service at one address. Every operation raises SourceFailed, NotExportable or NoSuchArticle."""

    def __init__(self, url: str, *, domain: str = "", language: str = "", seconds: float = 60.0) -> None:
        host = urlsplit(url).hostname or url
        self.domain = domain or host
        self.language = language or ("en" if host.startswith(ENGLISH_HOST) else "da")
        self._soap = Soap(url, seconds=seconds)

    def all_articles(self) -> Sequence[ListedArticle]:
        """GetAllArticles: the list of what may be fetched."""
        return self._listed("GetAllArticles", {}, "ArticleDescription")

    def article(self, article_id: int, municipality: str = "") -> SourceArticle:
        """GetArticleByID, with what the municipality has added when its code is given."""
        found = self._soap.call(
            "GetArticleByID", {"articleID": article_id, "municipalityCode": _code(municipality)}
        )
        if found is None:
            return SourceArticle(id=article_id, title="", warnings=("no-content",))
        return self._article(found)

    def articles(
        self, ids: Sequence[int], municipality: str = "", updated_after: datetime | None = None
    ) -> Sequence[SourceArticle]:
        """GetArticlesByIDs."""
        return self._articles(
            "GetArticlesByIDs",
            {
                "articleIDs": list(ids),
                "municipalityCode": _code(municipality),
                "updatedAfter": _written(updated_after),
            },
        )

    def articles_of_tasks(
        self,
        numbers: Sequence[str],
        *,
        all_of_them: bool = False,
        municipality: str = "",
        updated_after: datetime | None = None,
    ) -> Sequence[SourceArticle]:
        """GetArticlesByFormTasks: articles with any, or with all, of these FORM numbers."""
        return self._articles(
            "GetArticlesByFormTasks",
            {
                "formTaskNumbers": list(numbers),
                "useLogicalAnd": all_of_them,
                "municipalityCode": _code(municipality),
                "updatedAfter": _written(updated_after),
            },
        )

    def article_at(self, url: str) -> ListedArticle:
        """GetArticleIDByUrl."""
        found = self._soap.call("GetArticleIDByUrl", {"url": url})
        return self._line(found) if found is not None else ListedArticle(0, "", url)

    def articles_in_service_area(
        self, number: str, updated_after: datetime | None = None
    ) -> Sequence[ListedArticle]:
        """GetArticleIDsByFormServiceArea."""
        values = {"formServiceAreaNumber": number, "updatedAfter": _written(updated_after)}
        return self._listed("GetArticleIDsByFormServiceArea", values, "ArticleShortDescription")

    def articles_in_task_area(
        self, number: str, updated_after: datetime | None = None
    ) -> Sequence[ListedArticle]:
        """GetArticleIDsByFormTaskArea."""
        values = {"formTaskAreaNumber": number, "updatedAfter": _written(updated_after)}
        return self._listed("GetArticleIDsByFormTaskArea", values, "ArticleShortDescription")

    def articles_of_site(self, site_id: int) -> Sequence[ListedArticle]:
        """GetArticleIDsBySiteID."""
        found = self._soap.call("GetArticleIDsBySiteID", {"siteID": site_id})
        return [self._line(one) for one in items_in(found, "ArticleShortDescription")]

    def service_areas(self) -> Sequence[FormNumber]:
        """GetFormServiceAreaList."""
        return self._form("GetFormServiceAreaList", *FORM_LEVELS[0])

    def task_areas(self) -> Sequence[FormNumber]:
        """GetFormTaskAreaList."""
        return self._form("GetFormTaskAreaList", *FORM_LEVELS[1])

    def tasks(self) -> Sequence[FormNumber]:
        """GetFormTaskList."""
        return self._form("GetFormTaskList", *FORM_LEVELS[2])

    def municipalities(self) -> Sequence[Municipality]:
        """GetMunicipalityList."""
        found = self._soap.call("GetMunicipalityList", {})
        return [
            Municipality(
                text_in(one, "MunicipalityCode").strip().zfill(3), plain(text_in(one, "MunicipalityName"))
            )
            for one in items_in(found, "Municipality")
        ]

    def sites(self) -> Sequence[PortalSite]:
        """GetAllSites."""
        found = self._soap.call("GetAllSites", {})
        return [
            PortalSite(
                _number(text_in(one, "SiteID")) or 0,
                _number(text_in(one, "ParentID")),
                plain(text_in(one, "SiteName")),
                plain(text_in(one, "SiteTitle")),
            )
            for one in items_in(found, "Site")
        ]

    def _listed(self, method: str, values: dict[str, str | None], item: str) -> list[ListedArticle]:
        found = self._soap.call(method, values)
        lines = [self._line(one) for one in items_in(found, item)]
        return [line for line in lines if line.id > 0]

    def _articles(self, method: str, values: dict[str, object]) -> list[SourceArticle]:
        found = self._soap.call(method, values)  # type: ignore[arg-type]
        return [self._article(one) for one in items_in(found, "Article")]

    def _form(self, method: str, level: str, item: str) -> list[FormNumber]:
        return _form_numbers(self._soap.call(method, {}), level, item)

    def _line(self, element: Element) -> ListedArticle:
        return ListedArticle(
            _number(text_in(element, "ArticleID")) or 0,
            plain(text_in(element, "ArticleTitle"))[:300],
            self._address(element),
            _moment(text_in(element, "LastUpdated")),
            _moment(text_in(element, "PublishingDate")),
        )

    def _article(self, element: Element) -> SourceArticle:
        url = self._address(element)
        content = split(text_in(element, "Content"), base=url or f"https://{self.domain}/")
        return SourceArticle(
            id=_number(text_in(element, "ArticleID")) or 0,
            title=plain(text_in(element, "ArticleTitle"))[:300],
            header=plain(text_in(element, "ArticleHeader")),
            url=url,
            byline=content.byline,
            published_at=_moment(text_in(element, "PublishingDate")),
            updated_at=_moment(text_in(element, "LastUpdated")),
            parts=tuple(content.parts),
            self_services=tuple(content.self_services),
            legislation=tuple(content.legislation),
            form_numbers=tuple(
                number for level, item in FORM_LEVELS for number in _form_numbers(element, level, item)
            ),
            warnings=tuple(content.warnings),
        )

    def _address(self, element: Element) -> str:
        return address(text_in(element, "ArticleUrl"), f"https://{self.domain}/")[:500]


def _form_numbers(element: Element | None, level: str, item: str) -> list[FormNumber]:
    return [
        FormNumber(level, plain(text_in(one, f"{item}Number"))[:20], plain(text_in(one, f"{item}Name"))[:200])
        for one in items_in(element, item)
    ]


def _code(municipality: str) -> int | None:
    return int(municipality) if municipality.isdecimal() else None


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() else None


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(DANISH).replace(tzinfo=None).isoformat() if moment else None


def _moment(text: str) -> datetime | None:
    """The service writes Danish time without saying so; its year 1 means never."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.year < NEVER:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=DANISH)
