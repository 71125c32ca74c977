# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts as the web reads them: what is said again in its terms when they go out, and left aside when they come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from pyoxigraph import Literal

from graph.namespaces import DCT, FOAF, ORG, PROV, SCHEMA, SKOS, TIS
from graph.rdf.dataset import Dataset, Fact, Value
from graph.text.official_numbers import register

REGISTERS = {TIS.SIREN, TIS.SIRET, TIS.RNA}


def going_out(dataset: Dataset, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, each preferred name also as `schema:name`, by the same source.

    A homepage tells a thing from all others (`foaf:homepage` is inverse functional): an address that several things of
    the dataset have is the page of each (`schema:url`). An official number bears its register as its datatype, which
    is how ORG tells identifiers apart.
    """
    home = f"{dataset.base}/"
    for fact in facts:
        if fact.p == FOAF.homepage and (fact.o == home or len(dataset.subjects(FOAF.homepage, fact.o)) > 1):
            yield fact._replace(p=SCHEMA.url)
        elif fact.p == ORG.identifier and isinstance(fact.o, Literal):
            yield fact._replace(o=_registered(fact.o.value))
        else:
            yield fact
        if fact.p == SKOS.prefLabel:
            yield fact._replace(p=SCHEMA.name)


def _registered(number: str) -> Literal:
    own = register(number)
    return Literal(number, datatype=ox.NamedNode(TIS[own])) if own else Literal(number)


def sources_named(dataset: Dataset, facts: Iterable[Fact]) -> Iterator[Fact]:
    """`dct:source` each source of a thing minted here, for formats without named graphs; sorted."""
    said = {(fact.s, fact.source) for fact in facts if fact.source and dataset.relative(fact.s)}
    for subject, source in sorted(said):
        if subject != source:
            yield Fact(subject, DCT.source, source, source)


def coming_back(facts: Iterable[Fact], base: str) -> list[Fact]:
    """What these facts say of their own: without what would only say again a name, or the source that a fact has."""
    found = list(facts)
    names = {(fact.s, fact.o) for fact in found if fact.p == SKOS.prefLabel}
    sources = f"{base}/id/source/"
    kept = (fact for fact in found if not (_is_name(fact, names) or _names_its_source(fact, sources)))
    return [_plain(fact) for fact in kept]


def _plain(fact: Fact) -> Fact:
    """An official number as it is kept: its form tells its register."""
    is_number = fact.p == ORG.identifier and isinstance(fact.o, Literal) and fact.o.datatype.value in REGISTERS
    return fact._replace(o=Literal(fact.o.value)) if is_number and isinstance(fact.o, Literal) else fact


def _is_name(fact: Fact, names: set[tuple[str, Value]]) -> bool:
    return fact.p == SCHEMA.name and (fact.s, fact.o) in names


def _names_its_source(fact: Fact, sources: str) -> bool:
    """As exports do now, or as they did (`prov:wasDerivedFrom`)."""
    named = isinstance(fact.o, str) and fact.o.startswith(sources)
    return named and (fact.p == DCT.source or (fact.p == PROV.wasDerivedFrom and not fact.s.startswith(sources)))
