# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another instance of this product publishes, as its own facts under our base: whose each is, stays told."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyoxigraph as ox
from pyoxigraph import Literal

from graph.entity.said_again import coming_back
from graph.errors import UnknownThing
from graph.model import EntityClass
from graph.model.former import FormerTerms
from graph.namespaces import DCAT, DCT, FOAF, RDF, RDFS, SCHEMA, SKOS, VOCABULARY, VOID, compact
from graph.rdf.dataset import Dataset, Fact, from_quad
from graph.sources._rdf.document import NO_GRAPH, RdfDocument
from graph.sources._rdf.problems import Problems, problem_of
from graph.sources._reading import SourceColumn, SourceEntity, SourceFault, SourceReading, SourceTerms, SourceValue
from graph.text.folding import roots
from graph.text.wording import Plural

_OF_A_THING = re.compile(r"(https?://[^<>\s]+?)/id/([a-z-]+)/([^/#?<>\s]+)")
NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
# What others may add to a choice: words; what it is, how it is called first and where it stands is ours.
SAID_OF_CHOICES = {SKOS.altLabel, SKOS.hiddenLabel, SKOS.example}
SHORTEST_WORD = 3
KNOWN_TERM, OTHER_FACT = "un terme d’ici", "pas un terme d’ici : gardé tel quel, parmi les autres faits de la fiche"
PERSONS = "des fiches de personnes : elles n’entrent pas ici."
UNKNOWN_KIND = (
    "la nature « {kind} » n’est pas connue ici : ces fiches sont laissées. Mettez à jour le site le plus ancien."
)
NO_TERRITORY = "ce territoire n’est pas connu ici : ce qui y mène est laissé."
UNNAMED = "ce qui est dit d’un nœud sans adresse ([…] ou _:x) est laissé : donnez-lui une adresse."
NOT_A_CARD = "ce qui est dit d’une adresse qui n’est pas celle d’une fiche est laissé."
STATED = "un fait sur un autre fait est laissé : seuls les faits simples entrent ici."
SEVERAL = Plural(
    "{count} fiche tient de plusieurs sources, que ce format ne distingue pas : ses faits sont pris comme dits par ce "
    "fichier, et ses sources sont citées. Le même fichier en N-Quads (.nq) ou en TriG (.trig) les distingue.",
    "{count} fiches tiennent de plusieurs sources, que ce format ne distingue pas : leurs faits sont pris comme dits "
    "par ce fichier, et leurs sources sont citées. Le même fichier en N-Quads (.nq) ou en TriG (.trig) les distingue.",
)
OTHERWISE = Plural(
    "{count} fiche trouve ici une autre chose à son adresse : elle en prend une à elle.",
    "{count} fiches trouvent ici une autre chose à leur adresse : elles en prennent une à elles.",
)
FIRST = "La première : {name}."


def base_of(document: RdfDocument) -> str:
    """Under which base a document names its things, "" when it is none of this product's.

    Its catalogue says it (`void:uriSpace`); else it is the base of the sources that it names, of several that of most
    of its subjects.
    """
    spaces = [quad.object.value for quad in document.quads(p=VOID.uriSpace) if isinstance(quad.object, Literal)]
    stated = sorted(space.removesuffix("/id/") for space in spaces if space.endswith("/id/"))
    if stated:
        return stated[0]
    sources: set[str] = set()
    subjects: Counter[str] = Counter()
    for quad in document.store:
        for number, node in enumerate((quad.subject, quad.object, quad.graph_name)):
            found = _OF_A_THING.fullmatch(node.value) if isinstance(node, ox.NamedNode) else None
            if found is not None:
                subjects[found[1]] += number == 0
                sources |= {found[1]} if found[2] == "source" else set()
    return max(sorted(sources), key=lambda base: subjects[base], default="")


def own_reading(document: RdfDocument, base: str, terms: SourceTerms) -> SourceReading:
    """What a document says that names its things under `base`: each thing once a source that speaks of it."""
    own = _Own(document, base, terms)
    facts = own.facts()
    return SourceReading(
        things=own.things(facts),
        columns=tuple(own.columns(facts)),
        notices=tuple(own.notices()),
        **_stated(document),
    )


