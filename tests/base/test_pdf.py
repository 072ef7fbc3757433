"""PDF files from templates: facts are text, and the same facts give the same file."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from indgang.base.pdf import compile_pdf

TEMPLATE = """
#let facts = json(bytes(sys.inputs.data))
#set text(font: "Libertinus Serif")
#for line in facts.lines [#line \\ ]
"""
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "lines.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def test_facts_are_text_and_never_markup(template: Path) -> None:
    lines = ["Blåbærgrød på Ærø", "#strong[x] *y* _z_ $1$ \\ // <a> \"b\" 'c'", "@ref `raw` = h", "{}[]()#;"]
    made = compile_pdf(template, {"lines": lines}, made_at=MOMENT)
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    for line in ("Blåbærgrød på Ærø", "#strong[x] *y* _z_ $1$", "@ref `raw` = h", "{}[]()#;"):
        assert line in text


def test_the_same_facts_give_the_same_bytes(template: Path) -> None:
    first, second = (compile_pdf(template, {"lines": ["a"]}, made_at=MOMENT) for _again in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")


def test_half_a_character_is_refused(template: Path) -> None:
    with pytest.raises(ValueError, match="half a character"):
        compile_pdf(template, {"lines": ["\ud800"]}, made_at=MOMENT)
