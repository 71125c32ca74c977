# SPDX-License-Identifier: AGPL-3.0-or-later
"""An instance of before says the same in the terms of now, whoever said it, and what it took of the project too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graph.namespaces import DC, ORG, PROV, RDF, SCHEMA, TIS
from graph.rdf.dataset import text_literal
from graph.rdf.nquads import to_text
from graph.storage.shipped import apart, take_shipped
from tests.instances import BARE, BASE, ID, TOWN, TOWN_TTL, draft, fact, label, opened, write

FORMER = {
    fact("source/town", RDF.type, PROV.Bundle): fact("source/town", RDF.type, SCHEMA.Dataset),
    fact("working-group/maps", ORG.unitOf, "network/round"): fact(
        "working-group/maps", ORG.subOrganizationOf, "network/round"
    ),
    fact("definition/lr", PROV.wasAttributedTo, "event/fair"): fact("definition/lr", PROV.wasGeneratedBy, "event/fair"),
    fact("tool/loom", SCHEMA.codeRepository, "https://a.example/"): fact(
        "tool/loom", TIS.sourceCode, "https://a.example/"
    ),
    fact("tool/loom", SCHEMA.author, text_literal("L’Atelier")): fact(
        "tool/loom", DC.creator, text_literal("L’Atelier")
    ),
    fact("event/fair", ORG.purpose, text_literal("Se voir", "fr")): fact(
        "event/fair", TIS.aim, text_literal("Se voir", "fr")
    ),
}
# What is said as before: what was right, and a text that names terms.
KEPT = {
    fact("organisation/mill", ORG.purpose, text_literal("Moudre", "fr")),
    fact("definition/lr", PROV.wasAttributedTo, "organisation/mill"),
    fact("resource/film", SCHEMA.author, "organisation/mill"),
    label("organisation/mill", "<http://www.w3.org/ns/org#unitOf> <http://www.w3.org/ns/prov#Bundle>"),
}


def _of_before(instance: Path, *statements: tuple[str, tuple[str, ...]]) -> None:
    with closing(sqlite3.connect(instance / "journal.sqlite")) as database, database:
        database.execute("delete from migrations where number >= 4")
        for statement, values in statements:
            database.execute(statement, values)


def test_it_says_the_same_in_the_terms_of_now(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({*FORMER, *KEPT}))
    repository.close()
    _of_before(tmp_path)
    repository = opened(tmp_path, ontology=BARE)
    assert set(repository.full.facts(source=TOWN)) == {*FORMER.values(), *KEPT}
    *_, change = repository.journal.read()
    assert (change.header.author, change.header.kind, change.number) == ("Tisserand", "migration", 2)
    repository.close()
    assert any("vocabulaires" in message for message in caplog.messages)
    again = opened(tmp_path, ontology=BARE)
    assert again.number == 2
    again.close()


def test_an_edition_that_was_taken_is_compared_in_the_terms_of_now(tmp_path: Path) -> None:
    """A statement that people removed stays removed, although the project now says it otherwise."""
    group = '<id/working-group/maps> a org:OrganizationalUnit ; skos:prefLabel "Cartes"@fr ;\n  '
    shipped = write(tmp_path, TOWN_TTL + group + "org:subOrganizationOf <id/network/round> .\n")
    repository = opened(tmp_path / "instance")
    repository.load([shipped], "Tisserand", shipped=True)
    link = fact("working-group/maps", ORG.subOrganizationOf, "network/round")
    (said,) = repository.journal.editions().values()
    repository.commit(draft(removed={link}))
    repository.close()
    former = {item._replace(p=ORG.unitOf) if item == link else item for item in said.said}
    statement = ("update shipped set said = ?, digest = 'of before'", (to_text(former, BASE),))
    _of_before(tmp_path / "instance", statement)
    repository = opened(tmp_path / "instance")
    assert take_shipped(repository, [shipped]) is None
    assert link not in set(repository.full.facts())
    assert [item.lacking for item in apart(repository, [shipped])] == [frozenset({link})]
    assert repository.full.links(f"{ID}working-group/maps", ORG.unitOf) == []
    repository.close()
