"""The translations that come with Indgang, and the municipality's own."""

import sys

import pytest
from django.utils import translation

from indgang.base.access import SYSTEM
from indgang.catalogue.content import FOLDER, read_folder
from indgang.catalogue.models import FurtherLanguage, TaskText, Translation
from indgang.catalogue.queries.translations import (
    source_mark,
    translated_tasks,
    translated_topics,
)
from indgang.catalogue.services import load_content
from indgang.catalogue.services.translations import read_translations
from indgang.core.lix import lix
from tests.cast import Cast


def test_every_translation_is_of_the_danish_text_as_it_is_now(capsys: pytest.CaptureFixture[str]) -> None:
    """A Danish text that changed asks for a new translation; how far each language has come is printed."""
    content = read_folder(FOLDER)
    texts = {("task", task.code): task.text.da for task in content.tasks}
    topics = {("topic", topic.code): topic.da for topic in content.topics}
    outdated, done = [], dict.fromkeys(FurtherLanguage.values, 0)
    for (kind, code, language), (title, _summary, bring, mark) in read_translations(FOLDER):
        if kind == "task":
            danish = texts[kind, code]
            now = source_mark(danish.title, danish.summary, danish.bring)
            assert len(bring) == len(danish.bring), (language, code)
            done[language] += 1
        else:
            now = source_mark(topics[kind, code].title, topics[kind, code].hint)
        assert title
        outdated += [(language, code)] if now != mark else []
    assert outdated == []
    with capsys.disabled():
        for language, count in done.items():
            sys.stdout.write(f"\n{language}: {count} of {len(texts)} tasks translated")
    assert min(done.values()) >= 12


@pytest.mark.django_db
def test_they_are_loaded_with_the_content_and_only_once(cast: Cast) -> None:
    assert translated_tasks("de")["pas-voksen"].title == "Neuer Pass für Erwachsene"
    assert translated_topics("uk")["bibliotek"].title == "Бібліотека"
    load_content(actor=SYSTEM)  # with all tasks, of which the cast has few
    before = set(Translation.objects.values_list("pk", flat=True))
    assert "translations" not in load_content(actor=SYSTEM).changed
    assert set(Translation.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_a_changed_danish_text_takes_the_translation_down(cast: Cast) -> None:
    TaskText.objects.filter(task__code="pas-voksen", language="da").update(summary="Noget helt andet.")
    assert "pas-voksen" not in translated_tasks("de")
    assert "koerekort-fornyelse" in translated_tasks("de")


@pytest.mark.django_db
def test_the_municipalitys_own_survive_a_load(cast: Cast) -> None:
    row = Translation.objects.get(task__code="pas-voksen", language="de")
    row.title, row.is_local = "Unser Titel", True
    row.save()
    load_content(actor=SYSTEM)
    assert Translation.objects.get(task__code="pas-voksen", language="de").title == "Unser Titel"


def test_the_pages_own_danish_is_easy_to_read() -> None:
    """Every sentence of the start page and the task page by itself, as LIX measures it; single words have none."""
    from babel.messages.pofile import read_po

    from tools.messages import PACKAGE, catalogue_path

    hard = []
    for face in ("citizen/start", "citizen"):
        with catalogue_path(PACKAGE / "web" / face).open("rb") as stream:
            for message in read_po(stream, locale="da"):
                strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                for string in strings:
                    found = lix(string) if message.id else None
                    if found and found.words >= 8 and found.lix > 45:
                        hard.append((found.lix, string))
    assert hard == []


def test_further_languages_fall_back_to_danish() -> None:
    with translation.override("ar"):
        assert translation.gettext(
            "You have left the queue. Take a new number if you change your mind."
        ).startswith("Du")
