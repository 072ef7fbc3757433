"""The judge of pages is itself tried: it must find what is wrong and nothing else."""

import pytest

from tests.conformance.html import faults_of

GOOD = """<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Indgang</title></head><body><main>
<h1>Hej</h1><label for="a">Navn</label><input id="a" name="a"><label>By <input name="b"></label>
<button aria-label="Luk">×</button><script src="/x.js"></script></main></body></html>"""


def test_a_good_page_has_no_faults() -> None:
    assert faults_of(GOOD, "da") == []
    assert faults_of("<p>En del af en side.</p>") == []


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("<h1>Hej</h1>", "<h1>Hej</h1><h1>Igen</h1>", "2 h1"),
        ("<h1>Hej</h1>", "<p>Hej</p>", "0 h1"),
        ("<h1>Hej</h1>", "<h1> </h1>", "1 h1"),
        ('lang="da"', 'lang="en"', "lang is 'en'"),
        ("<title>Indgang</title>", "", "no title"),
        ("main>", "div>", "no main"),
        ('<label for="a">Navn</label>', "", "no label"),
        ('aria-label="Luk">×', ">", "without a name"),
        ('<input id="a"', '<input id="a"><input id="a" aria-label="x"', "occurs 2 times"),
        ('for="a"', 'for="c"', "names the id c"),
        ("<h1>", '<h1 style="color:red">', "inline style"),
        ("<h1>", '<h1 onclick="x()">', "inline onclick"),
        ('<script src="/x.js">', "<script>x()", "inline script"),
        ("<h1>Hej</h1>", "<h1>Hej</h1><p><div></div></p>", "not valid HTML"),
        ("<h1>Hej</h1>", "<h1>{{ hej }}</h1>", "not rendered"),
        ("<h1>Hej</h1>", "<h1>Hej</h1><img src='/x.png'>", "without alt"),
    ],
)
def test_each_fault_is_found(good: str, bad: str, complaint: str) -> None:
    assert good in GOOD
    assert any(complaint in fault for fault in faults_of(GOOD.replace(good, bad), "da"))
