"""Where Indgang keeps its things on this machine."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from indgang.project import env


def data_folder() -> Path:
    """The folder named by INDGANG_DATA, else `.indgang` in the current folder; made with mode 0700 when missing."""
    folder = Path(env.text("DATA", ".indgang")).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise env.BadSetting(
            "DATA", f"names a folder that cannot be made: {error.strerror} ({folder})"
        ) from error
    return folder


def secret_key(folder: Path) -> str:
    """The installation's secret key, made once and kept in the data folder with mode 0600."""
    path = folder / "secret-key"
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()