@dataclass
class _Own:
    document: RdfDocument
    base: str
    terms: SourceTerms
    problems: Problems = field(default_factory=Problems)
    several: set[str] = field(default_factory=set)
    unsaid: bool = False
    otherwise: dict[str, str] = field(default_factory=dict)  # what has an address of its own here: the former one
    written: dict[str, str] = field(default_factory=dict)  # IRI here → as the document has it

    def facts(self) -> list[Fact]:
        """What it says of its own, under our base, each fact with its source ("" when that is the document itself)."""
        said = list(self._said())
        moved = self._moving(said)
        current = list(FormerTerms(self.terms.model, self.ours).current(map(moved, said)))
        del said  # of hundreds of thousands of facts, as few lists as can be
        told, cited = coming_back(current, self.ours), list[Fact]()
        if not self.document.with_graphs:
            told, cited = self._sourced(told, self._named_sources(current))
        own = self._as_kept([fact for fact in (*told, *cited) if not self._is_derived(fact)])
        return sorted(set(own), key=lambda fact: (fact.s, fact.source, fact.p, str(fact.o)))

    @property
    def ours(self) -> str:
        return self.terms.background.base

    def _said(self) -> Iterator[Fact]:
        """Simple facts; its catalogue, which each instance makes of itself, is none of them."""
        catalogue = f"{self.base}/export/"
        for quad in self.document.store:
            if isinstance(quad.object, ox.Triple) or isinstance(quad.subject, ox.Triple):
                self.problems.add(STATED, 0, "")
            elif isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                self.problems.add(UNNAMED, 0, quad.predicate.value)
            elif not from_quad(quad).source.startswith(catalogue):
                yield from_quad(quad)

    def _moving(self, said: list[Fact]) -> Callable[[Fact], Fact]:
        """What brings a fact under our base: the same path is the same thing, unless another one stands there."""
        start, here = f"{self.base}/id/", f"{self.ours}/id/"
        moved: dict[str, str] = {}
        known = self.terms.known if self.base != self.ours else None
        names = _names_of(said)
        subjects = {fact.s for fact in said if fact.s.startswith(start)}
        # What the same sources said before is what they say again: a thing may have got another name since.
        again = {here + iri[len(start) :] for iri in subjects if iri.startswith(f"{start}source/")}
        for iri in subjects:
            ours = here + iri[len(start) :]
            if known is not None and _is_another(known, ours, names.get(iri, set()), again):
                ours += f"-{_slug_of(self.base)}"
                self.otherwise[ours] = iri
            moved[iri] = ours
            self.written[ours] = iri

        def value(iri: str) -> str:
            return moved.get(iri) or (here + iri[len(start) :] if iri.startswith(start) else iri)

        def move(fact: Fact) -> Fact:
            obj = self._territory(value(fact.o)) if isinstance(fact.o, str) else fact.o
            return Fact(value(fact.s), fact.p, obj, value(fact.source))

        return move

    def _territory(self, iri: str) -> str:
        """A commune that became part of another is that one now."""
        try:
            place = self.terms.background.territory(iri)
        except UnknownThing:
            return iri
        return f"{self.ours}/id/territory/{place.key}" if place else iri

    def _is_derived(self, fact: Fact) -> bool:
        """Whether nobody has to say it: what is known of territories, lists of choices, their sources."""
        own = self.terms.background.sources
        # The names of what a card leads to come with it, for whoever reads it alone.
        if (
            fact.p == RDFS.label
            or fact.source in own
            or fact.s in own
            or not fact.s.startswith((f"{self.ours}/id/", VOCABULARY))
        ):
            return True
        # Without graphs, what somebody adds to a choice cannot be told from what is known of it.
        of_a_choice = fact.s.startswith(VOCABULARY)
        return of_a_choice and (not self.document.with_graphs or fact.p not in SAID_OF_CHOICES)

    def _named_sources(self, said: Iterable[Fact]) -> dict[str, set[str]]:
        """The sources that are said again of each thing, and those that are described, each of itself."""
        found: dict[str, set[str]] = defaultdict(set)
        sources = f"{self.ours}/id/source/"
        for fact in said:
            if fact.s.startswith(sources):
                found[fact.s] = {fact.s}
            elif fact.p == DCT.source and isinstance(fact.o, str) and fact.o.startswith(sources):
                found[fact.s].add(fact.o)
        return found

    def _sourced(self, said: list[Fact], named: dict[str, set[str]]) -> tuple[list[Fact], list[Fact]]:
        """The facts with the one source that is said again of each thing; and, where it has several, these, cited.

        Where one source is described and no other, what names none is said by it.
        """
        derived = self.terms.background.sources
        described = {iri for iri, sources in named.items() if iri in sources} - derived
        only = next(iter(described)) if len(described) == 1 else ""
        told: list[Fact] = []
        for fact in said:
            sources = named.get(fact.s, {only})
            if len(sources) > 1 and (sources := sources - derived) and self._is_known_of_a_place(fact):
                continue
            told.append(fact._replace(source=next(iter(sources)) if len(sources) == 1 else ""))
            self.unsaid = self.unsaid or sources == {""}
            if len(sources) > 1:
                self.several.add(fact.s)
        return told, [Fact(iri, DCT.source, source, "") for iri in self.several for source in named[iri] - derived]

    def _is_known_of_a_place(self, fact: Fact) -> bool:
        """Whether it is known of a territory without anybody saying it."""
        background = self.terms.background
        if not fact.s.startswith(f"{self.ours}/id/territory/") or not background.is_territory(fact.s):
            return False
        place = background.territories.from_iri(self.ours, fact.s)
        return any(fact[:3] == known[:3] for known in background.territories.facts(self.ours, place))

    def _as_kept(self, said: list[Fact]) -> Iterator[Fact]:
        """The sites of several things go out as any page: they come back to where only a site of its own has a place,
        and with them to the others that share them."""
        pages = [fact for fact in said if fact.p == SCHEMA.url]
        shared = {fact.o for fact in pages if self._has(fact.s, FOAF.homepage) and not self._has(fact.s, SCHEMA.url)}
        for fact in said:
            is_site = fact.p == SCHEMA.url and fact.o in shared and self._has(fact.s, FOAF.homepage)
            yield fact._replace(p=FOAF.homepage) if is_site else fact

    def _has(self, iri: str, path: str) -> bool:
        own = self._class(iri)
        return own is not None and own.field(path) is not None

    def _class(self, iri: str) -> EntityClass | None:
        kind = _kind(iri, self.ours)
        return self.terms.model.by_kind.get(kind) if kind else None

    def things(self, facts: list[Fact]) -> Iterator[SourceEntity | SourceFault]:
        """The things in the order of the document, then one fault a kind of problem."""
        by_thing: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            by_thing[fact.s, fact.source].append(fact)
        rows = self.document.rows_of({self._as_written(iri) for iri, _ in by_thing})
        for iri, source in sorted(by_thing, key=lambda place: (rows[self._as_written(place[0])], place[1])):
            said, line, row = by_thing[iri, source], self._line(iri), rows[self._as_written(iri)]
            kind = self._kind_taken(iri, line)
            values = tuple(value for fact in said if (value := self._value(fact, line)) is not None)
            if kind and values:
                yield SourceEntity(kind, iri, values, row, source, exact=True)
        yield from self.problems.faults()

    def _as_written(self, iri: str) -> str:
        return self.written.get(iri, iri)

    def _line(self, iri: str) -> int:
        return self.document.line_of(self._as_written(iri))

    def _kind_taken(self, iri: str, line: int) -> str:
        """The kind of a thing that enters, "" where it does not."""
        choice = self.terms.model.choices.get(iri)
        listed = self.terms.model.by_scheme.get(choice.scheme) if choice else None
        kind = listed.kind if listed else _kind(iri, self.ours)
        own = self.terms.model.by_kind.get(kind)
        if not kind or problem_of(iri):
            self.problems.add(NOT_A_CARD, line, iri)
        elif own is None:
            self.problems.add(UNKNOWN_KIND.format(kind=kind), line, iri)
        elif own.restricted:
            self.problems.add(PERSONS, line, "")
        return kind if own is not None and not own.restricted and not problem_of(iri) else ""

    def _value(self, fact: Fact, line: int) -> SourceValue | None:
        """The value that a fact gives, None for what cannot be taken."""
        why = problem_of(fact.p) or problem_of(fact.o)
        if isinstance(fact.o, str) and not why:
            own = self._class(fact.o)
            if own is not None and own.restricted:
                return None
            why = NO_TERRITORY if self._is_no_territory(fact.o) else ""
        if why:
            self.problems.add(why, line, fact.o if isinstance(fact.o, str) else fact.o.value, compact(fact.p))
            return None
        return exactly(fact)

    def _is_no_territory(self, iri: str) -> bool:
        return iri.startswith(f"{self.ours}/id/territory/") and not self.terms.background.is_territory(iri)

    def columns(self, facts: list[Fact]) -> Iterator[SourceColumn]:
        """What became of each property, those met most first."""
        kinds = {fact.p: self._class(fact.s) for fact in facts}
        for path, _ in Counter(fact.p for fact in facts if fact.p != RDF.type).most_common():
            why = KNOWN_TERM if path in self.terms.model.fields else OTHER_FACT
            own = next((item for item in self.terms.model.classes if item.field(path)), kinds[path])
            yield SourceColumn(compact(path), f"{own.kind} {compact(path)}" if own else "", why)

    def notices(self) -> Iterator[str]:
        """What to know of sources that are not told apart, and of addresses that are taken."""
        if self.several:
            yield SEVERAL(len(self.several)).text()
        if self.unsaid:
            yield NO_GRAPH()
        if self.otherwise:
            first = FIRST.format(name=min(self.otherwise.values()))
            yield f"{OTHERWISE(len(self.otherwise)).text()} {first}"


