"""The services as linked data: all content is valid CPSV-AP 3.2, and nothing of the staff's is in it."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.cpsv import CONTEXT, services_jsonld
from indgang.catalogue.models import Task
from indgang.catalogue.services import save_local_note
from indgang.core.day import danish_date
from indgang.organisation.models import Municipality, Site
from tests.everything import load_everything

pytestmark = [
    pytest.mark.django_db,
    # rdflib's own reader of JSON-LD uses what rdflib will take away.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.* is deprecated:DeprecationWarning"),
]

RULES = Path(__file__).resolve().parents[1] / "data" / "cpsv_ap_3_2.yaml"
DATATYPES = {"text": RDF.langString, "double": XSD.double, "duration": XSD.duration}
CPSV, CV, DCT = (Namespace(CONTEXT[name]) for name in ("cpsv", "cv", "dct"))


def iri(name: str) -> URIRef:
    prefix, _colon, rest = name.partition(":")
    return URIRef(CONTEXT[prefix] + rest) if prefix in CONTEXT else URIRef(name)


def shapes() -> Graph:
    """The written rules as SHACL."""
    graph = Graph()
    for kind, properties in yaml.safe_load(RULES.read_text(encoding="utf-8")).items():
        shape = BNode()
        graph.add((shape, RDF.type, SH.NodeShape))
        graph.add((shape, SH.targetClass, iri(kind)))
        for path, (least, most, what) in properties.items():
            rule = BNode()
            graph.add((shape, SH.property, rule))
            graph.add((rule, SH.path, iri(path)))
            if least:
                graph.add((rule, SH.minCount, Literal(least)))
            if most != "n":
                graph.add((rule, SH.maxCount, Literal(most)))
            if what in DATATYPES:
                graph.add((rule, SH.datatype, DATATYPES[what]))
            elif what != "any":
                graph.add((rule, SH["class"], iri(what)))
    return graph


def faults(data: Graph) -> str:
    """What the rules say against the data; empty when nothing."""
    from pyshacl import validate

    conforms, _report, text = validate(data, shacl_graph=shapes(), inference="none")
    return "" if conforms else str(text)[:3000]


def read(made: bytes) -> Graph:
    graph = Graph()
    graph.parse(data=made, format="json-ld")
    return graph


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """The export of all content, as bytes, graph and nodes by their address."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_everything()
        town = Municipality.objects.create(code="0530", name="Prøvelund Kommune", is_fictional=True)
        Site.objects.create(
            municipality=town, slug="magion", name="Magion", kind="library", phone="79 72 70 00"
        )
        save_local_note(actor=SYSTEM, code="pas-voksen", texts={"da": "Kun for os."})
        made = services_jsonld()
        again = services_jsonld()
        count = Task.objects.filter(is_active=True, visibility="public").count()
        transaction.set_rollback(True)
    nodes = {node["@id"]: node for node in json.loads(made)["@graph"]}
    return {"bytes": made, "again": again, "graph": read(made), "nodes": nodes, "count": count}


def test_every_task_is_a_valid_public_service(everything: dict[str, Any]) -> None:
    graph = everything["graph"]
    services = set(graph.subjects(RDF.type, CPSV.PublicService))
    assert len(services) == everything["count"] > 180
    assert faults(graph) == ""


@pytest.mark.parametrize(
    "breaking",
    [
        (DCT.title, None),
        (DCT.description, None),
        (CV.hasCompetentAuthority, None),
        (DCT.title, Literal("uden sprog")),
        (CV.processingTime, Literal("14 dage")),
        (CV.hasCost, URIRef("https://example.org/no-cost")),
        (DCT.identifier, Literal("et nummer til")),
    ],
    ids=str,
)
def test_the_rules_find_what_is_broken(everything: dict[str, Any], breaking: tuple[URIRef, Any]) -> None:
    path, value = breaking
    broken = Graph()
    service = next(everything["graph"].subjects(RDF.type, CPSV.PublicService))
    for triple in everything["graph"]:
        if not (value is None and triple[:2] == (service, path)):
            broken.add(triple)
    if value is not None:
        broken.add((service, path, value))
    assert faults(broken)


