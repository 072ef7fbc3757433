from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools import assets

FONT = "@font-face{font-family:F;src:url(../f/F.eot),url(../f/F.woff2) format('woff2'),url(../f/F.ttf)}"
SHEET = (
    "a{background:url(../img/a.svg)}b{background:url('#b')}" + FONT + "\n/*# sourceMappingURL=s.css.map*/\n"
)
PACKAGE = assets.Package("kit", "kit", {"dist/css/s.css": "css/s.css", "dist/s.js": "js/s.js"})


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "node_modules" / "kit"
    for name, content in {
        "package.json": '{"version": "1.2.3"}',
        "dist/css/s.css": SHEET,
        "dist/f/F.eot": "eot",
        "dist/f/F.ttf": "ttf",
        "dist/f/F.woff2": "woff2",
        "dist/img/a.svg": "<svg/>",
        "dist/s.js": "run();\n//# sourceMappingURL=s.js.map",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content)
    monkeypatch.setattr(assets, "PACKAGES", (PACKAGE,))
    return tmp_path / "node_modules"


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_a_style_sheet_needs_is_copied_and_nothing_else(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    (target / "old").mkdir(parents=True)
    cut = assets.copy_packages(source, target)
    assert files(target) == {
        "kit/css/s.css",
        "kit/js/s.js",
        "kit/img/a.svg",
        "kit/f/F.woff2",
        "versions.json",
    }
    sheet = (target / "kit/css/s.css").read_text()
    assert "eot" not in sheet
    assert "sourceMappingURL" not in sheet + (target / "kit/js/s.js").read_text()
    assert json.loads((target / "versions.json").read_text()) == {"kit": "1.2.3"}
    assert len(cut) == 4


def test_an_address_that_leads_nowhere_is_refused(source: Path, tmp_path: Path) -> None:
    (source / "kit" / "dist" / "img" / "a.svg").unlink()
    with pytest.raises(assets.AssetError, match=r"refers to ../img/a\.svg"):
        assets.copy_packages(source, tmp_path / "vendor")


def test_an_address_out_of_the_package_is_refused(source: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    (source / "kit/dist/css/s.css").write_text("a{background:url(../../../../secret)}")
    with pytest.raises(assets.AssetError, match="no file of its package"):
        assets.copy_packages(source, tmp_path / "vendor")


def test_a_missing_package_says_what_to_do(source: Path, tmp_path: Path) -> None:
    (source / "kit" / "package.json").unlink()
    with pytest.raises(assets.AssetError, match="npm ci"):
        assets.copy_packages(source, tmp_path / "vendor")


def test_the_copied_style_sheets_lead_to_files_that_are_there() -> None:
    if not assets.TARGET.exists():
        pytest.fail("the vendor files are not copied; run: make assets")
    for sheet in assets.TARGET.rglob("*.css"):
        for address in assets.ADDRESS.findall(sheet.read_text(encoding="utf-8")):
            if address.startswith("#"):
                continue  # a part of the page itself
            assert (sheet.parent / address).resolve().is_relative_to(assets.TARGET)
            assert (sheet.parent / address).is_file(), f"{sheet.name}: {address}"
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search("sourceMappingURL|https?://(?!www.w3.org)", rules)
