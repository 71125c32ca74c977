# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our choices, and what is said by yes or no, as terms of taxonomies of the Human Services Data Specification 3."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from graph.model import Choice, Field, Model
from graph.namespaces import RDF, SCHEMA, TIS, XSD, local_name
from graph.rdf.dataset import Dataset

Row = dict[str, Any]
LANGUAGE = "fr"
# Said by rows of their own.
TOLD = frozenset({TIS.state, TIS.speaks, TIS.cost, SCHEMA.areaServed, SCHEMA.location, RDF.type})


class HsdsTerms:
    """Reads what a dataset says of things as terms."""

    def __init__(self, data: Dataset, model: Model) -> None:
        self._data, self._model = data, model

    def rows(self, iri: str, kept: list[Row]) -> list[Row]:
        """Our choices as terms of our lists, yes and no as terms too, then the terms that came with more, or others."""
        came = [(row, row.get("taxonomy_term", {}).get("term_uri", "")) for row in kept]
        said = [row for row, term in came if self._is_still(iri, term)]
        told = {term for _, term in came}
        own = [self._term(field, choice) for field, choice in self._choices(iri) if choice.iri not in told]
        flags = [self._flag(field, iri) for field in self._flags(iri) if self._data.flag(iri, field.path) is not None]
        return [*own, *flags, *said]

    def _is_still(self, iri: str, term: str) -> bool:
        """Whether one of the choices that a term means is said of a thing, or it means none that could be."""
        paths = {field.path: field.scheme for field in self._fields(iri) if field.scheme}
        choices = {own.iri for own in self._meanings.get(term, ()) if own.scheme in paths.values()}
        return not choices or any(choices & {*self._data.links(iri, path)} for path in paths)

    @cached_property
    def _meanings(self) -> dict[str, list[Choice]]:
        """Our choices by the addresses of the terms that mean them."""
        found: dict[str, list[Choice]] = {}
        for choice in self._model.choices.values():
            for term in (choice.iri, *choice.exact, *choice.close):
                found.setdefault(term, []).append(choice)
        return found

    def _choices(self, iri: str) -> Iterator[tuple[Field, Choice]]:
        for field in self._fields(iri):
            if field.scheme and field.path not in TOLD:
                for value in self._data.links(iri, field.path):
                    if value in self._model.choices:
                        yield field, self._model.choices[value]

    def _flags(self, iri: str) -> list[Field]:
        return [field for field in self._fields(iri) if XSD.boolean in field.datatypes]

    def _fields(self, iri: str) -> tuple[Field, ...]:
        own = self._model.class_of(self._data.types(iri))
        return own.fields if own else ()

    def _term(self, field: Field, choice: Choice) -> Row:
        scheme = self._schemes[choice.scheme]
        label = choice.label.fr
        term = {
            "code": f"{local_name(choice.scheme)}/{choice.slug}",  # no two alike, whatever the list
            "name": label,
            "description": choice.definition.fr or label,
            "taxonomy": scheme["name"],
            "language": LANGUAGE,
            "term_uri": choice.iri,
            "taxonomy_detail": scheme,
        }
        return {"link_type": field.name.fr, "taxonomy_term": term}

    @cached_property
    def _schemes(self) -> dict[str, Row]:
        found = self._model.schemes
        return {one.iri: {"name": one.label.fr, "description": one.label.fr, "uri": one.iri} for one in found}

    def _flag(self, field: Field, iri: str) -> Row:
        value = "true" if self._data.flag(iri, field.path) else "false"
        name, about = field.name.fr, field.description.fr or field.name.fr
        term = {"name": name, "description": about, "language": LANGUAGE, "term_uri": field.path}
        return {"link_type": name, "value": value, "taxonomy_term": term}
