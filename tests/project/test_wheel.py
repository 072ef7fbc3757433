"""The wheel: built, installed into an empty environment, and started far from the repository."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from indgang.project import postgres

pytestmark = pytest.mark.wheel
ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0


def run(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run([*words], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and its locked dependencies only."""
    venv = tmp_path_factory.mktemp("clean") / "venv"
    uv = (sys.executable, "-m", "uv", "--quiet")
    run(*uv, "venv", "--seed", "--python", sys.executable, venv)
    python = venv / "bin" / "python"
    locked = ("--require-hashes", "--requirement", ROOT / "requirements" / "base.txt")
    try:
        run(*uv, "pip", "install", "--python", python, *locked)
    except AssertionError:  # it does not know pip's configuration
        run(python, "-m", "pip", "--quiet", "install", *locked)
    run(python, "-m", "pip", "--quiet", "install", "--no-deps", "--no-index", wheel)
    return venv / "bin"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of somebody who has only just installed it, with an empty data folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("INDGANG_", "PYTHON", "DJANGO"))
    }
    yield {**kept, "INDGANG_DATA": str(tmp_path / "data")}
    for lock in (tmp_path / "data").rglob("postgres.lock"):
        postgres.destroy(lock.parent)


def test_the_wheel_holds_what_is_served_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "indgang/ui/static/vendor/dkfds/css/dkfds.min.css",
        "indgang/ui/static/vendor/htmx/htmx.min.js",
        "indgang/catalogue/content/topics.yaml",
        "indgang/queue/migrations/0001_initial.py",
    ):
        assert part in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert any(name.endswith(".html") for name in names)
    sources = {path.with_suffix(".mo") for path in (ROOT / "src").rglob("*.po")}
    assert {str(path.relative_to(ROOT / "src")) for path in sources} <= set(names)
    assert not [name for name in names if not name.startswith(("indgang/", "indgang-"))]


def test_it_tells_its_version(wheel: Path, programs: Path, tmp_path: Path) -> None:
    told = run(programs / "indgang", "--version", cwd=tmp_path)
    assert told.split()[1] == wheel.name.split("-")[1]


def test_it_starts_and_serves(programs: Path, environment: dict[str, str], tmp_path: Path) -> None:
    run(programs / "indgang", "init", cwd=tmp_path, env=environment)
    told = subprocess.run(
        [programs / "indgang", "check", "--json"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        check=False,
    )
    found = json.loads(told.stdout)
    assert found["postgresql"] // 10000 == 18
    broken = re.compile(
        r"indgang init|\(\w+\.[CEW]\d+\)"
    )  # migrations left out, or what Django's checks find
    assert not [problem for problem in found["problems"] if broken.search(problem)]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [programs / "indgang", "serve", "--port", str(port)], cwd=tmp_path, env=environment
    ) as serving:
        try:
            health = fetch(f"http://127.0.0.1:{port}/healthz", serving)
            assert health
            front = fetch(f"http://127.0.0.1:{port}/", serving)
            sheet = re.search(r'href="(/static/[^"]+\.css)"', front)
            assert sheet
            assert "{" in fetch(f"http://127.0.0.1:{port}{sheet[1]}", serving)
        finally:
            serving.terminate()
            assert serving.wait(30) in {0, -15}


def fetch(url: str, serving: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            pytest.fail(f"{url} answers {error.code}")
        except OSError:
            assert serving.poll() is None, "the server ended"
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.1)
