# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days of verification that said not who had verified: kept as a note where people wrote them, let go of elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from graph.migrations import JOURNAL, Migration
from graph.migrations._journal import has_journal, holding, lines, rewrite, said_by
from graph.text.wording import day_text

VERIFIED = "<https://w3id.org/tisserand/ontology#verifiedOn>"
CHECKED = "<https://w3id.org/tisserand/ontology#checkedOn>"
ISSUED = "<http://purl.org/dc/terms/issued>"
NOTE = "<http://www.w3.org/2004/02/skos/core#note>"
CORRECTION = "<base:id/correction/"
_DAY = re.compile(r'^(<[^>]*>) (<[^>]*>) "(\d{4}-\d\d-\d\d)"')
SHIPPED = sa.table("shipped", sa.column("said"))
TOLD = "Noté « vérifié » le {day}, sans dire par qui."


def tell_what_is_known(connection: sa.Connection) -> None:
    """Nobody is known to have confirmed these days, so none of them becomes a confirmation.

    The day of the document itself says nothing more than the document; what ships with the project follows it. A
    correction that was made keeps its day.
    """
    if not has_journal(connection):
        return
    now, _ = holding(connection)
    issued = _issued(now)
    shipped = {line for said in connection.scalars(sa.select(SHIPPED.c.said)) for line in lines(said)}

    def become(line: str) -> str | None:
        found = _DAY.match(line)
        if found is None or found[2] != VERIFIED or line in shipped:
            return line
        if found[1].startswith(CORRECTION):
            return line.replace(VERIFIED, CHECKED, 1)
        if issued.get(said_by(line)) == found[3]:
            return None
        text = TOLD.format(day=day_text(date.fromisoformat(found[3])))
        return f'{found[1]} {NOTE} "{text}"@fr <{said_by(line)}> .'

    rewrite(connection, "« Vérifié » ne se dit plus sans dire par qui", become)


def _issued(now: Iterable[str]) -> dict[str, str]:
    """The day of each source, as it says itself."""
    found = (match for line in now if (match := _DAY.match(line)) and match[2] == ISSUED)
    return {match[1][1:-1]: match[3] for match in found}


migration = Migration(
    3, "« vérifié » ne se dit plus : on dit qui a confirmé, et quel jour.", tell_what_is_known, JOURNAL
)
