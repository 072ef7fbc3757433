"""Run the checks and the tests: ``python -m tools.check test|quick [PYTEST ARGUMENT...]``.

Every check runs even when an earlier one fails; the exit status is 1 when any did. The checks have one core while the
tests that start servers of their own have the other; then come the tests in the browser and all others, each on two
processes, so that a successful run ends with pytest's own closing line. Each step tells its time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.chromium import NoChromium, find_or_install
from tools.npm import node
from tools.turnserver import NoTurnserver
from tools.turnserver import find_or_install as find_or_install_turnserver

ROOT = Path(__file__).resolve().parent.parent
SERVERS = "wheel or postgres"
AT_ONCE = ("pytest", "-q", "-n", "2")
NO_TESTS = 5


@dataclass(frozen=True)
class Step:
    """A command whose exit status tells whether the repository is sound."""

    name: str
    words: tuple[str, ...]
    database: bool = False


QUICK = (
    Step("code style", ("ruff", "check", "--quiet", ".")),
    Step("formatting", ("ruff", "format", "--quiet", "--check", ".")),
    Step("layers", ("importlinter.cli", "lint")),
    Step("types", ("mypy",)),
    Step("lock files", ("tools.lock", "--check")),
    Step("Danish texts", ("tools.messages", "check")),
)
SLOWER = (Step("migrations", ("django", "makemigrations", "--check", "--dry-run"), database=True),)


def _run(step: Step, environment: dict[str, str]) -> bool:
    started = time.monotonic()
    is_test = step.words[0] == "pytest"
    done = subprocess.run(
        [sys.executable, "-m", *step.words],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=None if is_test else subprocess.PIPE,
        stderr=None if is_test else subprocess.STDOUT,
        text=True,
    )
    passed = done.returncode in {0, NO_TESTS}
    if not is_test:
        # In one go: tests may be writing too.
        complaint = "" if passed else f"\n{done.stdout}"
        seconds = time.monotonic() - started
        told = f"{'ok' if passed else 'FAILED':6} {step.name} ({seconds:.0f} s){complaint}"
        print(told, file=sys.stderr, flush=True)
    return passed


def _failed(steps: tuple[Step, ...], environment: dict[str, str]) -> list[str]:
    return [step.name for step in steps if not _run(step, environment)]


def _environment() -> dict[str, str]:
    data = ROOT / ".indgang" / "test"
    return {
        **os.environ,
        "INDGANG_DATA": os.environ.get("INDGANG_DATA") or str(data),
        "DJANGO_SETTINGS_MODULE": "indgang.project.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def _with_database(environment: dict[str, str]) -> dict[str, str]:
    """Name the embedded test server unless a server is named already."""
    if environment.get("INDGANG_DATABASE_URL") or environment.get("INDGANG_DATABASE_URL_FILE"):
        return environment
    from indgang.project.postgres import ensure_running

    return {
        **environment,
        "INDGANG_DATABASE_URL": ensure_running(ROOT / ".indgang" / "test", durable=False).url,
    }


def _browser() -> dict[str, str]:
    """What the browser tests need to know; raises NoChromium."""
    found = {"INDGANG_CHROMIUM": find_or_install()}
    driver = Path(sysconfig.get_path("purelib")) / "playwright" / "driver" / "node"
    if subprocess.run([driver, "--version"], capture_output=True, check=False).returncode != 0:
        found["PLAYWRIGHT_NODEJS_PATH"] = node()  # its own needs a library that small machines lack
    return found


def _relay() -> dict[str, str]:
    """What the tests of meetings through a relay need to know; without one they are left out, and say why."""
    try:
        return {"INDGANG_TURNSERVER": find_or_install_turnserver()}
    except NoTurnserver as error:
        print(f"indgang: no tests through a relay: {error}", file=sys.stderr)
        return {}


def _others(but: str, extra: list[str]) -> Step:
    """All other tests, by file: what a module makes once is then made once."""
    return Step("tests", (*AT_ONCE, "--dist", "loadfile", "-m", f"not ({but})", *extra))


def _quick(extra: list[str]) -> list[str]:
    few = _others(f"browser or parallel or {SERVERS}", [*extra, "--hypothesis-profile", "quick"])
    return [*_failed(QUICK, _environment()), *_failed((few,), _with_database(_environment()))]


def _everything(extra: list[str]) -> list[str]:
    """Raises NoChromium."""
    environment = _with_database(_environment()) | _browser() | _relay()
    servers = Step("tests that start servers", ("pytest", "-q", "-m", SERVERS, *extra))
    browser = Step("tests in the browser", (*AT_ONCE, "-m", f"browser and not ({SERVERS})", *extra))
    with ThreadPoolExecutor(1) as beside:
        checks = beside.submit(_failed, (*QUICK, *SLOWER), environment)
        failed = _failed((servers,), environment)
        failed = [*checks.result(), *failed]
    return [*failed, *_failed((browser, _others(f"browser or {SERVERS}", extra)), environment)]


def main(arguments: list[str] | None = None) -> int:
    """Run the checks of the kind asked for; the exit status is 0 when all of them pass."""
    parser = argparse.ArgumentParser(prog="python -m tools.check", description=__doc__)
    parser.add_argument("kind", choices=["test", "quick"])
    options, extra = parser.parse_known_args(arguments)
    try:
        failed = _everything(extra) if options.kind == "test" else _quick(extra)
    except NoChromium as error:
        print(f"indgang: {error}", file=sys.stderr)
        return 1
    if failed:
        print(f"indgang: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
