# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one thing that a document is about, with its own facts and the names of what these lead to, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyoxigraph as ox

from graph.errors import DataError
from graph.model import EntityClass
from graph.namespaces import DCT, FOAF, RDF, RDFS, SCHEMA, SKOS
from graph.sources._rdf.document import RdfDocument, read_document
from graph.sources._rdf.mapped import MappedThings, Node
from graph.sources._rdf.own import own_reading
from graph.sources._rdf.writings import writing_of
from graph.sources._reading import (
    CardOfOthers,
    LinkedName,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceTerms,
    SourceValue,
)

OWN_ADDRESS = re.compile(r"(https?://[^<>\s]+?)/id/([a-z-]+)/([^/#?<>\s]+)")
OWN_PAGE = re.compile(r"(https?://[^<>\s]+?)/fiche/([a-z-]+)/([^/#?<>\s]+)")
DATA_ENDING = re.compile(r"\.(?:ttl|jsonld|json|nt|nq|trig|rdf|xml|n3|html?)$")
NAMES = (SKOS.prefLabel, SCHEMA["name"], FOAF.name, RDFS.label, DCT["title"], "http://schema.org/name")
ABOUT = (FOAF.primaryTopic, SCHEMA.mainEntity, SCHEMA.about, "http://schema.org/mainEntity")
MOST_TOLD = 5
NO_CARD = "cette page ne décrit rien qui ait une fiche ici (une structure, un service, un outil, un lieu…)."
SEVERAL = (
    "cette page parle de {count} choses sans dire laquelle est la sienne : {names}. Donnez l’adresse de l’une d’elles."
)


def names_of_address(*addresses: str) -> tuple[str, ...]:
    """How a document may name what stands at addresses: as they are, without an ending, and as our cards do."""
    found = list(filter(None, addresses))
    found += [DATA_ENDING.sub("", address) for address in found]
    pages = (OWN_PAGE.fullmatch(address) for address in found)
    found += [f"{page[1]}/id/{page[2]}/{page[3]}" for page in pages if page]
    return tuple(dict.fromkeys(found))


def card_in(content: SourceContent, terms: SourceTerms, *, alone: bool) -> CardOfOthers | None:
    """The thing that a content from an address is about; None for what is no RDF, or is about several things.

    `alone`: it was given as the data of one page, so that a thing without that address may be meant. Raises DataError
    where nothing is, or which of several cannot be told.
    """
    if writing_of(content) is None:
        return None
    about = names_of_address(content.about, content.address)
    document = read_document(content, terms.background.base, content.address.partition("#")[0])
    return _Card(document, terms, about).found(alone=alone)


