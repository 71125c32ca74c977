# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sources say of a thing in terms that the model does not have: shown last, as it is said, source by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pyoxigraph import Literal

from graph.entity.reading import shown
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import CARD_THERE, DELIVERY, ELSEWHERE, RDF, compact, decides, local_name
from graph.rdf.dataset import spoken
from graph.readings.sources import cited
from graph.text.characters import is_unseen
from graph.text.folding import filed

if TYPE_CHECKING:
    from graph.entity import Reader, Shown, Source
    from graph.rdf.dataset import Fact

# Told by the class; what a delivery notes of the things that it brought, to find them again; and what is told of a
# card of elsewhere by itself.
_SKIPPED = (RDF.type, DELIVERY, CARD_THERE)
MOST_SHOWN = 20
LONGEST = 300


@dataclass(frozen=True)
class OtherFact:
    """One fact as it is said: its property (IRI), how that is called, its value."""

    path: str
    name: str
    value: Shown


@dataclass(frozen=True)
class SourceOtherFacts:
    """The other facts that one source says."""

    source: Source
    facts: tuple[OtherFact, ...]


@dataclass(frozen=True)
class OtherFacts:
    """At most twenty other facts of a thing by source, and how many are left out; `count` is of all."""

    by_source: tuple[SourceOtherFacts, ...]
    count: int

    @property
    def hidden(self) -> int:
        """How many are not among those shown."""
        return self.count - sum(len(said.facts) for said in self.by_source)


def other_facts(reader: Reader, iri: str) -> OtherFacts | None:
    """What is said of a thing that has no field in its class, None when nothing is.

    What is derived is none of it: it has its place. Texts are in the language of who reads, where they are.
    """
    own = reader.class_of(iri)
    fields = set() if own is None else {field.path for field in own.fields}
    found = [
        fact
        for fact in reader.dataset.shown(s=iri)
        if fact.source not in ("", ONTOLOGY_SOURCE)
        and fact.p not in fields
        and not fact.p.startswith(_SKIPPED)
        and not decides(fact.p, fact.source, reader.dataset.base)
    ]
    if not found or own is None:
        return None
    by_source: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(found, key=lambda fact: (filed(_name(fact.p)), _is_foreign(fact, reader), str(fact.o))):
        by_source[fact.source].append(fact)
    sources = sorted(cited(reader, by_source), key=lambda source: (filed(source.label), source.iri))
    # Each source has its turn: one that says much leaves the others their place.
    turns = ((turn, source.iri) for source in sources for turn in range(len(by_source[source.iri])))
    shares = Counter(iri for _, iri in sorted(turns, key=lambda turn: turn[0])[:MOST_SHOWN])
    told = [
        SourceOtherFacts(source, tuple(_told(reader, fact) for fact in by_source[source.iri][: shares[source.iri]]))
        for source in sources
        if shares[source.iri]
    ]
    return OtherFacts(tuple(told), len(found))


def _is_foreign(fact: Fact, reader: Reader) -> bool:
    return isinstance(fact.o, Literal) and spoken(fact.o) not in ("", reader.lang)


def _told(reader: Reader, fact: Fact) -> OtherFact:
    found = shown(reader, fact.o)
    if isinstance(fact.o, Literal):
        text, lang = _short(fact.o.value), fact.o.language
        literal = Literal(text, language=lang) if lang else Literal(text, datatype=fact.o.datatype)
        found = replace(found, text=text, literal=literal)
    return OtherFact(fact.p, _name(fact.p), found)


def _name(path: str) -> str:
    """The name of a property: of a field of another format, as that names it."""
    if path.startswith(ELSEWHERE):
        slug, _, name = path.removeprefix(ELSEWHERE).partition("#")
        return f"{unquote(name)} ({slug})"
    name = compact(path)
    return local_name(path) if name == path else name


def _short(text: str) -> str:
    """A text on one line, without what turns or hides others, cut where it is long."""
    line = " ".join(text.split())
    clean = "".join(sign for sign in line if not is_unseen(sign))
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1].rstrip()}…"
