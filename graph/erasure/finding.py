# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an erasure would take away, looked for over all that is kept; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Literal

from graph.backup.making import TABLES
from graph.backup.parts import PARTS, Leaving, without_leaving
from graph.database import at_one_moment, rows_of
from graph.erasure.wanted import LEAST, Wanted
from graph.model import Model
from graph.namespaces import FOAF, RDF, SKOS
from graph.rdf.dataset import Fact
from graph.rdf.nquads import from_text
from graph.settings import Settings
from graph.storage.erased import TEXTS
from graph.storage.journal import CHANGES, SHIPPED
from graph.storage.redaction import Redaction, redacted, shipped_without
from graph.synonyms.store import WordCounts, counting_key
from graph.text.folding import fold

NAMED = (SKOS.prefLabel, SKOS.altLabel, FOAF.name)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Finds:
    """What is found: the things and words that are meant, the journal without them, and counts of the rest.

    `things` tells of each thing whether everybody sees it today. `elsewhere` are facts that name one of these things in
    their own words and stay: somebody has to look at them. `lacking` are things that stay without what each of their
    kind has to say, most often their name.
    """

    wanted: Wanted
    names: frozenset[str]
    things: Mapping[str, bool]
    journal: Redaction
    shipped: int
    parts: Mapping[str, int]
    elsewhere: tuple[Fact, ...]
    lacking: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.journal or self.shipped or any(self.parts.values()))

    def redact(self, rows: Iterable[Row]) -> Redaction:
        """A journal without what is found, as it is when this is called."""
        return redacted(rows, self.wanted.base, self.wanted.names, self.texts_of)

    def texts_of(self, row: Row) -> frozenset[str]:
        """The columns of a change that say what is to be erased, or how these things are called."""
        return frozenset(name for name in TEXTS if self.wanted.in_text(row[name]) or self._is_named(str(row[name])))

    def is_gone(self, path: str) -> bool:
        """Whether a path (`organisation/mill`) is that of a thing which leaves."""
        return f"{self.wanted.base}/id/{path}" in self.wanted.things

    def leaving(self, digests: frozenset[str]) -> Leaving:
        """What tells parts of a backup what is to leave; `digests` are those of the words while nobody reads them."""
        return Leaving(self.is_gone, said_in(self.wanted, digests), self.wanted.in_text)

    def _is_named(self, text: str) -> bool:
        folded = f" {fold(text)} "
        return any(f" {name} " in folded for name in self.names)


def find(settings: Settings, model: Model, asked: Wanted, shown: Callable[[str], bool]) -> Finds:
    """Looks for what is asked in the database of an instance; `shown` tells whether everybody sees a thing today."""
    with at_one_moment(settings.database_url, *TABLES) as connection:
        rows, shipped = rows_of(connection, CHANGES), rows_of(connection, SHIPPED)
        parts = {part.name: {table.name: rows_of(connection, table) for table in part.tables} for part in PARTS}
    facts = _ever_said(rows, shipped, asked.base)
    meant = _meant(asked, facts, model)
    names = frozenset(_names(facts, meant.things))
    draft = Finds(meant, names, {}, Redaction((), frozenset(), {}, ()), 0, {}, ())
    journal = draft.redact(rows)
    left = without_leaving(parts, draft.leaving(digests_of(settings, meant)))
    return replace(
        draft,
        things={iri: shown(iri) for iri in sorted(meant.things)},
        journal=journal,
        lacking=tuple(sorted(_lacking(journal, meant, model))),
        shipped=_fewer(shipped, shipped_without(shipped, asked.base, meant.names)),
        parts={name: one.left for name, one in left.items()},
        elsewhere=tuple(sorted(_elsewhere(facts, meant, names), key=str)),
    )


def digests_of(settings: Settings, meant: Wanted) -> frozenset[str]:
    """Under which digests these very words are counted while nobody reads them."""
    with closing(_counts(settings)) as counts:
        return frozenset(map(counts.digest, meant.words))


