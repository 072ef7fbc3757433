"""Find the relay server of the meetings' tests, or install it: ``python -m tools.turnserver`` prints its path.

In this order: the one that INDGANG_TURNSERVER names, the machine's own. Else root, or a user who may use sudo without
a password, installs Debian's package coturn, unless the machine would start it as a service then, which nobody asked
for. Nobody needs it to work on anything else: where it cannot be had, the tests that go through it are left out and
say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.chromium import may_install

LONGEST_SECONDS = 90
STARTS_SERVICES = Path("/run/systemd/system")


class NoTurnserver(RuntimeError):
    """There is no relay server and no way to get one; the message says what to do."""


def installed() -> str | None:
    """The path of one that is there already."""
    named = os.environ.get("INDGANG_TURNSERVER")
    if named and not os.access(named, os.X_OK):
        raise NoTurnserver(f"INDGANG_TURNSERVER names {named}, which is no program")
    return named or shutil.which("turnserver")


def _install(as_root: list[str]) -> None:
    environment = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    patience = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "DPkg::Lock::Timeout=60"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", "coturn"]):
        try:
            done = subprocess.run(
                [*environment, "apt-get", "-qq", *patience, *words],
                stdout=sys.stderr,
                stdin=subprocess.DEVNULL,
                check=False,
                timeout=LONGEST_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise NoTurnserver(f"apt-get {words[0]} took more than {LONGEST_SECONDS} seconds") from None
        if done.returncode != 0:
            raise NoTurnserver(f"apt-get {words[0]} failed; its message above says why")


def find_or_install() -> str:
    """The path of a relay server; raises NoTurnserver when there is none and no way to get one."""
    found = installed()
    if found:
        return found
    can_be_installed = shutil.which("apt-get") and not STARTS_SERVICES.exists()
    as_root = may_install() if can_be_installed else None
    if as_root is None:
        raise NoTurnserver(
            "there is no turnserver here; install Debian's package coturn, or name one in INDGANG_TURNSERVER"
        )
    print("indgang: no turnserver here; getting Debian's package coturn", file=sys.stderr)
    _install(as_root)
    found = installed()
    if not found:
        raise NoTurnserver("the package coturn of this system's archive brings no turnserver")
    return found


def main() -> int:
    """Print the path; 1 and the reason on standard error when there is none."""
    try:
        print(find_or_install())
    except NoTurnserver as error:
        print(f"indgang: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
