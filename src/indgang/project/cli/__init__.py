"""The command line: `indgang COMMAND`. Data goes to stdout, talk to stderr, the exit status tells."""

import argparse
import sys
from collections.abc import Sequence

from indgang import __version__
from indgang.project.cli import backup, catalogue, database, demo, fetch, serve, tokens, transfer

COMMANDS = (database, backup, serve, demo, transfer, fetch, catalogue, tokens)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="indgang",
        description="One entrance to the municipality: the joint desk of library and citizen service.",
    )
    top.add_argument("--version", action="version", version=f"indgang {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused or faults found, 2 wrong use."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
