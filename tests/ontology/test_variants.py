# SPDX-License-Identifier: AGPL-3.0-or-later
"""A branch, which is no legal person, is an organisation of the directory like the others."""

from __future__ import annotations

from pathlib import Path

from exports import write
from exports.csv import export as table
from graph.entity import Reader
from graph.namespaces import ORG, TIS
from graph.readings.directory import entries
from graph.search.entries import entries_of
from graph.validation import validate_data
from tests.instances import ID, TOWN_TTL, model, observatory, opened, settings_in
from tests.instances import model as shared_model
from tests.instances import write as written_file

BRANCH = f"{ID}organisation/desk"
FACTS = (
    TOWN_TTL
    + """<id/organisation/desk> a tis:Branch ; skos:prefLabel "Le Guichet"@fr ;
  org:subOrganizationOf <id/organisation/mill> ; org:linkedTo <id/network/round> .
<id/organisation/corner> a tis:Branch ; skos:prefLabel "Le Coin"@fr ; org:subOrganizationOf <id/organisation/desk> .
<id/membership/desk-round> a org:Membership ; skos:prefLabel "Le Guichet y adhère"@fr ;
  org:member <id/organisation/desk> ; org:organization <id/network/round> .
<id/service/hours> a schema:Service ; skos:prefLabel "Une permanence"@fr ; schema:provider <id/organisation/desk> .
"""
)


def test_a_branch_is_an_organisation(tmp_path: Path) -> None:
    repository = opened(tmp_path / "instance")
    repository.load([written_file(tmp_path, FACTS)], "essais")
    public = repository.public
    assert [finding for finding in validate_data(public, model()) if finding.is_violation] == []
    assert {entry.iri: entry.kind for entry in entries_of(public, model())}[BRANCH] == "organisation"
    assert BRANCH in {entry.mention.iri for entry in entries(Reader(public, model()))}
    file = write(table, public, model(), settings_in(tmp_path), observatory()).decode("utf-8-sig")
    assert f"{BRANCH},acteur,Le Guichet" in file
    repository.close()


def test_what_accepts_organisations_accepts_their_branches() -> None:
    for item in shared_model().classes:
        for field in item.fields:
            assert (ORG.FormalOrganization in field.targets) == (TIS.Branch in field.targets), field.iri
    assert shared_model().by_iri[TIS.Branch].iri == ORG.FormalOrganization
