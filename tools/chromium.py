"""Find Chromium for the browser tests, or install it: ``python -m tools.chromium`` prints its path.

In this order: the one that INDGANG_CHROMIUM names, the machine's own, the one unpacked earlier below
``.cache``. Else root, or a user who may use sudo without a password, installs Debian's package, and any
other user downloads that package with everything it needs and unpacks it below ``.cache/chromium``, which
needs no rights at all.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".cache" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIBRARY = re.compile(r"\.so(\.\d+)*$")
PACKAGES = ("chromium", "fonts-dejavu-core")


class NoChromium(RuntimeError):
    """There is no browser and no way to get one; the message says what to do."""


def _works(program: str) -> bool:
    """Whether it is a real browser; Ubuntu's package is a script that asks for a snap."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and "Chrom" in told.stdout


def installed() -> str | None:
    """The path of a browser that is there already."""
    named = os.environ.get("INDGANG_CHROMIUM")
    if named:
        if not _works(named):
            raise NoChromium(f"INDGANG_CHROMIUM names {named}, which does not start as Chromium does")
        return named
    candidates = [*filter(None, map(shutil.which, NAMES)), str(UNPACKED / "chromium")]
    return next(filter(_works, candidates), None)


def may_install() -> list[str] | None:
    """The words before a command that make it run as root; None when nothing does."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    allowed = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [sudo, "-n"] if sudo and allowed else None


def _install(as_root: list[str]) -> None:
    environment = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            [*environment, "apt-get", "-qq", *words], stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            raise NoChromium(f"apt-get {' '.join(words)} failed; its message above says why")


def _unpack() -> None:
    """Download Debian's package with all that it needs and the machine lacks, and unpack it all."""
    state, cache, root = UNPACKED / "state", UNPACKED / "cache", UNPACKED / "root"
    for folder in (state / "lists" / "partial", cache / "archives" / "partial", root):
        folder.mkdir(parents=True, exist_ok=True)
    private = [f"Dir::State={state}", "Dir::State::status=/var/lib/dpkg/status", f"Dir::Cache={cache}"]
    private += ["Debug::NoLocking=true", "APT::Sandbox::User=", "APT::Get::Assume-Yes=true"]
    apt = ["apt-get", "-qq", *(word for option in private for word in ("-o", option))]
    download = ["install", "--download-only", "--no-install-recommends", *PACKAGES]
    for words in (["update"], download):
        done = subprocess.run([*apt, *words], stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise NoChromium(
                f"apt-get {words[0]} failed without root too; its message above says why. "
                "Ask for the package chromium to be installed, or name a browser in INDGANG_CHROMIUM"
            )
    for package in sorted((cache / "archives").glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", package, root], check=True)
        package.unlink()
    for folder in (state, cache):
        shutil.rmtree(folder)
    _write_starter(root)


def _write_starter(root: Path) -> None:
    shared = (path for path in root.rglob("lib*.so*") if path.is_file() and LIBRARY.search(path.name))
    libraries = sorted({str(path.parent) for path in shared})
    fonts = UNPACKED / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{UNPACKED}/fonts</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    starter = UNPACKED / "chromium"
    starter.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH={shlex.quote(':'.join(libraries))}\n"
        f"[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE={shlex.quote(str(fonts))}\n"
        f'exec {shlex.quote(str(root / "usr" / "lib" / "chromium" / "chromium"))} "$@"\n',
        encoding="utf-8",
    )
    starter.chmod(0o755)


def find_or_install() -> str:
    """The path of a Chromium that starts; raises NoChromium when there is none and no way to get one."""
    found = installed()
    if found:
        return found
    if not shutil.which("apt-get"):
        raise NoChromium("there is no Chromium and no apt-get; install one and name it in INDGANG_CHROMIUM")
    as_root = may_install()
    print("indgang: no Chromium here; getting Debian's package", file=sys.stderr)
    if as_root is None:
        _unpack()
    else:
        _install(as_root)
    found = installed()
    if not found:
        raise NoChromium(
            "the package chromium of this system's archive brings no browser that starts (Ubuntu's points "
            "to a snap); install a Chromium or Chrome and name it in INDGANG_CHROMIUM"
        )
    return found


def main() -> int:
    """Print the path; 1 and the reason on standard error when there is none."""
    try:
        print(find_or_install())
    except NoChromium as error:
        print(f"indgang: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