@dataclass(frozen=True)
class _Card:
    document: RdfDocument
    terms: SourceTerms
    about: Sequence[str]
    names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _things(self) -> MappedThings:
        return MappedThings(self.document, self.terms)

    def found(self, *, alone: bool) -> CardOfOthers | None:
        node = self._meant() or (self._only() if alone else None)
        if node is None:
            return None
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        read = list(self._own(iri) if self._is_ours(iri) else self._things.of(node))
        entity = next((item for item in read if isinstance(item, SourceEntity)), None)
        if entity is None:
            raise DataError(NO_CARD, file=self.document.content.name)
        links = {value.text for value in entity.values if value.link and "://" in value.text}
        return CardOfOthers(
            iri,
            self._name_of_entity(entity) or self._name(iri),
            entity,
            {link: LinkedName(link, self._kind(link), self._name(link)) for link in links},
            tuple(item for item in read if isinstance(item, SourceFault)),
            tuple(sorted(filter(None, map(self._name, self._sources(iri))))),
            self._licences(iri),
            next(filter(_is_iri, self.document.values(iri, DCT.isReplacedBy)), "") if iri else "",
        )

    # --- which one -----------------------------------------------------------------------------------------------

    def _meant(self) -> Node | None:
        """What the address names, or what it says that it is about."""
        kinds = self._things.kinds
        topics = (topic for address in self.about for path in ABOUT for topic in self._objects(address, path))
        named = (ox.NamedNode(address) for address in self.about if _is_iri(address))
        return next((node for node in (*named, *topics) if node in kinds), None)

    def _objects(self, address: str, path: str) -> Iterator[Node]:
        if _is_iri(address):
            found = (quad.object for quad in self.document.quads(address, path))
            yield from sorted((node for node in found if isinstance(node, Node)), key=str)

    def _only(self) -> Node:
        """The only thing that can stand by itself; raises DataError where there is none, or several."""
        model = self.terms.model
        alone = [node for node, kind in self._things.kinds.items() if model.by_kind[kind].directory]
        led = {quad.object for quad in self.document.store if quad.subject in self._things.kinds}
        first = [node for node in alone if node not in led] or alone
        file = self.document.content.name
        if not first:
            raise DataError(NO_CARD, file=file)
        names = sorted({self._things.named(node) or str(node) for node in first})
        if len(names) == 1:  # told twice, it is where most is said
            return max(first, key=lambda node: (self._said_of(node), str(node)))
        named = ", ".join(names[:MOST_TOLD]) + ("…" if len(names) > MOST_TOLD else "")
        raise DataError(SEVERAL.format(count=len(names), names=named), file=file)

    def _said_of(self, node: Node) -> int:
        return sum(1 for _ in self.document.store.quads_for_pattern(node, None, None, None))

    # --- what is said of it ----------------------------------------------------------------------------------------

    def _is_ours(self, iri: str) -> bool:
        """Whether it is described in our terms, under an address made as ours are."""
        made, types = OWN_ADDRESS.fullmatch(iri), set(self.document.values(iri, RDF.type) if iri else ())
        own = self.terms.model.by_kind.get(made[2]) if made else None
        return own is not None and not types.isdisjoint(own.classes)

    def _own(self, iri: str) -> Iterator[SourceEntity | SourceFault]:
        """A thing of another site of this product: its facts as they are, whoever says them there."""
        base = str(OWN_ADDRESS.sub(r"\1", iri))
        alone = ox.Store()
        alone.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in self.document.quads(iri))
        cut = RdfDocument(self.document.content, self.document.form, alone, base)
        values: dict[SourceValue, None] = {}
        kept: SourceEntity | None = None
        for item in own_reading(cut, base, replace(self.terms, known=None)).things:
            if isinstance(item, SourceFault):
                yield item
            elif kept is None or item.key == kept.key:
                kept = kept or item
                values |= dict.fromkeys(self._as_theirs(value, base) for value in item.values)
        if kept is not None:
            said = (value for value in values if not (value.path == DCT.source and "/id/source/" in value.text))
            yield replace(kept, key=iri, values=tuple(said), row=1, source="")

    def _as_theirs(self, value: SourceValue, base: str) -> SourceValue:
        """A link as it leads there: only places are the same here."""
        start = f"{self.terms.background.base}/id/"
        if not value.link or not value.text.startswith(start) or value.text.startswith(f"{start}territory/"):
            return value
        return replace(value, text=f"{base}/id/{value.text[len(start) :]}")

    def _sources(self, iri: str) -> Iterable[str]:
        said = {quad.graph_name.value for quad in self.document.quads(iri) if isinstance(quad.graph_name, ox.NamedNode)}
        return (
            sorted({*said, *(text for text in self.document.values(iri, DCT.source) if "://" in text)}) if iri else ()
        )

    def _licences(self, iri: str) -> tuple[str, ...]:
        """Those of the thing's description, of the document, and of the sources that say it."""
        stated = {
            text
            for about in (*filter(None, (iri,)), *self.about, *self._sources(iri))
            for path in (DCT.license, SCHEMA.license, "http://schema.org/license")
            if about != iri or self._is_no_field(iri, path)
            for text in self.document.values(about, path)
        }
        return tuple(sorted(text for text in stated if text.startswith(("https://", "http://"))))

    def _is_no_field(self, iri: str, path: str) -> bool:
        """Whether a licence said of a thing is that of its description: that of a tool is what it may be used under."""
        own = self._class(self._things.kinds.get(ox.NamedNode(iri), ""))
        return own is None or own.field(path) is None

    def _class(self, kind: str) -> EntityClass | None:
        return self.terms.model.by_kind.get(kind)

    # --- names -----------------------------------------------------------------------------------------------------

    def _name(self, iri: str) -> str:
        """How the document calls something, "" where it does not: French before others."""
        if not _is_iri(iri):
            return ""
        if iri not in self.names:
            said = [
                (number, (quad.object.language or "fr") != "fr", quad.object.value.strip())
                for number, path in enumerate(NAMES)
                for quad in self.document.quads(iri, path)
                if isinstance(quad.object, ox.Literal)
            ]
            self.names[iri] = min(said, default=(0, False, ""))[2]
        return self.names[iri]

    @staticmethod
    def _name_of_entity(entity: SourceEntity) -> str:
        said = [value for value in entity.values if value.path == SKOS.prefLabel]
        return min(said, key=lambda value: value.lang not in ("", "fr"), default=SourceValue("", "")).text.strip()

    def _kind(self, iri: str) -> str:
        """The kind of something that is linked, as far as the document or its address tells; people have none."""
        node = ox.NamedNode(iri) if _is_iri(iri) else None
        kind = self._things.kinds.get(node, "") if node is not None else ""
        made = OWN_ADDRESS.fullmatch(iri)
        kind = kind or (made[2] if made else "")
        own = self._class(kind)
        return kind if own is not None and not own.restricted and not own.scheme else ""


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return text.startswith(("https://", "http://"))
