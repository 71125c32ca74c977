# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real server of mail in a process of its own, which keeps what it is brought: `python -m tests.post_office`.

It takes no letter to somebody whose address begins with `nobody`, and says « later » of one that begins with `later`.
"""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
USER, PASSWORD = "tisserand", "p@ss:w/rd"


class PostOffice:
    """A server that runs: its port, and what it was brought, in order."""

    def __init__(self, folder: Path, *options: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.port, self._options = folder, free_port(), options
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it, and returns once it listens."""
        command = [sys.executable, "-m", "tests.post_office", str(self.port), str(self.folder), *self._options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Ends it."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def received(self) -> list[EmailMessage]:
        """The letters that it took, in order."""
        found = []
        for path in sorted(self.folder.glob("*.taken")):
            read = message_from_bytes(path.read_bytes(), policy=SMTP)
            assert isinstance(read, EmailMessage)
            found.append(read)
        return found


@contextmanager
def post_office(folder: Path, *options: str) -> Iterator[PostOffice]:
    """A server of mail that is ended afterwards."""
    office = PostOffice(folder, *options)
    office.start()
    try:
        yield office
    finally:
        office.stop()


class MailCounter:
    """Takes what comes to the counter; its methods have the names that the library calls."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Refuses some."""
        if address.startswith("nobody"):
            return f"550 {address} is not known here"
        if address.startswith("later"):
            return f"451 {address}: come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keeps one, whole before it has its name."""
        with self._lock:
            number = len(list(self._folder.glob("*.taken")))
            written = self._folder / f"{number:04}.part"
            written.write_bytes(envelope.content)
            written.rename(self._folder / f"{number:04}.taken")
        return "250 OK"


def _serve(port: int, folder: Path, *options: str) -> None:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> Any:
        right = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    asked: dict[str, Any] = {}
    if "auth" in options:
        asked |= {"authenticator": known, "auth_required": True, "auth_require_tls": "tls" in options}
    if "tls" in options:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        asked |= {"tls_context": context, "require_starttls": True}
    Controller(MailCounter(folder), hostname="127.0.0.1", port=port, **asked).start()
    os.write(1, b"ready\n")
    threading.Event().wait()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
