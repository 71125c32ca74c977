# SPDX-License-Identifier: AGPL-3.0-or-later
"""How letters leave: by a server of mail, or into a folder where there is none."""

from __future__ import annotations

import smtplib
import ssl
from pathlib import Path
from typing import Protocol

from graph.folders import private
from graph.mail.letters import Envelope, Letter, message
from graph.mail_server import MailServer
from graph.storage.files import write_atomically

PATIENCE = 20.0  # seconds for each answer of the server
FOLDER = "courrier"
ENDING = ".eml"


class NotTaken(Exception):
    """This letter was not taken: for good, or this time; others may be. `why` is a code, never an address."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


class PostAway(Exception):
    """Nothing can leave now, whatever the letter: what it says is a code or a kind of error, never an address."""


class Carrier(Protocol):
    """Takes letters away."""

    def carry(self, letter: Letter, envelope: Envelope) -> None:
        """Raises NotTaken or PostAway."""

    def close(self) -> None:
        """Ends what was begun."""


class ServerPost:
    """One conversation with a server of mail, begun at the first letter."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._open: smtplib.SMTP | None = None

    def carry(self, letter: Letter, envelope: Envelope) -> None:
        """Hands a letter over; raises NotTaken or PostAway."""
        try:
            if self._open is None:
                self._open = self._greeted(envelope.sender)
            written = message(letter, envelope)
            self._open.sendmail(_bare(envelope.sender), [letter.to], written)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise _not_taken(code) from error
        except smtplib.SMTPDataError as error:
            raise _not_taken(error.smtp_code) from error
        # UnicodeError: a password that the server can only be told in ASCII.
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._open = None
            raise PostAway(str(getattr(error, "smtp_code", "")) or type(error).__name__) from error

    def close(self) -> None:
        """Says good-bye, where somebody still listens."""
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._open.close()
            self._open = None

    def _greeted(self, sender: str) -> smtplib.SMTP:
        """A conversation that is open; the name we give is that of the sender, since ours may mean nothing outside."""
        server, name = self._server, _bare(sender).rpartition("@")[2]
        context = ssl.create_default_context()
        found: smtplib.SMTP
        if server.secure:
            found = smtplib.SMTP_SSL(server.host, server.port, name, timeout=PATIENCE, context=context)
        else:
            found = smtplib.SMTP(server.host, server.port, name, timeout=PATIENCE)
        try:
            if server.starttls:
                found.starttls(context=context)
            if server.user:
                found.login(server.user, server.password)
        except BaseException:
            found.close()
            raise
        return found


class FolderPost:
    """Writes letters as files of mail into the folder of an instance, for its owner alone."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / FOLDER

    def carry(self, letter: Letter, envelope: Envelope) -> None:
        """Writes a letter; raises PostAway."""
        name = envelope.identifier.strip("<>").partition("@")[0]
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            private(self._folder)
            write_atomically(self._folder / f"{name}{ENDING}", message(letter, envelope, plain=True))
        except OSError as error:
            raise PostAway(error.strerror or type(error).__name__) from error

    def close(self) -> None:
        """Nothing stays open."""


def forget_files(instance: Path, before: float) -> int:
    """Deletes the letters that were written before a moment (seconds); how many."""
    old = [path for path in (instance / FOLDER).glob(f"*{ENDING}") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _not_taken(code: int) -> NotTaken:
    return NotTaken(str(code), for_good=code >= 500)


def _bare(sender: str) -> str:
    """The address alone."""
    return sender.rpartition("<")[2].rstrip(">")
