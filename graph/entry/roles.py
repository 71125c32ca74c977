# SPDX-License-Identifier: AGPL-3.0-or-later
"""As what one enters, and what each may do then: read from the vocabulary, the only place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from graph.namespaces import SH, SKOS, TIS, VOCABULARY, local_name
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from graph.settings import ROOT

FOLDER = ROOT / "ontology" / "vocabularies"
ROLE, RIGHT = "entry-role", "entry-right"
READ = "read-between-professionals"
"""The right that the pages between professionals ask for."""
FACILITATE = "facilitate"
"""The right that the pages where stories are made ask for."""
MODERATE = "moderate"
"""The right that the page of moderators asks for."""


@dataclass(frozen=True)
class Role:
    """A role that an invitation gives: its name, and the rights that come with it, each with its name, in French."""

    slug: str
    name: str
    rights: dict[str, str]

    def may(self, right: str) -> bool:
        """Whether it gives a right."""
        return right in self.rights


@cache
def roles() -> dict[str, Role]:
    """The roles by slug, in the order to show them."""
    files = (FOLDER / f"{name}.ttl" for name in (ROLE, RIGHT))
    data = Dataset.in_memory((fact for file in files for fact in read_turtle(file, str(TIS))), str(TIS))
    found = sorted(data.subjects(SKOS.inScheme, VOCABULARY[ROLE]), key=lambda iri: _order(data, iri))
    return {local_name(iri): _role(data, iri) for iri in found}


def may(slug: str, right: str) -> bool:
    """Whether whoever entered with a role may do something; a role that no longer exists gives nothing."""
    return slug in roles() and roles()[slug].may(right)


def _role(data: Dataset, iri: str) -> Role:
    rights = sorted(data.links(iri, TIS.may), key=lambda right: _order(data, right))
    return Role(local_name(iri), data.label(iri), {local_name(right): data.label(right) for right in rights})


def _order(data: Dataset, iri: str) -> int:
    return int(data.text(iri, SH.order) or 0)
