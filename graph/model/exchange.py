# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the fields and the codes of a format of the field mean here, one file of `ontology/exchange/` a format.

A file is TOML: `label`, `source` (where the format is described), `separator` (between several values of a cell);
`[fields]`: name of a field = « kind property » (`organisation foaf:homepage`), empty where it has no place here;
`[codes.LIST]`: code = choice, as `cost/free`, or several. Codes of lists that `ontology/matches/` names under the same
format, by `skos:notation`, are those that our choices match (`[lists]`: LIST = name of the scheme, `mednum-service`).
A format of several tables lists them, `[tables.NAME]`: `path` in a package, `fields`: `name* type`, starred where it
must be there; `aside`: the fields (`table.field`) that are never taken.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph.errors import ModelError
from graph.model.ontology import ONTOLOGY
from graph.namespaces import ELSEWHERE, SKOS, TIS, VOCABULARY, expand
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle

FOLDER = "exchange"
MATCHING = (SKOS.exactMatch, SKOS.closeMatch, SKOS.narrowMatch, SKOS.broadMatch)


@dataclass(frozen=True)
class ExchangeField:
    """Where a field of a format goes: `kind` of thing and IRI of the property, both empty where it has no place."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True)
class ExchangeColumn:
    """A column of a table of a format: `kind` is its type, "" for any text; one of `values`, where it lists them."""

    name: str
    kind: str
    required: bool
    values: tuple[str, ...]


@dataclass(frozen=True)
class ExchangeTable:
    """A table of a format: the name of its file in a package, its columns in their order."""

    name: str
    path: str
    columns: tuple[ExchangeColumn, ...]


@dataclass(frozen=True)
class Exchange:
    """A format: its fields by name, and by list its codes, each with the IRIs of the choices that it means here."""

    slug: str
    label: str
    source: str
    separator: str
    fields: Mapping[str, ExchangeField]
    codes: Mapping[str, Mapping[str, tuple[str, ...]]]
    tables: Mapping[str, ExchangeTable] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()

    def choices(self, codes: str, code: str) -> tuple[str, ...]:
        """The choices that a code means, none where it means nothing here."""
        return self.codes[codes].get(code, ())

    def codes_of(self, codes: str, choice: str) -> tuple[str, ...]:
        """The codes that mean a choice, in the order of the file."""
        return tuple(code for code, choices in self.codes[codes].items() if choice in choices)

    def elsewhere(self, name: str) -> str:
        """The property under which a field without a place here is kept as it is said."""
        return ELSEWHERE[f"{self.slug}#{name}"]


@cache
def exchange(slug: str, folder: Path = ONTOLOGY) -> Exchange:
    """The format of that name; raises ModelError where its file is missing or wrong."""
    path = folder / FOLDER / f"{slug}.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path.name} : ce fichier d’échange manque ou n’est pas du TOML ({error}).") from error
    fields = {name: _field(name, place) for name, place in said.get("fields", {}).items()}
    codes = {
        name: {code: _choices(own) for code, own in table.items()} for name, table in said.get("codes", {}).items()
    }
    for name, scheme in said.get("lists", {}).items():
        codes.setdefault(name, {}).update(_matched(folder / "matches" / f"{slug}.ttl", scheme))
    frozen = MappingProxyType({name: MappingProxyType(table) for name, table in codes.items()})
    separator = said.get("separator", "")
    tables = {name: _table(name, table) for name, table in said.get("tables", {}).items()}
    return Exchange(
        slug, said["label"], said["source"], separator, MappingProxyType(fields), frozen,
        MappingProxyType(tables), frozenset(said.get("aside", ())),
    )  # fmt: skip


def _table(name: str, said: Mapping[str, Any]) -> ExchangeTable:
    return ExchangeTable(name, said["path"], tuple(map(_column, said["fields"])))


def _column(said: str) -> ExchangeColumn:
    name, _, kind = said.partition(" ")
    values = tuple(kind[1:].split("|")) if kind.startswith("=") else ()
    return ExchangeColumn(name.rstrip("*"), "" if values else kind, name.endswith("*"), values)


def _field(name: str, place: str) -> ExchangeField:
    kind, _, path = place.partition(" ")
    return ExchangeField(name, kind, expand(path))


def _choices(own: str | list[str]) -> tuple[str, ...]:
    return tuple(VOCABULARY[one] for one in ([own] if isinstance(own, str) else own) if one)


def _matched(path: Path, scheme: str) -> dict[str, tuple[str, ...]]:
    data = Dataset.in_memory(read_turtle(path, str(TIS)), str(TIS))
    found: dict[str, tuple[str, ...]] = {}
    for concept in data.subjects(SKOS.inScheme, VOCABULARY[scheme]):
        own = tuple(dict.fromkeys(iri for match in MATCHING for iri in data.subjects(match, concept)))
        found[data.text(concept, SKOS.notation) or ""] = own
    return found
