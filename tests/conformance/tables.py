"""The tables of the documentation that are made from the code: ``python -m tests.conformance.tables`` writes them.

Each stands in its page between the lines ``<!-- made: NAME -->`` and ``<!-- end -->``. A test compares them.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MADE = re.compile(r"<!-- made: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def permissions() -> str:
    """Which role holds which permission."""
    import rules

    from indgang.base.access import ROLES

    lines = [f"| permission | {' | '.join(ROLES)} |", f"|---{'|---' * len(ROLES)}|"]
    lines += [
        f"| `{name}` | {' | '.join(_holds(name, role) for role in ROLES)} |"
        for name in sorted(rules.permissions.permissions)
    ]
    return "\n".join(lines)


def _holds(name: str, role: str) -> str:
    from indgang.base.access import Actor, may

    if may(Actor("person", 1, role, frozenset({(role, 1)})), name, 1):
        return "yes"
    return "all sites" if may(Actor("person", 1, role, frozenset({(role, None)})), name, 1) else ""


def figures() -> str:
    """The definition of every figure."""
    from indgang.core.kpi_definitions import DEFINITIONS

    lines = ["| code | name | unit | numerator | denominator | goal | source |", "|---" * 7 + "|"]
    for one in DEFINITIONS.values():
        goal = f"{one.target:.0%}" if one.target else f"({one.benchmark:.0%})" if one.benchmark else ""
        cells = (one.name, one.unit.value, one.numerator, one.denominator, goal, one.source)
        lines.append(f"| `{one.code}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def kinds() -> str:
    """Every kind of table with its columns."""
    from indgang.base.transfer import registry

    found = [registry.get(name) for name in registry.names()]
    lines = ["| kind | what | needs before it |", "|---|---|---|"]
    lines += [f"| `{kind.name}` | {kind.title} | {', '.join(kind.needs)} |" for kind in found]
    for kind in found:
        lines += [
            "",
            f"### `{kind.name}`: {kind.title}",
            "",
            "| column | in Danish | must be there | |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{column.name}` | {column.danish} | {'yes' if column.required else ''} | {column.sentence} |"
            for column in kind.columns
        ]
    return "\n".join(lines)


def keys() -> str:
    """Every key of the desk, in Danish."""
    from django.utils.translation import override

    from indgang.web.desk.keys import grouped

    with override("da"):
        lines = ["| tast | hvad den gør |", "|---|---|"]
        for title, group in grouped():
            lines.append(f"| **{title}** | |")
            lines += [f"| {' eller '.join(f'`{one}`' for one in key.shown)} | {key.label} |" for key in group]
    return "\n".join(lines)


TABLES: dict[str, Callable[[], str]] = {
    "permissions": permissions,
    "figures": figures,
    "kinds": kinds,
    "keys": keys,
}


def made(text: str) -> str:
    """A page with its tables made anew."""
    from django.utils.translation import override

    with override("en"):
        return MADE.sub(lambda found: f"<!-- made: {found[1]} -->\n{TABLES[found[1]]()}\n<!-- end -->", text)


def main() -> None:
    """Write every page that has changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "indgang.project.settings")
    import django

    django.setup()
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        page.write_text(made(text), encoding="utf-8")


if __name__ == "__main__":
    main()
