"""A real CalDAV server, Radicale, as a process of its own in a folder of its own, on this machine only."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

USER, PASSWORD = "karen", "grøn bænk 7"
CONFIG = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/collections
[logging]
level = error
"""


class Radicale:
    """A server that can be killed and started again with what it had."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.address = f"{self.url}/{USER}/agenda/"
        self._config = folder / "config"
        self._config.write_text(CONFIG.format(port=self.port, folder=folder), encoding="utf-8")
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "radicale", "-C", str(self._config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _turn in range(300):
            try:
                httpx.get(self.url, timeout=1)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("Radicale does not answer")

    def kill(self) -> None:
        """As kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask(self, method: str, path: str = "", body: str | bytes = "", **headers: str) -> httpx.Response:
        """A request of the owner, from another program than ours."""
        url = self.address + path if not path.startswith("/") else self.url + path
        content = body.encode() if isinstance(body, str) else body
        return httpx.request(method, url, content=content, headers=headers, auth=(USER, PASSWORD), timeout=60)

    def make_calendar(self, name: str = "agenda") -> None:
        """A calendar of the user."""
        assert self.ask("MKCALENDAR", f"/{USER}/{name}/").status_code == 201

    def put(self, name: str, entry: bytes) -> None:
        """The owner writes an entry."""
        answer = self.ask("PUT", f"{name}.ics", entry, **{"Content-Type": "text/calendar"})
        assert answer.status_code in {201, 204}, answer.text

    def entries(self) -> dict[str, str]:
        """All that is in the calendar, by name."""
        answer = self.ask("PROPFIND", "", Depth="1")
        names = [part.split("<")[0] for part in answer.text.split("href>")[1::2]]
        return {
            name.rsplit("/", 1)[-1]: self.ask("GET", name).content.decode()
            for name in names
            if name.endswith(".ics")
        }
