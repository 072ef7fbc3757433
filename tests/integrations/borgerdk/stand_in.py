"""A stand-in for borger.dk's article web service: real HTTP on this machine, invented articles of the same shape.

What is wrong with an answer is told by `StandIn.trouble`: "broken", "huge", "slow", "fault", "refused" (not
exportable), "unknown" (no article), "entity", "html", by article id or for "list".
"""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

NS = "http://www.borger.dk/2009/WSArticleExport/v1"
TYPES = f"{NS}/types"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE_A, SERVICE_B = "aaaaaaaa-1111-4000-8000-000000000001", "aaaaaaaa-1111-4000-8000-000000000002"
PART_A, PART_B = "bbbbbbbb-2222-4000-8000-000000000001", "bbbbbbbb-2222-4000-8000-000000000002"

CONTENT = f"""<div id="selvbetjeningslinks"><h3>Selvbetjening</h3><ul>
<li id='opis_domainservice_{SERVICE_A}'><a href="https://portal.example/handlingsside?selfserviceId={SERVICE_A}&amp;referringPageId=x&amp;utm_source=mail" title="Start Anmeld drage ">Anmeld drage </a></li>
<li id='opis_domainservice_{SERVICE_B}'><a href="https://portal.example/handlingsside?selfserviceId={SERVICE_B}" title="Start Bestil drages&#248;m">Bestil drages&#248;m</a></li>
</ul></div><div id='kernetekst'><div id='microArticle_{PART_A}'><h2>Hvem m&aring; have&nbsp;drage?</h2><div><p>Den, der bor h&oslash;jt.</p>
<h5>Undtagelse</h5><ul>
    <li><a href="/drager/sm%C3%A5" target="_blank" data-personalized="false" aria-label="Sm&aring; drager (nyt vindue) &aring;bner i nyt vindue">Sm&aring; drager (nyt vindue)</a></li>
</ul></div></div><div id='microArticle_{PART_B}'><h3>Pris</h3><div><p>Det koster en guldm&oslash;nt.</p>LOCAL</div></div></div>
<div id='lovgivning'><h3>Lovgivning</h3><div><ul><li><a href="https://lov.example/drager">Drageloven</a></li></ul></div></div>
<div id='anbefaler'><h3>L&aelig;s ogs&aring;</h3><div><ul><li><a href="https://portal.example/trolde">Trolde</a></li></ul></div></div>
<div id='byline'><div>Skrevet af Eksempelportalen</div></div>"""  # noqa: E501
LOCAL = "<p>Hos os sker det i biblioteket.</p>"