def test_the_same_catalogue_gives_the_same_bytes(everything: dict[str, Any]) -> None:
    assert everything["bytes"] == everything["again"]


def test_a_passport_as_other_systems_read_it(everything: dict[str, Any]) -> None:
    node = everything["nodes"]["urn:x-indgang:0530:service:pas-voksen"]
    assert {text["@language"]: text["@value"] for text in node["dct:title"]} == {
        "da": "Nyt pas til en voksen",
        "en": "New passport for an adult",
    }
    assert node["cv:processingTime"] == {"@type": "xsd:duration", "@value": "P28D"}
    nodes = everything["nodes"]
    kle = nodes[node["cv:thematicArea"]["@id"]]
    assert (kle["skos:notation"], "skos:prefLabel" in kle) == ("23.09.02", False)
    authority = nodes[node["cv:hasCompetentAuthority"]["@id"]]
    assert authority["dct:identifier"] == "0530"
    contact = nodes[node["cv:contactPoint"][0]["@id"]]
    assert contact["cv:telephone"] == "79 72 70 00"
    related = {one["@id"].rpartition(":")[2] for one in node["cv:relatedService"]}
    assert "pas-barn" in related


def test_a_fee_has_its_amount_in_kroner_and_old_ones_are_gone(cast: Any) -> None:
    today = danish_date(clock.now())
    task = Task.objects.get(code="pas-voksen")
    task.costs.all().delete()
    for days, amount in ((-400, "150"), (-10, "178.50"), (30, "190")):
        task.costs.create(kind="fee", amount=Decimal(amount), since=today + timedelta(days=days))
    made = services_jsonld()
    nodes = {node["@id"]: node for node in json.loads(made)["@graph"]}
    costs = [nodes[one["@id"]] for one in nodes["urn:x-indgang:0530:service:pas-voksen"]["cv:hasCost"]]
    values = [cost["cv:hasValue"] for cost in costs]
    assert values == [{"@type": "xsd:double", "@value": text} for text in ("178.50", "190.00")]
    assert all(cost["cv:currency"]["@id"].endswith("/currency/DKK") for cost in costs)
    assert all({text["@language"] for text in cost["dct:description"]} == {"da", "en"} for cost in costs)
    assert faults(read(made)) == ""


def test_nothing_of_the_staffs_is_in_it(everything: dict[str, Any]) -> None:
    text = everything["bytes"].decode()
    assert "Kun for os." not in text
    assert "Skriv aldrig" not in text
    assert "Spørg, om det er til en voksen" not in text


def test_addresses_are_below_the_public_url(everything: dict[str, Any], settings: Any, db: None) -> None:
    settings.PUBLIC_URL = "https://indgang.provelund.dk"
    Municipality.objects.create(code="0530", name="Prøvelund Kommune")
    made = json.loads(services_jsonld())
    own = [node["@id"] for node in made["@graph"] if "europa.eu" not in node["@id"]]
    assert own
    assert all(one.startswith("https://indgang.provelund.dk/id/") for one in own)


def test_a_task_that_has_ended_says_so(everything: dict[str, Any], cast: Any) -> None:
    Task.objects.filter(code="pas-barn").update(valid_to=danish_date(clock.now()) - timedelta(days=1))
    nodes = {node["@id"]: node for node in json.loads(services_jsonld())["@graph"]}
    status = {
        code: nodes[nodes[f"urn:x-indgang:0530:service:{code}"]["adms:status"]["@id"]]["skos:notation"]
        for code in ("pas-barn", "pas-voksen")
    }
    assert status == {"pas-barn": "expired", "pas-voksen": "active"}
