"""Where Indgang keeps its things on this machine."""

import secrets
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
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()
