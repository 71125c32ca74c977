# SPDX-License-Identifier: AGPL-3.0-or-later
"""RDF in the terms of others: what the table knows is taken as ours, what it does not is kept as it is said."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyoxigraph as ox

from graph.model import Bridge, EntityClass
from graph.namespaces import DCT, FOAF, OWL, RDF, SCHEMA, SKOS, compact
from graph.sources._rdf.document import NO_GRAPH, RdfDocument
from graph.sources._rdf.hours import SPECIFICATIONS
from graph.sources._rdf.meanings import Meanings, term
from graph.sources._rdf.problems import Problems, problem_of, problem_of_value
from graph.sources._rdf.values import TermValue, taken
from graph.sources._reading import SourceColumn, SourceEntity, SourceFault, SourceReading, SourceTerms, SourceValue

Node = ox.NamedNode | ox.BlankNode
_UNSAID = (ox.BlankNode, ox.Triple)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# How far what has no card of its own is followed: a place, its address, its country.
DEEPEST = 3
MOST_VALUES = 500
SAME = OWL.sameAs
LEFT_CLASS = "n’a pas de fiche ici : ce qui en est dit n’est lu que par les fiches qui y mènent (trouvée {count} fois)"
LEFT_PERSONS = "laissée : des noms de personnes : ils n’entrent pas ici"
KNOWN, OTHER = "par sa définition", "gardée telle quelle, parmi les autres faits de la fiche"
ONLY_BODIES = "les structures qui ont leur fiche dans ce fichier ; jamais un nom de personne"
WITHIN = "par ce qui y est rangé, partie par partie"
NOTHING = "aucune des choses de ce fichier n’a de fiche ici : il n’y a rien à en prendre."
JOINED = (
    "ce fichier range ce qu’il dit en {count} graphes nommés : ils sont pris ensemble, comme dits par ce fichier, sans "
    "distinguer qui dit quoi."
)
TOO_MANY = f"cette chose dit plus de {MOST_VALUES} valeurs : celles d’après sont laissées."
LICENSED = (SCHEMA.Dataset, "http://www.w3.org/ns/dcat#Dataset", "http://www.w3.org/ns/dcat#Catalog")


def mapped_reading(document: RdfDocument, terms: SourceTerms) -> SourceReading:
    """The things of a document that have a card here, and what became of each class and property."""
    own = _Mapped(document, terms, Meanings(terms.model))
    notices = tuple(_notices(document)) if own.kinds else (NOTHING,)
    licence, publisher = own.stated()
    return SourceReading(own.things(), tuple(own.columns()), licence, publisher, notices=notices)


def _notices(document: RdfDocument) -> Iterator[str]:
    """What is to be known of who says what."""
    if not document.graphs:
        yield NO_GRAPH()
    elif document.graphs > 1:
        yield JOINED.format(count=document.graphs)


@dataclass(frozen=True)
class MappedThings:
    """The things of a document that have a card here, asked for one by one."""

    document: RdfDocument
    terms: SourceTerms

    @cached_property
    def _own(self) -> _Mapped:
        return _Mapped(self.document, self.terms, Meanings(self.terms.model))

    @cached_property
    def kinds(self) -> dict[Node, str]:
        """The kind of each."""
        return self._own.kinds

    def named(self, node: Node) -> str:
        """How the document calls one."""
        return self._own._named(node)

    def of(self, node: Node) -> tuple[SourceEntity | SourceFault, ...]:
        """One of them alone, tied to others without what stands between; then its faults."""
        own = self._own
        things = list(own._thing(node, 1))
        faults = tuple(own.problems.faults())
        if not things:
            return faults
        ties = (value for between in things[1:] for value in between.values if value.link)
        others = tuple(value for value in ties if value.text != things[0].key)
        return (replace(things[0], values=(*things[0].values, *others)), *faults)


@dataclass
class _Mapped:
    document: RdfDocument
    terms: SourceTerms
    meanings: Meanings
    problems: Problems = field(default_factory=Problems)
    _names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def types(self) -> dict[Node, list[str]]:
        """The classes of each node that has some."""
        found: dict[Node, list[str]] = defaultdict(list)
        for quad in self.document.quads(p=RDF.type):
            if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, Node):
                found[quad.subject].append(term(quad.object.value))
        return found

    @cached_property
    def kinds(self) -> dict[Node, str]:
        """The kind of each node that has a card here; persons have none."""
        found = {node: self.meanings.kind(types) for node, types in self.types.items() if not self._is_person(node)}
        return {node: kind for node, kind in found.items() if kind}

    def _is_person(self, node: object) -> bool:
        return self.meanings.is_person(self.types.get(node, []))  # type: ignore[call-overload]

    def things(self) -> Iterator[SourceEntity | SourceFault]:
        """Each thing, and what stands between two; then one fault a kind of problem."""
        rows = self.document.rows_of(map(_written, self.kinds))
        for node in sorted(self.kinds, key=lambda node: rows[_written(node)]):
            yield from self._thing(node, rows[_written(node)])
        yield from self.problems.faults()

    def _thing(self, node: Node, row: int) -> Iterator[SourceEntity]:
        own, key = self.terms.model.by_kind[self.kinds[node]], self._key(node)
        line = self._line(node)
        if isinstance(node, ox.NamedNode) and (why := problem_of(node.value)):
            self.problems.add(why, line, node.value)
            return
        said, between = self._said(node, own)
        values = [*taken(said, own, self.terms, self.meanings), *self._by_class(node, own)]
        values += self._of_owner(node, own, values)
        if isinstance(node, ox.NamedNode) and key == node.value and own.field(SAME) and key.startswith("http"):
            values.append(SourceValue(SAME, key, link=True))
        right = tuple(value for value in dict.fromkeys(values) if self._is_right(value, own, line))
        yield SourceEntity(own.kind, key, right, row)
        for kind, path, other in between:
            yield self._between(kind, path, key, other, row)

    def _is_right(self, value: SourceValue, own: EntityClass, line: int) -> bool:
        place = own.field(value.path)
        if value.link and value.text in self._by_key:
            why = problem_of(value.path)
        elif place is not None and place.node_kind and not place.datatypes and _SCHEME.match(value.text):
            why = problem_of(value.text)
        else:
            why = problem_of(value.path) or problem_of_value(value)
        if why:
            self.problems.add(why, line, value.text, value.column)
        return not why

    def _said(self, node: Node, own: EntityClass) -> tuple[list[TermValue], list[tuple[str, str, str]]]:
        """What is said of a thing, flattened; and what ties it to another by a thing between the two."""
        found: list[TermValue] = []
        between: list[tuple[str, str, str]] = []
        for one in self._walk(node, (), frozenset({node})):
            if len(found) >= MOST_VALUES:
                self.problems.add(TOO_MANY, self._line(node), self._key(node))
                break
            kind, path = self.meanings.place(own, one.chain)
            if kind in ("", own.kind):
                found.append(one._replace(path=path))
            elif one.is_link and self._may_tie(kind, path, own, one.text):
                between.append((kind, path, one.text))
            else:
                found.append(one)
        return found, between

    def _may_tie(self, kind: str, path: str, own: EntityClass, other: str) -> bool:
        """Whether a thing of that kind may stand between a thing and another one of the document."""
        between, far = self.terms.model.by_kind[kind], self._by_key.get(other)
        bridge, there = between.bridge, far and between.field(path)
        if bridge is None or far is None or not there:
            return False
        here = between.field(bridge.start if path == bridge.end else bridge.end)
        own_far = self.terms.model.by_kind[self.kinds[far]]
        return here is not None and own.iri in here.targets and own_far.iri in there.targets

    @cached_property
    def _by_key(self) -> dict[str, Node]:
        return {self._key(node): node for node in self.kinds}

    def _walk(self, node: Node, before: tuple[str, ...], seen: frozenset[object]) -> Iterator[TermValue]:
        """Each value of a node, in stable order; what has no card is walked through, lists are their members."""
        quads = self.document.store.quads_for_pattern(node, None, None, None)
        for quad in sorted(quads, key=lambda quad: (quad.predicate.value, str(quad.object))):
            chain = (*before, term(quad.predicate.value))
            if quad.predicate.value == RDF.type:
                continue
            if self.meanings.is_personal(chain) and quad.object not in self.kinds:
                continue  # anything but a thing that has a card may name somebody
            for value in self._members(quad.object):
                yield from self._value(value, chain, str(node), seen)

    def _value(self, value: object, chain: tuple[str, ...], node: str, seen: frozenset[object]) -> Iterator[TermValue]:
        if isinstance(value, ox.Literal):
            lang = value.language or ""
            yield TermValue(chain, value.value, lang, "" if lang else value.datatype.value, node)
        elif self._is_person(value) or isinstance(value, ox.Triple):
            return
        elif value in self.kinds:
            yield TermValue(chain, self._key(value), "", "", node, is_link=True)  # type: ignore[arg-type]
        elif value not in seen and len(chain) <= DEEPEST and self._is_described(value):
            yield from self._walk(value, chain, seen | {value})  # type: ignore[arg-type]
        elif isinstance(value, ox.NamedNode):
            yield TermValue(chain, value.value, "", "", node, is_link=True)

    def _is_described(self, value: object) -> bool:
        if isinstance(value, ox.BlankNode):
            return True
        return isinstance(value, ox.NamedNode) and next(self.document.quads(value.value), None) is not None

    def _members(self, value: object) -> list[object]:
        """The members of a list, or the value itself; a list that leads back to itself ends."""
        first, rest, end = (ox.NamedNode(iri) for iri in (RDF.first, RDF.rest, RDF.nil))
        found: list[object] = []
        seen: set[object] = set()
        while isinstance(value, Node) and value not in seen and len(found) < MOST_VALUES:
            seen.add(value)
            members = [quad.object for quad in self.document.store.quads_for_pattern(value, first, None, None)]
            if not members:
                break
            found += members
            value = next((q.object for q in self.document.store.quads_for_pattern(value, rest, None, None)), end)
        return found if seen and found else [] if value == end else [value]

    def _by_class(self, node: Node, own: EntityClass) -> Iterator[SourceValue]:
        """The choices that the classes of a thing say."""
        for path, codes in self.meanings.codes.items():
            for choice in (choice for iri in self.types[node] if own.field(path) for choice in codes.get(iri, ())):
                yield SourceValue(path, choice, compact(RDF.type), link=True)

    def _of_owner(self, node: Node, own: EntityClass, said: Iterable[SourceValue]) -> Iterator[SourceValue]:
        """What a thing between two does not say: the end that leads to it, and its name, which is that of both."""
        if own.bridge is None:
            return
        ends = {value.path: value.text for value in said if value.path in (own.bridge.start, own.bridge.end)}
        missing = [path for path in (own.bridge.start, own.bridge.end) if path not in ends]
        owners = self.document.store.quads_for_pattern(None, None, node, None)
        owner = next((quad.subject for quad in owners if quad.subject in self.kinds), None)
        if len(missing) == 1 and owner is not None:
            ends[missing[0]] = self._key(owner)  # type: ignore[arg-type]
            yield SourceValue(missing[0], ends[missing[0]], link=True)
        if not any(value.path == SKOS.prefLabel for value in said):
            yield from self._name_between(own.bridge, ends)

    def _name_between(self, bridge: Bridge, ends: Mapping[str, str]) -> Iterator[SourceValue]:
        names = [self._name_of(ends.get(path, "")) for path in (bridge.start, bridge.end)]
        if all(names):
            yield SourceValue(SKOS.prefLabel, f"{names[0]} {bridge.verb()} {names[1]}")

    def _name_of(self, key: str) -> str:
        """How the document calls a thing, "" where it does not."""
        if key not in self._names:
            node = self._by_key.get(key)
            self._names[key] = "" if node is None else self._named(node)
        return self._names[key]

    def _named(self, node: Node) -> str:
        own = self.terms.model.by_kind[self.kinds[node]]
        said, _ = self._said(node, own)
        named = (value for value in taken(said, own, self.terms, self.meanings) if value.path == SKOS.prefLabel)
        return min(named, key=lambda value: value.lang not in ("", "fr"), default=SourceValue("", "")).text

    def _between(self, kind: str, path: str, key: str, other: str, row: int) -> SourceEntity:
        """The thing of that kind that ties a thing to another: the one that its property names is the other."""
        bridge = self.terms.model.by_kind[kind].bridge
        if bridge is None:
            raise TypeError("what ties two things has two ends")
        ends = {bridge.start: key, bridge.end: key, path: other}
        values = [SourceValue(end, ends[end], link=True) for end in (bridge.start, bridge.end)]
        return SourceEntity(kind, " ".join(sorted((key, other))), (*self._name_between(bridge, ends), *values), row)

    def _key(self, node: Node) -> str:
        """What identifies a thing: its address, from the document where it hangs from it; else its kind and name."""
        if isinstance(node, ox.NamedNode):
            ours = f"{self.terms.background.base}/"
            return node.value.removeprefix(ours) if node.value.startswith(ours) else node.value
        return self._keys_of_unnamed[node]

    @cached_property
    def _keys_of_unnamed(self) -> dict[ox.BlankNode, str]:
        """Blank nodes are called anew at each delivery: what they say tells them."""
        found: dict[ox.BlankNode, str] = {}
        for node in (node for node in self.kinds if isinstance(node, ox.BlankNode)):
            quads = self.document.store.quads_for_pattern(node, None, None, None)
            said = sorted((q.predicate.value, q.object.value) for q in quads if not isinstance(q.object, _UNSAID))
            own = self.terms.model.by_kind[self.kinds[node]]
            names = [text for path, text in said if self.meanings.place(own, (term(path),))[1] == own.fields[0].path]
            found[node] = names[0] if names and own.bridge is None else " ".join(text for _, text in said) or str(node)
        return found

    def _line(self, node: Node) -> int:
        return self.document.line_of(_written(node))

    def columns(self) -> Iterator[SourceColumn]:
        """Classes without a card here, then properties, those met most first."""
        left = Counter(iri for node, types in self.types.items() if node not in self.kinds for iri in types)
        for iri, count in left.most_common():
            why = LEFT_PERSONS if self.meanings.is_person([iri]) else LEFT_CLASS.format(count=count)
            yield SourceColumn(compact(iri), "", why)
        met: Counter[str] = Counter()
        of: dict[str, set[str]] = defaultdict(set)
        within: set[str] = set()
        for quad in self.document.store:
            if quad.subject in self.kinds and quad.predicate.value != RDF.type:
                met[term(quad.predicate.value)] += 1
                of[term(quad.predicate.value)].add(self.kinds[quad.subject])
                within |= self._read_within(self.kinds[quad.subject], quad)
        for path, _ in met.most_common():
            kinds = sorted(of[path], key=lambda kind: self.terms.model.by_kind[kind].order)
            yield self._column(path, kinds, WITHIN if path in within else OTHER)

    def _read_within(self, kind: str, quad: ox.Quad) -> set[str]:
        """The property of a fact, where it leads to what has no card, and of which a part has a place here."""
        path, own = term(quad.predicate.value), self.terms.model.by_kind[kind]
        if not isinstance(quad.object, Node) or quad.object in self.kinds or self._is_person(quad.object):
            return set()
        parts = self.document.store.quads_for_pattern(quad.object, None, None, None)
        chains = ((path, term(part.predicate.value)) for part in parts)
        return {path for chain in chains if path in SPECIFICATIONS or self.meanings.place(own, chain)[1]}

    def _column(self, path: str, kinds: list[str], otherwise: str) -> SourceColumn:
        places = (self.meanings.place(self.terms.model.by_kind[kind], (path,)) for kind in kinds)
        kind, place = next((found for found in places if found[1]), (kinds[0], ""))
        personal = self.meanings.is_personal((path,))
        if personal and not place:
            return SourceColumn(compact(path), "", LEFT_PERSONS)
        why = ONLY_BODIES if personal else KNOWN if place else otherwise
        return SourceColumn(compact(path), f"{kind} {compact(place or path)}", why)

    def stated(self) -> tuple[str, str]:
        """The licence and the publisher that the document states for itself."""
        about = [node for node, types in self.types.items() if not set(types).isdisjoint(LICENSED)]
        licence, publisher = "", ""
        for node in about:
            licence = licence or self._first(node, DCT.license) or self._first(node, SCHEMA.license)
            named = next(
                (q.object for p in (DCT.publisher, SCHEMA.publisher)
                 for q in self.document.store.quads_for_pattern(node, ox.NamedNode(p), None, None)), None,
            )  # fmt: skip
            publisher = publisher or self._name(named)
        return licence, publisher

    def _name(self, node: object) -> str:
        if not isinstance(node, Node):
            return node.value if isinstance(node, ox.Literal) else ""
        if self._is_person(node):
            return ""
        return self._first(node, FOAF.name) or self._first(node, SCHEMA["name"])

    def _first(self, node: Node, path: str) -> str:
        found = self.document.store.quads_for_pattern(node, ox.NamedNode(path), None, None)
        return next((quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)), "")


def _written(node: Node) -> str:
    """A node as lines know it: what has no address has none."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)
