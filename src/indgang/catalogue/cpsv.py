"""The catalogue as linked data for other systems: CPSV-AP 3.2 as JSON-LD.

What everybody may see of each task, in Danish and English, and nothing else. Addresses are minted below
`INDGANG_PUBLIC_URL`; where that is this machine alone, they are URNs of the municipality. KLE is named by its number:
its titles belong to KL.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext, override

from indgang.base.access import ANONYMOUS
from indgang.catalogue import visibility
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.models import Authority, LifeEvent
from indgang.catalogue.queries import TaskCard, task_card, task_cards
from indgang.catalogue.queries.cards import Cost
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.core.reach import Reach
from indgang.organisation.models import Municipality, Site
from indgang.organisation.queries import active_sites, municipality_of

Node = dict[str, Any]
Texts = Mapping[str, str]

AUTHORITY_TABLE = "http://publications.europa.eu/resource/authority/"
LANGUAGE_NODES = {"da": f"{AUTHORITY_TABLE}language/DAN", "en": f"{AUTHORITY_TABLE}language/ENG"}
CURRENCY = f"{AUTHORITY_TABLE}currency/DKK"
DENMARK = f"{AUTHORITY_TABLE}atu/DNK"
# The class that CPSV-AP 3.2.0 asks of an area; it is named so there.
AREA = "http://data.europa.eu/88u/dataset/atu-type"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", ""}
OURS = "kommune"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def services_jsonld(base: str | None = None) -> bytes:
    """Every task that everybody may see, as CPSV-AP 3.2; the same catalogue gives the same bytes.

    `base` is what addresses begin with. Needs no permission: it holds what is public.
    """
    municipality = municipality_of()
    graph = _Graph(base or iri_base(municipality), municipality)
    texts = {language: task_cards(language, actor=ANONYMOUS) for language in LANGUAGES}
    for danish, english in zip(texts["da"], texts["en"], strict=True):
        graph.add_service({"da": danish, "en": english})
    document = {"@context": CONTEXT, "@graph": graph.nodes()}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def service_jsonld(code: str) -> bytes:
    """One task that everybody may see, in the same form. Raises TaskNotFound."""
    municipality = municipality_of()
    graph = _Graph(iri_base(municipality), municipality)
    graph.add_service({language: task_card(code, language, actor=ANONYMOUS) for language in LANGUAGES})
    document = {"@context": CONTEXT, "@graph": graph.nodes()}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def iri_base(municipality: Municipality | None) -> str:
    """What minted addresses begin with."""
    if urlsplit(settings.PUBLIC_URL).hostname in LOCAL_HOSTS:
        return f"urn:x-indgang:{municipality.code if municipality else '0000'}:"
    return f"{settings.PUBLIC_URL}/id/"


class _Graph:
    """The nodes of one export; what several services share stands once."""

    def __init__(self, base: str, municipality: Municipality | None) -> None:
        self._base = base
        self._joint = "/" if "://" in base else ":"
        self._nodes: dict[str, Node] = {}
        self._services: list[str] = []
        self._municipality = municipality
        self._authorities = _named(Authority.objects.prefetch_related("texts"), "name")
        self._events = _named(LifeEvent.objects.prefetch_related("texts"), "title")
        self._sites = active_sites()
        self._codes = set(visibility.visible_codes(ANONYMOUS, catalogue_facts().ids))
        self._area = self._put("area", municipality.code if municipality else "dk", [AREA, "dct:Location"])
        self._name_areas()

    def nodes(self) -> list[Node]:
        """All nodes: the dataset, the services by code, then what they refer to."""
        dataset = self._dataset()
        first = [dataset, *self._services]
        rest = sorted(set(self._nodes) - set(first))
        return [self._nodes[iri] for iri in (*first, *rest)]

    def add_service(self, cards: Mapping[str, TaskCard]) -> None:
        """One task, in each language."""
        card = cards["da"]
        status = "expired" if card.mark == "expired" else "active"
        node = self._node("service", card.code, ["cpsv:PublicService"])
        self._services.append(node["@id"])
        node |= {
            "dct:identifier": card.code,
            "dct:title": _lang({key: one.title for key, one in cards.items()}),
            "dct:description": _lang({key: one.description or one.summary for key, one in cards.items()}),
            "dct:language": [self._language(key) for key in LANGUAGES],
            "dcat:keyword": [
                {"@value": word, "@language": key} for key, one in cards.items() for word in one.keywords
            ],
            "adms:status": self._concept("status", status, _both(_statuses, status)),
            "dct:spatial": _ref(self._area),
            "cv:hasCompetentAuthority": self._authority(card.authority),
            "cv:thematicArea": self._kle(card.kle),
            "cv:isClassifiedBy": self._concept(
                "topic", card.topic, {key: one.topic_title for key, one in cards.items()}
            ),
            "dct:audience": [
                self._concept("audience", code, _both(_audiences, code)) for code in card.audience
            ],
            "cv:isGroupedBy": [self._event(code) for code in card.life_events],
            "cv:hasChannel": [self._channel(card, code) for code in card.channels],
            "cv:hasCost": [self._cost(card, cost) for cost in _costs(card.costs)],
            "cv:processingTime": _duration(card.processing_days),
            "cv:hasLegalResource": [self._law(law.title, law.url) for law in card.laws],
            "cv:holdsRequirement": self._parts(cards, "requirement", "conditions", "cv:Requirement"),
            "cpsv:hasInput": self._parts(cards, "evidence", "bring", "cv:Evidence"),
            "cpsv:produces": self._output(cards),
            "cv:contactPoint": [self._site(site) for site in self._offering(card.task_id)],
            "cv:relatedService": [
                _ref(self._iri("service", code)) for code in card.related if code in self._codes
            ],
            "dct:isPartOf": _ref(self._iri("dataset", "services")),
        }
        self._nodes[node["@id"]] = {key: value for key, value in node.items() if value}

    def _dataset(self) -> str:
        title = {"da": "Kommunens ydelser", "en": "The services of the municipality"}
        name = self._municipality.name if self._municipality else "–"
        publisher = self._put("publisher", "municipality", ["foaf:Agent"])
        publisher["dct:identifier"] = self._municipality.code if self._municipality else "0000"
        publisher["dct:title"] = _lang({"da": name})
        dataset = self._put("dataset", "services", ["dcat:Dataset"])
        dataset["dct:title"] = _lang(title)
        dataset["dct:description"] = _lang(
            {
                "da": f"Hvad man kan få hjælp til i {name}, med betingelser, pris og klagevej.",
                "en": f"What one can get help with in {name}, with conditions, cost and appeal.",
            }
        )
        dataset["dct:publisher"] = _ref(publisher)
        return str(dataset["@id"])

    def _name_areas(self) -> None:
        if self._municipality:
            self._area["skos:prefLabel"] = _lang({"da": self._municipality.name})
            self._area["skos:notation"] = self._municipality.code

    def _authority(self, code: str) -> Node:
        if code in {"", OURS}:
            node = self._put("authority", OURS, ["cv:PublicOrganisation"])
            own = self._municipality
            node["skos:prefLabel"] = _lang({"da": own.name} if own else _both(_ours, "kommune"))
            node["dct:identifier"] = own.code if own else OURS
            node["dct:spatial"] = _ref(self._area)
            return _ref(node)
        node = self._put("authority", code, ["cv:PublicOrganisation"])
        texts, url = self._authorities.get(code, ({"da": code}, ""))
        node["skos:prefLabel"] = _lang(texts)
        node["dct:identifier"] = code
        self._nodes.setdefault(DENMARK, {"@id": DENMARK, "@type": [AREA, "dct:Location"]})
        node["dct:spatial"] = {"@id": DENMARK}
        if url:
            node["foaf:homepage"] = self._document(url)
        return _ref(node)

    def _event(self, code: str) -> Node:
        node = self._put("life-event", code, ["cv:LifeEvent", "cv:Event"])
        node["dct:identifier"] = code
        node["dct:title"] = _lang(self._events.get(code, ({"da": code}, ""))[0])
        return _ref(node)

    def _channel(self, card: TaskCard, code: str) -> Node:
        node = self._put("channel", f"{card.code}-{code}", ["cv:Channel"])
        node["dct:identifier"] = f"{card.code}-{code}"
        node["dct:type"] = self._concept("channel-type", code, _both(_channels, code))
        if code == "online" and card.self_service:
            node["foaf:page"] = self._document(card.self_service)
        return _ref(node)

    def _cost(self, card: TaskCard, cost: Cost) -> Node:
        number = f"{card.code}-{cost.since.isoformat() if cost.since else 'always'}"
        node = self._put("cost", number, ["cv:Cost"])
        node["dct:identifier"] = number
        node["dct:description"] = _lang({key: _cost_words(cost, key) for key in LANGUAGES})
        amount = 0 if cost.kind == "free" else cost.amount
        if amount is not None:
            node["cv:hasValue"] = {"@value": f"{amount:.2f}", "@type": "xsd:double"}
            currency = self._nodes.setdefault(CURRENCY, {"@id": CURRENCY, "@type": ["skos:Concept"]})
            currency["skos:notation"] = "DKK"
            node["cv:currency"] = {"@id": CURRENCY}
        return _ref(node)

    def _law(self, title: str, url: str) -> Node:
        node = self._put("law", _digest(title, url), ["eli:LegalResource"])
        node["dct:title"] = _lang({"da": title})
        if url:
            node["foaf:page"] = self._document(url)
        return _ref(node)

    def _parts(self, cards: Mapping[str, TaskCard], sort: str, part: str, kind: str) -> list[Node]:
        """One node for each text of a list. The languages have the same texts in the same order, or differ."""
        danish, english = (getattr(cards[key], part) for key in ("da", "en"))
        same = len(danish) == len(english)
        pairs = zip_longest(danish, english if same else [], fillvalue="")
        found = []
        for number, (first, second) in enumerate(pairs, start=1):
            code = f"{cards['da'].code}-{number}"
            node = self._put(sort, code, [kind])
            node["dct:identifier"] = code
            node["dct:title"] = _lang({"da": first, "en": "" if second == first else second})
            found.append(_ref(node))
        return found

    def _output(self, cards: Mapping[str, TaskCard]) -> Node | None:
        texts = {key: card.output for key, card in cards.items() if card.output}
        if not texts:
            return None
        node = self._put("output", cards["da"].code, ["cv:Output"])
        node["dct:identifier"] = cards["da"].code
        node["dct:title"] = _lang(texts)
        return _ref(node)

    def _offering(self, task_id: int) -> list[Site]:
        facts = catalogue_facts()
        return [site for site in self._sites if facts.offer(task_id, site) is not Reach.NONE]

    def _site(self, site: Site) -> Node:
        node = self._put("site", site.slug, ["cv:ContactPoint"])
        node["skos:prefLabel"] = _lang({"da": site.name})
        if site.phone:
            node["cv:telephone"] = site.phone
        return _ref(node)

    def _kle(self, number: str) -> Node | None:
        return self._concept("kle", number, {}) if number else None

    def _concept(self, scheme: str, code: str, texts: Texts) -> Node:
        node = self._put(scheme, code, ["skos:Concept"])
        node["skos:notation"] = code
        if texts:
            node["skos:prefLabel"] = _lang(texts)
        return _ref(node)

    def _language(self, code: str) -> Node:
        iri = LANGUAGE_NODES[code]
        self._nodes.setdefault(iri, {"@id": iri, "@type": ["dct:LinguisticSystem"]})
        return {"@id": iri}

    def _document(self, url: str) -> Node:
        iri = quote(url, safe="/:?#[]@!$&'()*+,;=%~-._")
        self._nodes.setdefault(iri, {"@id": iri, "@type": ["foaf:Document"]})
        return {"@id": iri}

    def _put(self, sort: str, code: str, kinds: Sequence[str]) -> Node:
        node = self._node(sort, code, kinds)
        return self._nodes.setdefault(node["@id"], node)

    def _node(self, sort: str, code: str, kinds: Sequence[str]) -> Node:
        return {"@id": self._iri(sort, code), "@type": list(kinds)}

    def _iri(self, sort: str, code: str) -> str:
        return f"{self._base}{sort}{self._joint}{quote(code, safe='')}"


def _ref(node: Node | str) -> Node:
    return {"@id": node if isinstance(node, str) else node["@id"]}


def _lang(texts: Texts) -> list[Node]:
    return [{"@value": text, "@language": language} for language, text in texts.items() if text]


def _named(rows: Iterable[Any], part: str) -> dict[str, tuple[dict[str, str], str]]:
    """The texts by language and the address of each row, by its code."""
    return {
        row.code: (
            {
                text.language: getattr(text, part)
                for text in sorted(row.texts.all(), key=lambda t: t.language)
            },
            getattr(row, "url", ""),
        )
        for row in rows
    }


def _costs(costs: Sequence[Cost]) -> list[Cost]:
    """The cost in force and those to come."""
    today = visibility.today()
    started = [cost for cost in costs if cost.since is None or cost.since <= today]
    return [*started[-1:], *(cost for cost in costs if cost.since is not None and cost.since > today)]


def _duration(days: tuple[int, int] | None) -> Node | None:
    return {"@value": f"P{days[1]}D", "@type": "xsd:duration"} if days is not None else None


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _both(words: Any, code: str) -> dict[str, str]:
    """What a code is called in each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = words().get(code, code)
    return found


