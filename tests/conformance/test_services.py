"""What a domain offers is used by somebody: a face, a command of the terminal, the API, another domain or a test."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction
from pathlib import Path

import pytest

from tests.conformance.sources import PACKAGE, ROOT, sources

# These read the slugs of all sites at once for a table; organisation.queries has no such list.
SLUGS_OF_SITES = {
    "catalogue/transfer/offers.py",
    "catalogue/transfer/sections.py",
    "contact/transfer.py",
    "insight/queries.py",
    "insight/transfer.py",
    "queue/services/reservations.py",
    "queue/transfer/tickets.py",
}
DOMAINS = (
    "organisation",
    "messaging",
    "catalogue",
    "queue",
    "booking",
    "contact",
    "followup",
    "contactscreen",
    "insight",
    "planning",
)


@cache
def _bodies(folder: Path) -> list[tuple[Path, str]]:
    return list(sources(folder))


def _offered() -> Iterator[tuple[str, str, str]]:
    for domain in DOMAINS:
        for part in ("services", "queries"):
            if find_spec(f"indgang.{domain}.{part}") is None:
                continue
            module = import_module(f"indgang.{domain}.{part}")
            named = getattr(module, "__all__", None) or [
                name
                for name, found in vars(module).items()
                if getattr(found, "__module__", "") == module.__name__
            ]
            yield from (
                (domain, part, name)
                for name in named
                if not name.startswith("_") and isfunction(inspect.unwrap(getattr(module, name)))
            )


@pytest.mark.parametrize(("domain", "part", "name"), list(_offered()))
def test_what_is_offered_is_used(domain: str, part: str, name: str) -> None:
    command = inspect.unwrap(getattr(import_module(f"indgang.{domain}.{part}"), name))
    home = Path(inspect.getfile(command))
    word = re.compile(rf"\b{name}\b")
    uses = [
        path
        for folder in (PACKAGE, ROOT / "tests", ROOT / "benchmarks")
        for path, body in _bodies(folder)
        if path.name != "__init__.py" and len(word.findall(body)) > (path == home)
    ]
    assert uses, f"nobody uses {domain}.{part}.{name}"


@pytest.mark.parametrize("domain", [domain for domain in DOMAINS if (PACKAGE / domain / "services").is_dir()])
def test_commands_take_keywords_only(domain: str) -> None:
    package = import_module(f"indgang.{domain}.services")
    for name in package.__all__:
        command = getattr(package, name)
        if callable(command) and not isinstance(command, type):
            assert inspect.unwrap(command).__code__.co_argcount == 0, f"{name} takes arguments by position"


def test_no_package_reads_the_models_of_another_domain_past_its_queries() -> None:
    """Models of another domain serve as types and as targets of foreign keys; asking them is for their own package."""
    faults = []
    for path, body in sources():
        home = path.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(body)):
            if isinstance(node, ast.ImportFrom) and (
                found := re.match(r"indgang\.(\w+)\.models", node.module or "")
            ):
                domain = found[1]
                names = {alias.asname or alias.name for alias in node.names}
                if domain in DOMAINS and domain != home and home in DOMAINS:
                    faults += [
                        f"{path.relative_to(PACKAGE)}: {name}.objects"
                        for name in names
                        if re.search(rf"\b{name}\.objects\b", body)
                    ]
    argued = {f"{path}: Site.objects" for path in SLUGS_OF_SITES}
    assert [fault for fault in faults if fault not in argued] == []
