"""Run the checks and the tests: ``python -m tools.check test|quick [PYTEST ARGUMENT...]``.

Every check runs even when an earlier one fails; the exit status is 1 when any did. The tests come last,
those that need the machine to themselves one after the other, then those in the browser and all others on two
processes, so that a successful run ends with pytest's own closing line. Each step tells its time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

from tools.chromium import NoChromium, find_or_install
from tools.npm import node

ROOT = Path(__file__).resolve().parent.parent
ALONE = "parallel or wheel or postgres"
PROCESSES = "2"
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
    done = subprocess.run([sys.executable, "-m", *step.words], cwd=ROOT, env=environment, check=False)
    passed = done.returncode in {0, NO_TESTS}
    seconds = time.monotonic() - started
    if step.words[0] != "pytest":
        print(f"{'ok' if passed else 'FAILED':6} {step.name} ({seconds:.0f} s)", file=sys.stderr, flush=True)
    return passed


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


def _tests(kind: str, extra: list[str]) -> tuple[Step, ...]:
    at_once = ("pytest", "-q", "-n", PROCESSES)
    alone = ("pytest", "-q", "-m", ALONE, *extra)
    browser = (*at_once, "-m", f"browser and not ({ALONE})", *extra)
    # By file: what a module makes once is then made once.
    others = (*at_once, "--dist", "loadfile", "-m", f"not (browser or {ALONE})", *extra)
    if kind == "quick":
        return (Step("tests", (*others, "--hypothesis-profile", "quick")),)
    return (
        Step("tests that need the machine to themselves", alone),
        Step("tests in the browser", browser),
        Step("tests", others),
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the checks of the kind asked for; the exit status is 0 when all of them pass."""
    parser = argparse.ArgumentParser(prog="python -m tools.check", description=__doc__)
    parser.add_argument("kind", choices=["test", "quick"])
    options, extra = parser.parse_known_args(arguments)
    environment = _environment()
    failed = [step.name for step in QUICK if not _run(step, environment)]
    environment = _with_database(environment)
    if options.kind == "test":
        failed += [step.name for step in SLOWER if not _run(step, environment)]
        try:
            environment |= _browser()
        except NoChromium as error:
            print(f"indgang: {error}", file=sys.stderr)
            return 1
    failed += [step.name for step in _tests(options.kind, extra) if not _run(step, environment)]
    if failed:
        print(f"indgang: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
