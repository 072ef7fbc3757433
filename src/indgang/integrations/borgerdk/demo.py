"""A portal with a few invented articles of borger.dk's shape, for the demo and for trying out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from indgang.catalogue.ports import FormNumber, ListedArticle, NoSuchArticle, SourceArticle
from indgang.integrations.borgerdk.client import DANISH
from indgang.integrations.borgerdk.content import split

UPDATED = datetime(2026, 9, 14, 10, 30, tzinfo=DANISH)
CAT, MOVE = "11111111-aaaa-4bbb-8ccc-000000000001", "11111111-aaaa-4bbb-8ccc-000000000002"


@dataclass(frozen=True, slots=True)
class _Invented:
    title: str
    header: str
    content: str
    local: str
    form: FormNumber


ARTICLES = {
    9001: _Invented(
        "Registrering af huskat (opdigtet)",
        "Eksempel: sådan registreres en huskat. Artiklen er opdigtet og følger med demoen.",
        f"""<div id="selvbetjeningslinks"><h3>Selvbetjening</h3><ul><li id="opis_domainservice_{CAT}">
<a href="https://portal.example/handlingsside?selfserviceId={CAT}" title="Start Registr&#233;r kat">Registrér kat</a>
</li></ul></div><div id="kernetekst"><div id="microArticle_c1"><h2>Hvem skal registrere?</h2><div>
<p>Den, der holder katten, registrerer den inden 12 uger.</p><ul><li>Navn og adresse</li><li>Kattens farve</li></ul>
</div></div><div id="microArticle_c2"><h2>Pris</h2><div><p>Det er gratis.</p>LOCAL</div></div></div>
<div id="lovgivning"><h3>Lovgivning</h3><div><ul><li><a href="https://lov.example/katte">Eksempelloven om katte</a></li>
</ul></div></div><div id="byline"><div>Skrevet af Eksempelportalen</div></div>""",
        "<p>Hos os kan katten også registreres på biblioteket.</p>",
        FormNumber("task", "65.50.05.99", "Husdyr (opdigtet)"),
    ),
    9002: _Invented(
        "Flytning af havenisse (opdigtet)",
        "Eksempel: en havenisse, der skifter have, skal ikke anmeldes.",
        f"""<div id="selvbetjeningslinks"><h3>Selvbetjening</h3><ul><li id="opis_domainservice_{MOVE}">
<a href="https://portal.example/handlingsside?selfserviceId={MOVE}">Anmeld havenisse</a></li></ul></div>
<div id="kernetekst"><div id="microArticle_h1"><h3>Skal det anmeldes?</h3><div><p>Nej. Men det er venligt at sige det
til naboen.</p></div></div></div><div id="huskeliste"><h3>Husk</h3><ul><li>Nissehue</li></ul></div>
<div id="byline"><div>Skrevet af Eksempelportalen</div></div>""",
        "",
        FormNumber("task", "65.50.05.98", "Haver (opdigtet)"),
    ),
}


class DemoPortal:
    """The invented articles; any municipality has added a sentence to the first."""

    domain = "portal.example"
    language = "da"

    def all_articles(self) -> Sequence[ListedArticle]:
        """Both articles."""
        return [ListedArticle(id_, one.title, self._url(id_), UPDATED) for id_, one in ARTICLES.items()]

    def article(self, article_id: int, municipality: str = "") -> SourceArticle:
        """One of them. Raises NoSuchArticle."""
        found = ARTICLES.get(article_id)
        if found is None:
            raise NoSuchArticle(f"No article found with id {article_id}")
        content = split(
            found.content.replace("LOCAL", found.local if municipality else ""), base=self._url(article_id)
        )
        return SourceArticle(
            id=article_id,
            title=found.title,
            header=found.header,
            url=self._url(article_id),
            byline=content.byline,
            updated_at=UPDATED,
            parts=tuple(content.parts),
            self_services=tuple(content.self_services),
            legislation=tuple(content.legislation),
            form_numbers=(found.form,),
            warnings=tuple(content.warnings),
        )

    def _url(self, article_id: int) -> str:
        return f"https://{self.domain}/artikel/{article_id}"
