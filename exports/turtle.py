# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turtle: grouped by class and subject, with prefixes, in stable order, described at the top."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import Literal

from exports._types import Export, Publication
from graph.licences import licence_name
from graph.model import EntityClass
from graph.namespaces import PREFIXES, RDF, XSD
from graph.rdf.dataset import Fact, Value
from graph.rdf.forms import TURTLE
from graph.text.wording import Label

# A local name that every Turtle parser takes without escapes.
LOCAL_NAME = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\Z")


def render(publication: Publication) -> bytes:
    """One UTF-8 document."""
    return "\n".join(_lines(publication)).encode() + b"\n"


def turtle(facts: Iterable[Fact], prefixes: dict[str, str]) -> str:
    """The Turtle of some facts, sorted by subject; only the prefixes in use are declared."""
    found = grouped(facts)
    blocks = [_block(subject, found[subject], prefixes) for subject in sorted(found)]
    return "\n".join([*_header("\n".join(blocks), prefixes), "", "\n\n".join(blocks), ""])


def grouped(facts: Iterable[Fact]) -> dict[str, Collection[Fact]]:
    """The facts of each subject, each said once whatever its sources."""
    found: dict[str, dict[tuple[str, str], Fact]] = {}
    for fact in facts:
        found.setdefault(fact.s, {})[fact.p, str(fact.o)] = fact
    return {subject: said.values() for subject, said in found.items()}


def kind_prefixes(publication: Publication) -> dict[str, str]:
    """One prefix for each kind of entity minted here, beside the known ones."""
    own = {item.kind: f"{publication.base}/id/{item.kind}/" for item in publication.model.classes}
    vocabularies = {f"v-{scheme.slug}": f"{scheme.iri}/" for scheme in publication.model.schemes}
    return {**PREFIXES, **own, **vocabularies}


def _lines(publication: Publication) -> Iterator[str]:
    prefixes = kind_prefixes(publication)
    body = "\n".join(_sections(publication, prefixes))
    about = publication.observatory
    licence = licence_name(publication.licence) if publication.licence else "celle que dit chaque source"
    yield f"# {about.publisher}. Données : {licence}, sauf mention d’une source."
    if publication.provisional:
        yield "# Adresses provisoires : BASE_URL n’est pas réglée, ne citez pas encore ces IRI."
    yield from _header(body, prefixes)
    yield body.rstrip("\n")


def _header(body: str, prefixes: dict[str, str]) -> list[str]:
    used = {match.group(1) for match in re.finditer(r"(?:^|[\s^])([a-z][a-z-]*):[A-Za-z_]", body)}
    return [f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(prefixes.items()) if prefix in used]


def _sections(publication: Publication, prefixes: dict[str, str]) -> Iterator[str]:
    by_class: dict[EntityClass | None, list[str]] = {}
    for subject, facts in publication.by_subject.items():
        by_class.setdefault(publication.class_of(facts), []).append(subject)
    for item in (None, *publication.model.classes):
        subjects = sorted(by_class.get(item, ()))
        if subjects:
            yield f"\n# {item.plural() if item else 'description du jeu de données et des listes'} ({len(subjects)})"
        for subject in subjects:
            yield "\n" + _block(subject, publication.by_subject[subject], prefixes)


def _block(subject: str, facts: Iterable[Fact], prefixes: dict[str, str]) -> str:
    """One subject: type first, then properties in order, values separated by commas."""
    values: dict[str, list[str]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.p != RDF.type, fact.p, str(fact.o))):
        values.setdefault(fact.p, []).append(_term(fact.o, prefixes))
    lines = [
        f"    {'a' if path == RDF.type else _iri(path, prefixes)} {', '.join(found)}" for path, found in values.items()
    ]
    return f"{_iri(subject, prefixes)}\n" + " ;\n".join(lines) + " ."


def _term(value: Value, prefixes: dict[str, str]) -> str:
    if isinstance(value, str):
        return _iri(value, prefixes)
    if value.language or value.datatype.value == XSD.string:
        return str(value)
    return f"{Literal(value.value)}^^{_iri(value.datatype.value, prefixes)}"


def _iri(iri: str, prefixes: dict[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and LOCAL_NAME.match(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


export = Export(
    slug="turtle",
    label=Label("Turtle, pour les autres observatoires"),
    media_type=TURTLE.media_type,
    extension=TURTLE.extension,
    order=10,
    render=render,
)
