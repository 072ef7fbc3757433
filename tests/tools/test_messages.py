from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages import Message
from hypothesis import given
from hypothesis import strategies as st

from tools import further, messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

title = _("Front door")
count = ngettext("%(n)s waits", "%(n)s wait", 2) % {"n": 2}
verb = pgettext("a desk", "Open")
"""
TEMPLATE = """{% load i18n %}
<div>
      {# Translators: on the kiosk #}
      {% translate "Take a number" %}
  {% blocktranslate trimmed count counter=n %}
      One person
      waits
  {% plural %}
      {{ counter }} persons wait
  {% endblocktranslate %}
  <p title="{% translate "Open" context "a door" %}">{{ _("Front door") }} 100 %</p>
</div>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for app, files in {
        "kiosk": {"views.py": PYTHON, "templates/kiosk/page.html": TEMPLATE},
        "desk": {"models.py": 'from x import gettext as _\nname = _("Front door")\n'},
        "desk/inner": {"models.py": 'from x import gettext as _\nname = _("Inner door")\n'},
    }.items():
        (tmp_path / app).mkdir(parents=True)
        (tmp_path / app / "apps.py").touch()
        for name, content in files.items():
            (tmp_path / app / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / app / name).write_text(content)
    return tmp_path


def translate(path: Path, *pairs: tuple[str, str]) -> None:
    """Fill in ``msgstr`` below the ``msgid`` (or, for plurals, by ``msgstr[N]`` below the plural id)."""
    text = path.read_text()
    for id_, string in pairs:
        text, count = re.subn(
            rf'(msgid(?:_plural)? "{re.escape(id_)}"\n(?:msgid_plural.*\n)?msgstr(?:\[0\])?) "[^"]*"',
            rf'\1 "{string}"',
            text,
        )
        assert count
    path.write_text(text)


def test_texts_are_found_in_python_and_in_templates(package: Path) -> None:
    found = messages.texts(package / "kiosk", package)
    assert set(found) == {
        (None, "Front door"),
        (None, "%(n)s waits"),
        ("a desk", "Open"),
        ("a door", "Open"),
        (None, "Take a number"),
        (None, "One person waits"),
    }
    assert found[None, "One person waits"].id == ("One person waits", "%(counter)s persons wait")
    assert found[None, "Take a number"].comments == ["Translators: on the kiosk"]
    assert len(found[None, "Front door"].files) == 2


def test_an_app_inside_an_app_has_its_own_catalogue(package: Path) -> None:
    assert set(messages.texts(package / "desk", package)) == {(None, "Front door")}
    assert set(messages.texts(package / "desk" / "inner", package)) == {(None, "Inner door")}


def test_update_is_stable_and_check_asks_for_every_text(package: Path) -> None:
    kiosk = package / "kiosk"
    assert messages.update(kiosk, package)
    first = messages.catalogue_path(kiosk).read_text()
    assert not messages.update(kiosk, package)
    assert messages.catalogue_path(kiosk).read_text() == first
    assert "#:" not in first
    assert "Date" not in first
    problems = messages.problems(kiosk, package)
    assert len(problems) == 6
    assert 'kiosk/templates/kiosk/page.html, kiosk/views.py: not translated: "Front door"' in problems


def test_update_keeps_translations_takes_them_from_other_apps_and_drops_what_is_gone(package: Path) -> None:
    kiosk, desk = package / "kiosk", package / "desk"
    messages.update(kiosk, package)
    translate(messages.catalogue_path(kiosk), ("Front door", "Hoveddør"))
    messages.update(desk, package)
    assert not messages.problems(desk, package)
    (desk / "models.py").write_text('from x import gettext as _\nname = _("Back door")\n')
    assert any("no longer used" in problem for problem in messages.problems(desk, package))
    messages.update(desk, package)
    assert set(messages.read_catalogue(messages.catalogue_path(desk))) == {(None, "Back door")}
    (desk / "models.py").write_text("")
    messages.update(desk, package)
    assert not messages.catalogue_path(desk).exists()


def test_fuzzy_texts_are_refused(package: Path) -> None:
    desk = package / "desk"
    messages.update(desk, package)
    path = messages.catalogue_path(desk)
    translate(path, ("Front door", "Hoveddør"))
    path.write_text(path.read_text().replace('msgid "Front', '#, fuzzy\nmsgid "Front'))
    assert messages.problems(desk, package) == ['desk/locale/da/LC_MESSAGES/django.po: fuzzy: "Front door"']


def test_two_apps_must_not_contradict_each_other(package: Path) -> None:
    for app, danish in (("kiosk", "Hoveddør"), ("desk", "Fordør")):
        messages.update(package / app, package)
        translate(messages.catalogue_path(package / app), ("Front door", danish))
    found = messages.contradictions([package / "desk", package / "kiosk"], package)
    assert len(found) == 1
    assert "Front door" in found[0]


def test_texts_outside_every_app_are_told(package: Path) -> None:
    (package / "loose.py").write_text('from x import gettext as _\nname = _("Nobody finds me")\n')
    assert messages.homeless(package) == ["loose.py: lies in no app, so no catalogue holds its texts"]


def test_a_translation_under_another_name_is_told(package: Path) -> None:
    assert messages.overlooked(package) == []
    (package / "desk" / "cells.py").write_text('from x import gettext as _t\nsaid = _t("Front door")\n')
    assert messages.overlooked(package) == [
        "desk/cells.py: texts in _t(...) are not found; call it _ or leave its own name"
    ]


def test_compiled_catalogues_answer_in_danish(package: Path) -> None:
    kiosk = package / "kiosk"
    messages.update(kiosk, package)
    translate(messages.catalogue_path(kiosk), ("Front door", "Hoveddør"), ("Take a number", "Træk et nummer"))
    assert messages.compile_catalogue(kiosk)
    assert not messages.compile_catalogue(kiosk)
    with messages.catalogue_path(kiosk).with_suffix(".mo").open("rb") as stream:
        danish = gettext.GNUTranslations(stream)
    assert danish.gettext("Front door") == "Hoveddør"
    assert danish.gettext("Take a number") == "Træk et nummer"
    messages.catalogue_path(kiosk).unlink()
    assert messages.compile_catalogue(kiosk)
    assert not messages.catalogue_path(kiosk).with_suffix(".mo").exists()


@pytest.mark.parametrize(
    ("source", "danish", "problem"),
    [
        ("%(n)s waits", "%(n)s venter", None),
        ("%(n)s waits", "%(m)s venter", "unknown placeholder %(m)s"),
        ("%(n)s waits", "en venter", "missing placeholder %(n)s"),
        ("{name} waits", "venter på {name}", None),
        ("{name} waits", "venter på {navn}", "unknown placeholder {navn}"),
        ("%(n)s of %%", "%(n)s %", "a bare % must be written %%"),
        ("100 % of all", "100 % af alle", None),
        ("Line\n", "Linje", "line break"),
        (("%(n)s waits", "%(n)s wait"), ("en venter", "%(n)s venter"), None),
        (("%(n)s waits", "%(n)s wait"), ("%(n)s venter", "flere venter"), "missing placeholder %(n)s"),
    ],
)
def test_placeholders(
    source: str | tuple[str, str], danish: str | tuple[str, str], problem: str | None
) -> None:
    found = list(messages.broken_placeholders(Message(source, danish)))
    if problem is None:
        assert not found
    else:
        assert any(problem in each for each in found)


PIECES = st.sampled_from(["%(a)s", "%(b)d", "%(c)s", "%", "%%", "% s", "(", ")s", " sager ", "%(a)"])


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_translation_without_complaint_is_filled_in_with_every_fact(danish: str) -> None:
    source, facts = "%(a)s and %(b)d", {"a": "FACT-A", "b": 47110815}
    complaints = list(messages.broken_placeholders(Message(source, danish)))
    if danish and not complaints:
        shown = danish % facts
        assert "FACT-A" in shown
        assert "47110815" in shown


def test_the_core_knows_no_language_and_its_texts_are_kept_with_the_figures(package: Path) -> None:
    for name, content in {
        "core/kpi.py": 'label = gettext_noop("Waiting time")\n',
        "insight/apps.py": "",
    }.items():
        (package / name).parent.mkdir()
        (package / name).write_text(content)
    assert set(messages.texts(package / "insight", package)) == {(None, "Waiting time")}
    assert messages.homeless(package) == []


def test_further_languages_may_be_incomplete_but_never_stale(package: Path) -> None:
    app = package / "web" / "citizen" / "start"
    app.mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "words.py").write_text('_("Open until %(time)s")\n_("Closed")\n')
    path = further.further_path("de", package)
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(header + 'msgid "Open until %(time)s"\nmsgstr "Geöffnet bis %(time)s"\n')
    assert messages.further_problems(package) == []
    assert messages.further_shares(package)["de"] == (1, 2)
    path.write_text(header + 'msgid "Gone"\nmsgstr "Weg"\n\nmsgid "Open until %(time)s"\nmsgstr "Geöffnet"\n')
    found = messages.further_problems(package)
    assert [problem.split(": ")[1].split(" ")[0] for problem in found] == ["no", "missing"]
    messages.compile_further(package)
    assert path.with_suffix(".mo").exists()
