# SPDX-License-Identifier: AGPL-3.0-or-later
"""A territory as facts: what the store derives when data refers to one."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import Literal

from graph.namespaces import IGEO, OWL, RDF, SCHEMA, SKOS, TIS, VOCABULARY, WGS, XSD
from graph.rdf.dataset import Fact, Value, text_literal
from graph.territory.types import Territory

SOURCE = "source/cog-2026"
_CLASSES = {
    "commune": IGEO.Commune,
    "epci": IGEO.Intercommunalite,
    "departement": IGEO.Departement,
    "region": IGEO.Region,
    "pays": IGEO.Pays,
}
_CONCEPTS = {
    "commune": "commune",
    "epci": "intercommunality",
    "departement": "department",
    "region": "region",
    "pays": "country",
}
# The levels for which id.insee.fr had IRIs made of the code, followed by owl:sameAs ever since.
_LEGACY = "http://id.insee.fr/geo/"
_LEGACY_LEVELS = {"commune", "departement", "region"}


def facts_of(base: str, territory: Territory) -> list[Fact]:
    """Label, types, code, level, direct containers, position and postal codes, said by the `cog-2026` source."""
    root = f"{base.rstrip('/')}/id/"
    said = [*_identity(territory), *_place(root, territory)]
    return [Fact(f"{root}territory/{territory.key}", p, o, root + SOURCE) for p, o in said]


def _identity(territory: Territory) -> Iterator[tuple[str, Value]]:
    yield RDF.type, SCHEMA.AdministrativeArea
    yield RDF.type, _CLASSES[territory.level]
    yield SKOS.prefLabel, text_literal(territory.name, "fr")
    for alias in territory.aliases:
        yield SKOS.altLabel, text_literal(alias, "fr")
    yield TIS.level, f"{VOCABULARY}territory-level/{_CONCEPTS[territory.level]}"
    if territory.level != "pays":
        yield IGEO.codeINSEE, text_literal(territory.code)
    if territory.level in _LEGACY_LEVELS:
        yield OWL.sameAs, f"{_LEGACY}{territory.level}/{territory.code}"


def _place(root: str, territory: Territory) -> Iterator[tuple[str, Value]]:
    for key in containers(territory):
        yield SCHEMA.containedInPlace, f"{root}territory/{key}"
    for postcode in territory.postcodes:
        yield SCHEMA.postalCode, text_literal(postcode)
    if territory.latitude is not None and territory.longitude is not None:
        yield WGS.lat, _decimal(territory.latitude)
        yield WGS.long, _decimal(territory.longitude)


def containers(territory: Territory) -> tuple[str, ...]:
    """The keys directly above: a commune lies in its EPCI and in its département (an EPCI may span two of them)."""
    direct = 2 if territory.level == "commune" and territory.parents[0].startswith("epci-") else 1
    return territory.parents[:direct]


def _decimal(number: float) -> Literal:
    return Literal(f"{number:.4f}", datatype=ox.NamedNode(XSD.decimal))
