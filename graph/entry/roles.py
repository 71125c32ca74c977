# SPDX-License-Identifier: AGPL-3.0-or-later
"""As what one enters, and what each may do then: read from the vocabulary, the only place that says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from graph.namespaces import SH, SKOS, TIS, VOCABULARY, local_name
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from graph.settings import ROOT

FOLDER = ROOT / "ontology" / "vocabularies"
ROLE, RIGHT = "entry-role", "entry-right"
CONTRIBUTE = "contribute"
"""The right to put online at once what one writes of a card."""
READ = "read-between-professionals"
"""The right that the pages between professionals ask for."""
FACILITATE = "facilitate"
"""The right that the pages where stories are made ask for."""
MODERATE = "moderate"
"""The right that the page of moderators asks for."""
ADMINISTER = "administer"
"""The right that the page of accounts asks for."""


class SpokenTerm(NamedTuple):
    """What the vocabulary says of something, in one language: its name, and its definition."""

    name: str
    means: str


@dataclass(frozen=True)
class Role:
    """A role: its name, and the rights that come with it, each with its name, in French.

    One that is `limited` gives what can be limited only where it is said of what. `told` by language.
    """

    slug: str
    name: str
    rights: dict[str, str]
    limited: bool = False
    told: Mapping[str, SpokenTerm] = field(default_factory=dict, hash=False)

    def may(self, right: str) -> bool:
        """Whether it gives a right."""
        return right in self.rights


@dataclass(frozen=True)
class Right:
    """What somebody may do: its short name (« modérer »), what it is, and whether a grant can say where it holds."""

    slug: str
    name: str
    limitable: bool
    told: Mapping[str, SpokenTerm] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Grant:
    """A role that somebody has; `scope` is the IRI of the network, territory or card where it holds, "" everywhere."""

    role: str
    scope: str = ""

    def may(self, right: str, within: Collection[str] = ()) -> bool:
        """Whether it gives a right everywhere, or for what belongs to the networks, territories and cards `within`."""
        role = roles().get(self.role)
        if role is None or not role.may(right):
            return False
        if not rights()[right].limitable:
            return True
        return self.scope in within if self.scope else not role.limited

    def may_somewhere(self, right: str) -> bool:
        """Whether it gives a right everywhere, or at least for one network, territory or card."""
        return self.may(right, (self.scope,))


@cache
def rights() -> dict[str, Right]:
    """The rights by slug, in the order to show them."""
    data = _vocabulary()
    found = sorted(data.subjects(SKOS.inScheme, VOCABULARY[RIGHT]), key=lambda iri: _order(data, iri))
    return {
        local_name(iri): Right(
            local_name(iri),
            data.text(iri, SKOS.altLabel) or data.label(iri),
            bool(data.flag(iri, TIS.limitable)),
            _told(data, iri, SKOS.altLabel),
        )
        for iri in found
    }


@cache
def _vocabulary() -> Dataset:
    files = (FOLDER / f"{name}.ttl" for name in (ROLE, RIGHT))
    return Dataset.in_memory((fact for file in files for fact in read_turtle(file, str(TIS))), str(TIS))


@cache
def roles() -> dict[str, Role]:
    """The roles by slug, in the order to show them."""
    data = _vocabulary()
    found = sorted(data.subjects(SKOS.inScheme, VOCABULARY[ROLE]), key=lambda iri: _order(data, iri))
    return {local_name(iri): _role(data, iri) for iri in found}


def may(slug: str, right: str) -> bool:
    """Whether whoever entered with a role may do something; a role that no longer exists gives nothing."""
    return slug in roles() and roles()[slug].may(right)


def _role(data: Dataset, iri: str) -> Role:
    given = sorted(data.links(iri, TIS.may), key=lambda right: _order(data, right))
    named = {local_name(right): data.label(right) for right in given}
    told = _told(data, iri, SKOS.prefLabel)
    return Role(local_name(iri), data.label(iri), named, bool(data.flag(iri, TIS.limited)), told)


def _told(data: Dataset, iri: str, name: str) -> dict[str, SpokenTerm]:
    """What is said of a role or a right, in each language; a name that a language lacks is its label."""
    languages = ("fr", "en")
    return {
        lang: SpokenTerm(
            data.text(iri, name, lang) or data.text(iri, SKOS.prefLabel, lang) or "",
            data.text(iri, SKOS.definition, lang) or "",
        )
        for lang in languages
    }


def _order(data: Dataset, iri: str) -> int:
    return int(data.text(iri, SH.order) or 0)