class StandIn:
    """The state of the service; change it between fetches."""

    def __init__(self) -> None:
        self.articles: dict[int, dict[str, str]] = {}
        self.trouble: dict[int | str, str] = {}
        self.calls: list[tuple[str, str]] = []
        self.local = LOCAL
        self.url = ""

    def add(self, id_: int, *, title: str = "Drager &amp;amp; andre", content: str = CONTENT) -> None:
        """Publish an invented article, or another text of it."""
        self.articles[id_] = {"title": title, "content": content, "updated": "2026-03-01T12:00:00"}

    def count(self, method: str) -> int:
        """How often an operation was called."""
        return sum(name == method for name, _body in self.calls)

    def answer(self, method: str, body: str) -> tuple[int, str]:
        """Status and body of the answer to a call."""
        self.calls.append((method, body))
        if method == "GetAllArticles":
            return self._trouble("list") or (200, self._list())
        if method == "GetArticleByID":
            id_ = int(re.search(r"<articleID>(\d+)", body)[1])  # type: ignore[index]
            code = re.search(r"<municipalityCode>(\d+)", body)
            return self._trouble(id_) or self._article(id_, code[1] if code else "")
        return self._small(method)

    def _trouble(self, about: int | str) -> tuple[int, str] | None:
        kind = self.trouble.get(about)
        answers = {
            "broken": (200, "<s:Envelope><not closed"),
            "html": (503, "<html>Vedligeholdelse</html>"),
            "entity": (200, '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
            "fault": (500, fault("The server was unable to process the request")),
            "refused": (500, fault(f"Article {about} has been marked as not exportable.")),
            "unknown": (500, fault(f"No article found with id {about}")),
        }
        if kind == "slow":
            time.sleep(4)
        return answers.get(kind or "")

    def _list(self) -> str:
        lines = "".join(
            f"<b:ArticleDescription><b:ArticleID>{id_}</b:ArticleID><b:ArticleTitle>{one['title']}</b:ArticleTitle>"
            f"<b:ArticleUrl>https://portal.example/a/{id_}</b:ArticleUrl>"
            f"<b:LastUpdated>{one['updated']}</b:LastUpdated><b:PublishingDate>0001-01-01T00:00:00</b:PublishingDate>"
            "</b:ArticleDescription>"
            for id_, one in self.articles.items()
        )
        return result("GetAllArticles", lines)

    def _article(self, id_: int, code: str) -> tuple[int, str]:
        one = self.articles[id_]
        content = one["content"].replace("LOCAL", self.local if code == "530" else "")
        if self.trouble.get(id_) == "huge":
            content += "<p>mere &amp; mere</p>" * 270_000
        return 200, result(
            "GetArticleByID",
            f"<b:ArticleHeader>Sådan gør du</b:ArticleHeader><b:ArticleID>{id_}</b:ArticleID>"
            f"<b:ArticleTitle>{one['title']}</b:ArticleTitle><b:ArticleUrl>https://portal.example/a/{id_}</b:ArticleUrl>"
            f"<b:Content>{escape(content)}</b:Content>"
            "<b:FormTasks><b:FormTask><b:FormTaskName>Drager</b:FormTaskName>"
            "<b:FormTaskNumber>65.50.05.05</b:FormTaskNumber></b:FormTask></b:FormTasks>"
            f"<b:LastUpdated>{one['updated']}</b:LastUpdated>"
            "<b:PublishingDate>2025-01-02T03:04:05.1234567+01:00</b:PublishingDate>",
        )

    def _small(self, method: str) -> tuple[int, str]:
        seven = "<b:ArticleID>7</b:ArticleID><b:ArticleTitle>Syv</b:ArticleTitle>"
        line = f"<b:ArticleShortDescription>{seven}</b:ArticleShortDescription>"
        answers = {
            "GetArticleIDByUrl": seven,
            "GetFormServiceAreaList": "<b:FormServiceArea><b:FormServiceAreaName>Borger</b:FormServiceAreaName>"
            "<b:FormServiceAreaNumber>65</b:FormServiceAreaNumber></b:FormServiceArea>",
            "GetFormTaskAreaList": "<b:FormTaskArea><b:FormTaskAreaName>Id</b:FormTaskAreaName>"
            "<b:FormTaskAreaNumber>65.50.05</b:FormTaskAreaNumber></b:FormTaskArea>",
            "GetFormTaskList": "<b:FormTask><b:FormTaskName>Pas</b:FormTaskName>"
            "<b:FormTaskNumber>65.50.05.05</b:FormTaskNumber></b:FormTask>",
            "GetMunicipalityList": "<b:Municipality><b:MunicipalityCode>530</b:MunicipalityCode>"
            "<b:MunicipalityName>Eksempel</b:MunicipalityName></b:Municipality>",
            "GetAllSites": "<b:Site><b:ParentID i:nil='true' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'/>"
            "<b:SiteID>3</b:SiteID><b:SiteName>bolig</b:SiteName><b:SiteTitle>Bolig</b:SiteTitle></b:Site>",
            "GetArticlesByIDs": "<b:Article><b:ArticleID>8</b:ArticleID></b:Article>",
            "GetArticlesByFormTasks": "<b:Article><b:ArticleID>9</b:ArticleID></b:Article>",
        }
        return 200, result(method, answers.get(method, line))


def result(method: str, inner: str) -> str:
    """The envelope of an answer."""
    return (
        f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><{method}Response xmlns="{NS}">'
        f'<{method}Result xmlns:b="{TYPES}">{inner}</{method}Result></{method}Response></s:Body></s:Envelope>'
    )


def fault(words: str) -> str:
    """The envelope of a fault."""
    return (
        f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><s:Fault><faultcode>s:Client</faultcode>'
        f'<faultstring xml:lang="da-DK">{words}</faultstring></s:Fault></s:Body></s:Envelope>'
    )


@contextmanager
def running() -> Iterator[StandIn]:
    """The service, answering until the block ends."""
    state = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            action = self.headers["SOAPAction"].strip('"')
            assert action.startswith(f"{NS}/IArticleExport/")
            status, text = state.answer(action.rpartition("/")[2], body)
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/ArticleExport.svc"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
