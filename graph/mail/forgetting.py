# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to somebody who is to be forgotten: those that wait, and those that were written into a folder."""

from __future__ import annotations

from contextlib import suppress
from email import message_from_bytes, policy

import sqlalchemy as sa

from graph.database import failures, open_database
from graph.mail._tables import LETTERS, TABLES
from graph.mail.post import ENDING, FOLDER
from graph.settings import Settings

ALL = (LETTERS,)


def forget_letters_to(settings: Settings, address: str) -> int:
    """Deletes the letters to an address, and says how many; raises StorageError."""
    engine = open_database(settings.database_url, TABLES)
    try:
        with failures("Les courriels"), engine.begin() as connection:
            gone = connection.execute(sa.delete(LETTERS).where(sa.func.lower(LETTERS.c.recipient) == address.lower()))
    finally:
        engine.dispose()
    written = 0
    for path in (settings.instance / FOLDER).glob(f"*{ENDING}"):
        with suppress(OSError):
            head = message_from_bytes(path.read_bytes(), policy=policy.default)
            if str(head["To"] or "").lower() == address.lower():
                path.unlink()
                written += 1
    return gone.rowcount + written
