# SPDX-License-Identifier: AGPL-3.0-or-later
"""What strangers marked on slips was once made facts of cards: it leaves the graph; the slips keep it."""

from __future__ import annotations

import sqlalchemy as sa

from graph.migrations import JOURNAL, Migration
from graph.migrations._journal import has_journal, rewrite, said_by

ANONYMOUS = "base:id/source/orientation-outcomes"


def withdraw(connection: sa.Connection) -> None:
    """Takes out of the graph what no one answers for; nothing is journaled without any."""
    if has_journal(connection):
        rewrite(
            connection,
            "Retours anonymes retirés des fiches",
            lambda line: None if said_by(line) == ANONYMOUS else line,
        )


migration = Migration(1, "ce que des retours anonymes disaient des fiches en est retiré.", withdraw, JOURNAL)
