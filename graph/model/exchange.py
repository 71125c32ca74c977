# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the fields and the codes of a format of the field mean here, one file of `ontology/exchange/` a format.

A file is TOML: `label`, `source` (where the format is described), `separator` (between several values of a cell);
`[fields]`: name of a field = « kind property » (`organisation foaf:homepage`), empty where it has no place here;
`[codes.LIST]`: code = choice, as `cost/free`, or several. Codes of lists that `ontology/matches/` names under the same
format, by `skos:notation`, are those that our choices match (`[lists]`: LIST = name of the scheme, `mednum-service`).
`[reads.LIST]`: codes that say more than our choices: read as these, and never written from them; `[gone.LIST]`: codes
that the format has given up, read only.
`several`: fields that hold several values; `coarse`: fields that say more than the property they go to, which does not
write them; `former`: fields that are read, and written no more; `numbers`: those whose values are numbers; `[roles]`:
what a program has to know of a field beyond its place (`street = "adresse"`).
A format of several tables lists them, `[tables.NAME]`: `path` in a package, `fields`: `name* type`, starred where it
must be there; `aside`: the fields (`table.field`) that are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph.errors import ModelError
from graph.model._exchange_files import exchange_file
from graph.model.ontology import ONTOLOGY
from graph.namespaces import DCT, ELSEWHERE, FOAF, SCHEMA, SH, SKOS, TIS, VOCABULARY, expand
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle

# Properties whose values are addresses of pages.
PAGES = frozenset({DCT.source, FOAF.homepage, SCHEMA.url, TIS.contactPage, TIS.accessibilityPage})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
MATCHING = (SKOS.exactMatch, SKOS.closeMatch, SKOS.narrowMatch, SKOS.broadMatch)


@dataclass(frozen=True)
class ExchangeField:
    """Where a field of a format goes: `kind` of thing and IRI of the property; the latter empty where it has no place.

    `several`: it holds several values. `coarse`: it says more than that property, from which it is not written.
    `former`: it is read, and written no more. `number`: its values are numbers.
    """

    name: str
    kind: str
    path: str
    several: bool = False
    coarse: bool = False
    former: bool = False
    number: bool = False


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
    reads: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    gone: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, ExchangeTable] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()

    def choices(self, codes: str, code: str) -> tuple[str, ...]:
        """The choices that a code means, none where it means nothing here."""
        tables = (table.get(codes, {}) for table in (self.codes, self.reads, self.gone))
        return next((table[code] for table in tables if code in table), ())

    def known(self, codes: str) -> tuple[str, ...]:
        """Every code of a list that the format has, in the order of its file."""
        return (*self.codes[codes], *self.reads.get(codes, ()))

    def codes_of(self, codes: str, choice: str) -> tuple[str, ...]:
        """The codes that mean a choice, in the order of the file."""
        return tuple(code for code, choices in self.codes[codes].items() if choice in choices)

    def written(self, codes: str, choice: str) -> str:
        """The code to write for a choice, "" where none means it, or several more or less do."""
        found = self.codes_of(codes, choice)
        return found[0] if len(found) == 1 else ""

    def elsewhere(self, name: str) -> str:
        """The property under which a field without a place here is kept as it is said."""
        return ELSEWHERE[f"{self.slug}#{name}"]


def as_page(text: str) -> str:
    """The address of a page, `http://` before one that is written without."""
    return text if _SCHEME.match(text) else f"http://{text}"


@cache
def exchange(slug: str, folder: Path = ONTOLOGY) -> Exchange:
    """The format of that name; raises ModelError where its file is missing or wrong."""
    said = exchange_file(slug, folder)
    fields = {name: _field(name, place, said) for name, place in said.get("fields", {}).items()}
    codes = _tables(said.get("codes", {}))
    for name, scheme in said.get("lists", {}).items():
        own = codes.setdefault(name, {})
        own.update(_matched(folder / "matches", scheme))
    return Exchange(
        slug=slug,
        label=said["label"],
        source=said["source"],
        separator=said.get("separator", ""),
        fields=MappingProxyType(fields),
        codes=_frozen(codes),
        reads=_frozen(_tables(said.get("reads", {}))),
        gone=_frozen(_tables(said.get("gone", {}))),
        roles=MappingProxyType(said.get("roles", {})),
        tables=MappingProxyType({name: _table(name, table) for name, table in said.get("tables", {}).items()}),
        aside=frozenset(said.get("aside", ())),
    )


def _table(name: str, said: Mapping[str, Any]) -> ExchangeTable:
    return ExchangeTable(name, said["path"], tuple(map(_column, said["fields"])))


def _column(said: str) -> ExchangeColumn:
    name, _, kind = said.partition(" ")
    values = tuple(kind[1:].split("|")) if kind.startswith("=") else ()
    return ExchangeColumn(name.rstrip("*"), "" if values else kind, name.endswith("*"), values)


def _field(name: str, place: str, said: Mapping[str, Any]) -> ExchangeField:
    kind, _, path = place.partition(" ")
    several, coarse, former, number = (name in said.get(key, ()) for key in ("several", "coarse", "former", "numbers"))
    return ExchangeField(name, kind, expand(path), several, coarse, former, number)


def _tables(said: Mapping[str, Mapping[str, str | list[str]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {name: {code: _choices(own) for code, own in table.items()} for name, table in said.items()}


def _frozen(tables: dict[str, dict[str, tuple[str, ...]]]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return MappingProxyType({name: MappingProxyType(table) for name, table in tables.items()})


def _choices(own: str | list[str]) -> tuple[str, ...]:
    return tuple(VOCABULARY[one] for one in ([own] if isinstance(own, str) else own) if one)


def _matched(folder: Path, scheme: str) -> dict[str, tuple[str, ...]]:
    """The codes of a list that our choices match: those that mean just the same, then the others in their order."""
    path = next((path for path in sorted(folder.glob("*.ttl")) if scheme.startswith(f"{path.stem}-")), None)
    if path is None:
        raise ModelError(f"{scheme} : aucun fichier de {folder.name}/ ne porte cette liste.")
    data = Dataset.in_memory(read_turtle(path, str(TIS)), str(TIS))
    found: list[tuple[bool, float, str, tuple[str, ...]]] = []
    for concept in data.subjects(SKOS.inScheme, VOCABULARY[scheme]):
        own = tuple(dict.fromkeys(iri for match in MATCHING for iri in data.subjects(match, concept)))
        close = not data.subjects(SKOS.exactMatch, concept)
        order = float(data.text(concept, SH.order) or 0)
        found.append((close, order, data.text(concept, SKOS.notation) or "", own))
    return {code: own for _, _, code, own in sorted(found)}
