# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter: what is written to whom, and how it is put into the form that mail servers and programs read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from graph.clock import DAY
from graph.errors import InvalidInput
from graph.mail_server import is_address
from graph.text.wording import Phrase

THREE_DAYS = 3 * DAY
LONGEST_TEXT, LONGEST_LINE = 100_000, 300
# As RFC 5322 lets a field be named; what the outbox writes itself is nobody else's.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}", re.ASCII)
_OWN = {"from", "to", "cc", "bcc", "subject", "date", "message-id", "sender", "return-path", "content-type"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_BREAK = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
NO_ADDRESS = Phrase("Ce n’est pas une adresse de courriel. Exemple : contact@association.fr")
NO_LINE = Phrase("L’objet d’un courriel tient sur une ligne.")
TOO_LONG = Phrase("Ce courriel est trop long pour partir.")


@dataclass(frozen=True)
class Letter:
    """A letter in plain French text: to one address, on a subject of one line. `kind` is counted, and says no more.

    `headers` are more fields of its head, such as List-Unsubscribe. `seconds`: for how long it is worth being tried
    again. Raises InvalidInput on an address, a subject or a field that would write another head than it says.
    """

    to: str
    subject: str
    text: str
    kind: str
    headers: tuple[tuple[str, str], ...] = ()
    seconds: int = THREE_DAYS

    def __post_init__(self) -> None:
        if not is_address(self.to):
            raise InvalidInput(NO_ADDRESS(), field="to")
        for value in (self.subject, *(value for _, value in self.headers)):
            if not value.strip() or _BREAK.search(value) or len(value) > LONGEST_LINE:
                raise InvalidInput(NO_LINE(), field="subject")
        if any(not _NAME.fullmatch(name) or name.lower() in _OWN for name, _ in self.headers):
            raise InvalidInput(NO_LINE(), field="headers")
        if len(self.text) > LONGEST_TEXT:
            raise InvalidInput(TOO_LONG(), field="text")
        # What a form brought may hold signs that no database and no program of mail takes.
        text = _CONTROL.sub("", re.sub(r"\r\n?", "\n", self.text)).encode("utf-8", "replace").decode()
        object.__setattr__(self, "text", text)

    def as_text(self) -> str:
        """What is kept of it until it has left, beside its address and its kind."""
        kept = {"subject": self.subject, "text": self.text, "headers": self.headers, "seconds": self.seconds}
        return json.dumps(kept, ensure_ascii=False)


def read_letter(to: str, kind: str, kept: str) -> Letter:
    """The letter of what was kept."""
    said = json.loads(kept)
    headers = tuple((name, value) for name, value in said["headers"])
    return Letter(to, said["subject"], said["text"], kind, headers, said["seconds"])


@dataclass(frozen=True)
class Envelope:
    """What the outbox adds to a letter: from whom, when it was written (seconds), under which identifier."""

    sender: str
    at: int
    identifier: str


def message(letter: Letter, envelope: Envelope, *, plain: bool = False) -> bytes:
    """The letter as mail: lines of any length and every accent pass; `plain`: as people read it in an editor."""
    made = EmailMessage(SMTP.clone(utf8=True, max_line_length=998) if plain else SMTP)
    made["From"], made["To"], made["Subject"] = envelope.sender, letter.to, letter.subject
    made["Date"] = format_datetime(datetime.fromtimestamp(envelope.at, UTC))
    made["Message-ID"] = envelope.identifier
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: answers of absence are not sent to it
    for name, value in letter.headers:
        made[name] = value
    short = all(len(line.encode()) < 990 for line in letter.text.split("\n"))
    made.set_content(letter.text, charset="utf-8", cte="8bit" if plain and short else "quoted-printable")
    return made.as_bytes()


def quoted(words: str) -> str:
    """What somebody else wrote, as letters set it apart."""
    return "\n".join(f"> {line}" for line in words.split("\n"))