def said_in(meant: Wanted, digests: frozenset[str]) -> Callable[[str, str], bool]:
    """What tells whether counted words, by their digest and as they are read, are to leave."""
    return lambda digest, words: digest in digests or meant.in_text(words)


def _counts(settings: Settings) -> WordCounts:
    return WordCounts(settings.database_url, counting_key(settings.secret_key))


def _ever_said(rows: Iterable[Row], shipped: Iterable[Row], base: str) -> frozenset[Fact]:
    """Every fact that was ever there: what left the facts of today is still in the journal."""
    texts = [row[side] for row in rows for side in ("removed", "added")] + [row["said"] for row in shipped]
    return frozenset(fact for text in texts for fact in from_text(text, base))


def _meant(asked: Wanted, facts: frozenset[Fact], model: Model) -> Wanted:
    """What is asked, with the things whose own IRI spells the words, and those that cannot be without these."""
    meant = replace(asked, sources=frozenset(fact.source for fact in facts))
    prefix = f"{asked.base}/id/"
    iris = {iri for fact in facts for iri in (fact.s, fact.o) if isinstance(iri, str) and iri.startswith(prefix)}
    meant = meant.with_things(iri for iri in iris if meant.is_in(iri))
    while meant.mentions:
        more = _dependent(meant.things, facts, model) - meant.things
        if not more:
            break
        meant = meant.with_things(more)
    return meant


def _dependent(things: frozenset[str], facts: frozenset[Fact], model: Model) -> set[str]:
    """The things which a class says cannot be without a link that leads to nothing but these: memberships, services."""
    required = _required(model)
    leading = {(fact.s, fact.p) for fact in facts if fact.o in things and fact.s not in things}
    values: dict[tuple[str, str], set[object]] = {key: set() for key in leading}
    types: dict[str, set[object]] = {subject: set() for subject, _ in leading}
    for fact in facts:
        if (fact.s, fact.p) in values:
            values[fact.s, fact.p].add(fact.o)
        if fact.p == RDF.type and fact.s in types:
            types[fact.s].add(fact.o)
    return {
        subject
        for (subject, path), found in values.items()
        if found <= things and any((kind, path) in required for kind in types[subject])
    }


def _required(model: Model) -> set[tuple[object, str]]:
    """What each class cannot be without, by property."""
    fields = ((item, field) for item in model.classes for field in item.fields if field.min_count)
    return {(iri, field.path) for item, field in fields for iri in item.classes}


def _lacking(journal: Redaction, meant: Wanted, model: Model) -> Iterable[str]:
    """The things that remain without a value which they cannot be without."""
    now: set[Fact] = set()
    for row in journal.rows:
        now = (now - from_text(row["removed"], meant.base)) | from_text(row["added"], meant.base)
    emptied = {(fact.s, fact.p) for fact in journal.facts} - {(fact.s, fact.p) for fact in now}
    paths: dict[str, set[str]] = {}
    for subject, path in emptied:
        paths.setdefault(subject, set()).add(path)
    kinds, required = (fact for fact in now if fact.p == RDF.type and fact.s in paths), _required(model)
    return {fact.s for fact in kinds if any((fact.o, path) in required for path in paths[fact.s])}


def _names(facts: Iterable[Fact], things: frozenset[str]) -> Iterable[str]:
    """How these things are called, folded; what is too short would be found everywhere."""
    for fact in facts:
        if fact.s in things and fact.p in NAMED and isinstance(fact.o, Literal):
            name = fold(fact.o.value)
            if len(name.replace(" ", "")) >= LEAST:
                yield name


def _elsewhere(facts: Iterable[Fact], meant: Wanted, names: frozenset[str]) -> Iterable[Fact]:
    for fact in facts:
        if names and isinstance(fact.o, Literal) and not meant.names(fact):
            folded = f" {fold(fact.o.value)} "
            if any(f" {name} " in folded for name in names):
                yield fact


def _fewer(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> int:
    """How many lines of what was taken of shipped sources leave."""
    lines = [sum(len(row["said"].split("\n")) for row in rows if row["said"]) for rows in (before, after)]
    return lines[0] - lines[1]
