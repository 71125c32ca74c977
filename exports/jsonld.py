# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON-LD: the same statements with a context of their own, nothing to fetch to read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from exports._types import Export, Publication
from graph.namespaces import PREFIXES, RDF, XSD, compact
from graph.rdf.forms import JSON_LD
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.rdf.dataset import Fact, Value


def render(publication: Publication) -> bytes:
    """One UTF-8 document: `@context` (prefixes only) and `@graph`."""
    nodes = [node(subject, facts) for subject, facts in sorted(publication.by_subject.items())]
    return (json.dumps({"@context": PREFIXES, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n").encode()


def node(subject: str, facts: Iterable[Fact]) -> dict[str, Any]:
    """The node object of one subject."""
    found: dict[str, Any] = {"@id": subject}
    for fact in sorted(facts, key=lambda fact: (fact.p != RDF.type, fact.p, str(fact.o))):
        if fact.p == RDF.type:
            found.setdefault("@type", []).append(compact(str(fact.o)))
        else:
            found.setdefault(compact(fact.p), []).append(_value(fact.o))
    return found


def _value(value: Value) -> Any:
    if isinstance(value, str):
        return {"@id": value}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == XSD.string:
        return {"@value": value.value}
    return {"@value": value.value, "@type": compact(value.datatype.value)}


export = Export(
    slug="jsonld",
    label=Label("JSON-LD, pour les sites et les scripts"),
    media_type=JSON_LD.media_type,
    extension=JSON_LD.extension,
    order=20,
    render=render,
)