def exactly(fact: Fact) -> SourceValue:
    """The value that says this fact and nothing else."""
    column = compact(fact.p)
    if isinstance(fact.o, str):
        return SourceValue(fact.p, fact.o, column, link=True)
    lang = fact.o.language or ""
    return SourceValue(fact.p, fact.o.value, column, lang, datatype="" if lang else fact.o.datatype.value)


def _kind(iri: str, base: str) -> str:
    found = re.fullmatch(r"/id/([a-z-]+)/[^/#?]+", iri.removeprefix(base)) if iri.startswith(base) else None
    return found[1] if found else ""


def _names_of(facts: Iterable[Fact]) -> dict[str, set[str]]:
    """The words of the names of each subject."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.p in NAMES and isinstance(fact.o, Literal):
            found[fact.s] |= _words(fact.o.value)
    return found


def _words(name: str) -> set[str]:
    words = roots(name)
    return {word for word in words if len(word) >= SHORTEST_WORD} or set(words)


def _is_another(known: Dataset, iri: str, words: set[str], again: set[str]) -> bool:
    """Whether what others than these sources know under an address is plainly another thing: both are named, without a
    word in common."""
    said = (fact for path in NAMES for fact in known.facts(iri, path) if fact.source not in again)
    own = {word for fact in said if isinstance(fact.o, Literal) for word in _words(fact.o.value)}
    return bool(own and words) and not own & words


def _slug_of(base: str) -> str:
    """What tells an instance in an address: its host and path."""
    parts = urlsplit(base)
    return re.sub(r"[^a-z0-9]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-")


def _stated(document: RdfDocument) -> dict[str, str]:
    """The licence, the publisher and the day that its catalogue states, "" for what it does not."""
    catalogues = document.instances(DCAT.Catalog)
    found = {"licence": "", "publisher": "", "issued": ""}
    for iri in catalogues[:1]:
        found["licence"] = _first(document, iri, DCT.license)
        found["publisher"] = _first(document, _first(document, iri, DCT.publisher), FOAF.name)
        found["issued"] = _first(document, _first(document, iri, DCAT.dataset), DCT.modified)
    return found


def _first(document: RdfDocument, iri: str, path: str) -> str:
    return next(iter(document.values(iri, path)), "") if iri else ""
