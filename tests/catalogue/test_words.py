"""What editors do about searches that led nowhere."""

import pytest

from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.models import AuditEntry
from indgang.catalogue import services
from indgang.catalogue.errors import CprInText
from indgang.catalogue.models import SearchMiss, SectionVersion, Synonym
from indgang.catalogue.queries import open_misses, own_synonyms, task_card
from indgang.catalogue.search import search
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db


def codes(query):
    return [hit.code for hit in search(query, actor=SYSTEM)]


def miss(query, times=3, **more):
    for _time in range(times):
        services.count_miss(query=query, **more)


def test_words_are_added_after_the_nations_and_stay_when_it_says_more(folder, editor):
    load(folder)
    assert services.add_words(actor=editor, code="pas-voksen", words=" kattepas ") is True
    assert services.add_words(actor=editor, code="pas-voksen", words="Kattepas") is False
    assert services.add_words(actor=editor, code="pas-voksen", words="hundepas") is True
    assert codes("kattepas") == codes("hundepas") == ["pas-voksen"]
    folder.task("pas-voksen", lambda task: task["text"]["da"].update(words=["pas", "ny national"]))
    load(folder)
    assert task_card("pas-voksen", "da", actor=SYSTEM).words == ["pas", "ny national", "kattepas", "hundepas"]
    assert set(SectionVersion.objects.filter(layer="local").values_list("mode", flat=True)) == {"add"}


def test_a_synonym_is_found_at_once_and_gone_when_taken_away(folder, editor):
    load(folder)
    assert codes("ildpapir") == []
    row = services.add_synonym(actor=editor, words=["pas", "ildpapir"])
    assert codes("ildpapir") == ["pas-voksen"]
    assert services.add_synonym(actor=editor, words=["pas", "ildpapir"]).pk == row.pk
    assert [line.words for line in own_synonyms()] == [("pas", "ildpapir")]
    services.remove_synonym(actor=editor, synonym_id=row.pk)
    assert codes("ildpapir") == []
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"synonym.added", "synonym.removed"}


def test_national_synonyms_are_replaced_and_ours_stay(folder, editor):
    folder.write("synonyms.yaml", {"da": [["pas", "rejsepapir"], {"udland": ["spanien"]}], "en": []})
    load(folder)
    ours = services.add_synonym(actor=editor, words=["pas", "ildpapir"])
    assert codes("rejsepapir") == ["pas-voksen"]
    folder.write("synonyms.yaml", {"da": [["pas", "grænsepapir"]], "en": []})
    assert "synonyms" in load(folder).changed
    assert (codes("rejsepapir"), codes("grænsepapir"), codes("ildpapir")) == (
        [],
        ["pas-voksen"],
        ["pas-voksen"],
    )
    national = Synonym.objects.get(is_local=False)
    with pytest.raises(NotFound):
        services.remove_synonym(actor=editor, synonym_id=national.pk)
    assert "synonyms" in load(folder).unchanged
    assert Synonym.objects.get(is_local=True) == ours


@pytest.mark.parametrize(
    ("words", "meaning", "field"),
    [
        (["pas"], "", "words"),
        (["pas", " PAS "], "", "words"),
        ([], "pas", "words"),
        (["pas"], "Pas", None),
        (["a" * 81, "b"], "", "words"),
        (["pas"], "pas", "meaning"),
    ],
)
def test_what_is_no_synonym(editor, words, meaning, field):
    if field is None:
        services.add_synonym(actor=editor, words=words, meaning=meaning)
        return
    with pytest.raises(Invalid) as refusal:
        services.add_synonym(actor=editor, words=words, meaning=meaning)
    assert refusal.value.field == field


def test_no_cpr_number_gets_in(folder, editor):
    load(folder)
    for command in (
        lambda: services.add_synonym(actor=editor, words=["070761-4285", "pas"]),
        lambda: services.add_words(actor=editor, code="pas-voksen", words="070761-4285"),
        lambda: services.settle_miss(actor=editor, query="pas", how="070761-4285"),
    ):
        with pytest.raises(CprInText):
            command()


def test_only_editors(folder):
    load(folder)
    officer = Actor(kind="person", name="Grete", grants=frozenset({("generalist", None)}))
    for actor in (officer, ANONYMOUS):
        for command in (
            lambda actor=actor: services.add_synonym(actor=actor, words=["a", "b"]),
            lambda actor=actor: services.remove_synonym(actor=actor, synonym_id=1),
            lambda actor=actor: services.add_words(actor=actor, code="pas-voksen", words="x"),
            lambda actor=actor: services.settle_miss(actor=actor, query="x"),
        ):
            with pytest.raises(NotAllowed):
                command()


def test_misses_are_counted_by_kind_and_gone_when_dealt_with(editor, monkeypatch):
    miss("kattepas", 2)
    miss("kattepas", 2, kind="not_chosen")
    miss("sjælden", 2)
    (found,) = open_misses()
    assert (found.query, found.nothing, found.not_chosen, found.times) == ("kattepas", 2, 2, 4)
    services.settle_miss(actor=editor, query="kattepas", how="findes ikke")
    assert open_misses() == []


def test_given_up_is_counted_by_what_was_found(folder):
    load(folder)
    services.count_given_up(query="pas")
    services.count_given_up(query="pas", chosen="pas-voksen")
    services.count_given_up(query="hundehvalp")
    services.count_given_up(query="jeg hedder Jens Hansen, 070761-4285")
    rows = set(SearchMiss.objects.values_list("query", "kind", "times"))
    assert rows == {("pas", "not_chosen", 1), ("hundehvalp", "nothing", 1)}
