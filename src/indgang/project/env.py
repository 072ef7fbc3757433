"""Reading settings from the environment. A bad value stops the start with one clear line.

Every name starts with INDGANG_; a secret may also be given as a file by adding _FILE to its name.
"""

import os
from pathlib import Path


class BadSetting(SystemExit):
    """An environment variable holds something that cannot be used."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"indgang: INDGANG_{name} {problem}")


def text(name: str, default: str = "") -> str:
    """The value of INDGANG_<name>, stripped; `default` when unset or empty."""
    return os.environ.get(f"INDGANG_{name}", "").strip() or default


def secret(name: str, default: str = "") -> str:
    """The value of INDGANG_<name>, or the content of the file that INDGANG_<name>_FILE names."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name, default)
    if text(name):
        raise BadSetting(name, f"and INDGANG_{name}_FILE are both set; keep one")
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except OSError as error:
        raise BadSetting(f"{name}_FILE", f"cannot be read: {error.strerror} ({path})") from error


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on", "ja"}:
        return True
    if value in {"0", "false", "no", "off", "nej"}:
        return False
    raise BadSetting(name, f"must be 1 or 0, not {value!r}")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(name, f"must be a whole number, not {value!r}") from None
    if not least <= number <= most:
        raise BadSetting(name, f"must be between {least} and {most}, not {number}")
    return number


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default