def _cost_words(cost: Cost, language: str) -> str:
    with override(language):
        words = {
            "free": gettext("Free of charge."),
            "varies": gettext("The price varies; ask the municipality."),
            "fee": gettext("A fee."),
        }[cost.kind]
        if cost.kind == "fee" and cost.amount is None:
            words = gettext("A fee; ask the municipality for this year's amount.")
        since: date | None = cost.since
        return words if since is None else f"{words} {gettext('From %(day)s.') % {'day': since.isoformat()}}"


def _ours() -> dict[str, str]:
    return {"kommune": gettext("The municipality")}


def _statuses() -> dict[str, str]:
    return {"active": gettext("in use"), "expired": gettext("no longer valid")}


def _channels() -> dict[str, str]:
    return {
        "in_person": gettext("in person"),
        "online": gettext("online"),
        "phone": gettext("by phone"),
        "post": gettext("by post"),
        "email": gettext("by e-mail"),
    }


def _audiences() -> dict[str, str]:
    return {
        "citizens": gettext("citizens"),
        "children": gettext("children"),
        "young": gettext("young people"),
        "families": gettext("families"),
        "seniors": gettext("older people"),
        "newcomers": gettext("newcomers"),
        "visitors": gettext("visitors"),
        "businesses": gettext("businesses"),
        "associations": gettext("associations"),
    }
