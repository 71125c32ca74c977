# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms of other vocabularies that were used of what they are not made for: the same facts in those of now."""

from __future__ import annotations

import re

import sqlalchemy as sa

from graph.migrations import JOURNAL, Migration
from graph.migrations._journal import has_journal, lines, rewrite

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
OWN = "https://w3id.org/tisserand/ontology#"
SHIPPED = sa.table("shipped", *map(sa.column, ("source", "said")))
# Which lines, by how they begin, and what they say now: what is in parentheses stays.
BECOMING = tuple(
    (re.compile(f"({subject}) <{re.escape(path)}> ({value})"), rf"\1 <{now}> {then}")
    for subject, path, value, now, then in (
        # A source is a set of facts; a bundle tells where facts come from.
        ("<[^>]*>", TYPE[1:-1], "<http://www.w3.org/ns/prov#Bundle>", TYPE[1:-1], "<https://schema.org/Dataset>"),
        # Words come from people who met; a meeting is nobody to whom they could be attributed.
        ("<[^>]*>", "http://www.w3.org/ns/prov#wasAttributedTo", "<base:id/event/",
         "http://www.w3.org/ns/prov#wasGeneratedBy", r"\2"),
        # A unit is that of a formal organisation; a network is none.
        ("<base:id/working-group/[^>]*>", "http://www.w3.org/ns/org#unitOf", "<",
         "http://www.w3.org/ns/org#subOrganizationOf", r"\2"),
        # The repository is that of code, the author a body that has a card, the purpose that of an organisation.
        ("<base:id/tool/[^>]*>", "https://schema.org/codeRepository", "<", f"{OWN}sourceCode", r"\2"),
        ("<base:id/tool/[^>]*>", "https://schema.org/author", '"', "http://purl.org/dc/elements/1.1/creator", r"\2"),
        ("<base:id/event/[^>]*>", "http://www.w3.org/ns/org#purpose", '"', f"{OWN}aim", r"\2"),
    )
)  # fmt: skip


def say_it_in_terms_of_now(connection: sa.Connection) -> None:
    """What holds, whoever said it; what a shipped source said when it was taken too, so that editions compare."""
    if not has_journal(connection):
        return
    rewrite(connection, "Les mêmes faits, avec les termes que leurs vocabulaires prévoient", current)
    for source, said in list(connection.execute(sa.select(SHIPPED.c.source, SHIPPED.c.said))):
        now = "\n".join(map(current, lines(said)))
        if now != said:
            connection.execute(sa.update(SHIPPED).where(SHIPPED.c.source == source).values(said=now))


def current(line: str) -> str:
    """A line of the journal in the terms of now."""
    for former, now in BECOMING:
        if former.match(line):
            return former.sub(now, line, count=1)
    return line


migration = Migration(
    4, "des faits sont dits avec les termes que leurs vocabulaires prévoient.", say_it_in_terms_of_now, JOURNAL
)
