# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads entities and the relations between them for maps: dated, put in sentences, link entities crossed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from graph.entity.ties import Tie, Ties, ties_of
from graph.mindmaps._types import MapEdge
from graph.model import EntityClass, Model
from graph.rdf.dataset import Dataset
from graph.text.days import Span
from graph.text.map_words import span_words
from graph.text.sentences import inner
from graph.text.wording import Phrase, Plain

UNLINKED = Phrase("À cette date, aucun chemin connu ne relie « {one} » à « {two} »")


@dataclass(frozen=True)
class Thing:
    """What maps need of an entity; `cls` is None when the model has no class for it."""

    iri: str
    label: str
    cls: EntityClass | None
    span: Span

    @property
    def kind(self) -> str:
        """The identifier of its class, "" without one."""
        return self.cls.kind if self.cls else ""


@dataclass(frozen=True)
class DirectedLink:
    """A relation seen from one of its ends: `other` is the far end, `rank` sorts the stronger ones first."""

    edge: MapEdge
    other: str
    span: Span
    rank: float
    verb: str
    out: bool


@dataclass
class Relations:
    """Answers about one dataset, each computed once per map; words are made only for what is asked."""

    dataset: Dataset
    model: Model
    lang: str = "fr"
    things: dict[str, Thing] = field(default_factory=dict)

    @cached_property
    def ties(self) -> Ties:
        """The relations, without words."""
        return ties_of(self.dataset, self.model)

    def thing(self, iri: str) -> Thing:
        """The entity of an IRI."""
        if iri not in self.things:
            self.things[iri] = Thing(iri, self.label(iri), self.ties.cls(iri), self.ties.span(iri))
        return self.things[iri]

    def label(self, iri: str) -> str:
        """Its name; a class or a scheme, the centre of some maps, is named by the model."""
        choice = self.model.choices.get(iri)
        if choice is not None:
            return choice.label(self.lang) or choice.slug
        named = self.model.by_iri.get(iri) or next((it for it in self.model.schemes if it.iri == iri), None)
        if named is None:
            return self.dataset.label(iri, self.lang)
        return named.plural(self.lang) if isinstance(named, EntityClass) else named.label(self.lang)

    def is_a(self, iri: str, class_iri: str) -> bool:
        """Whether an entity is of this class."""
        cls = self.ties.classes.get(iri)
        return cls is not None and cls.iri == class_iri

    def links(self, iri: str) -> tuple[DirectedLink, ...]:
        """Every relation between an entity and another one that may be drawn, strongest first."""
        order = sorted(self.ties.of(iri), key=lambda tie: (tie.rank, self.thing(tie.other).label, tie.other))
        return tuple(self._link(iri, tie) for tie in order)

    def _link(self, iri: str, tie: Tie) -> DirectedLink:
        known = self.ties.field(tie.fact(iri)[0], tie.path) or next(iter(self.model.fields.get(tie.path, ())), None)
        span = self.ties.span(tie.via) if tie.via else Span()
        return DirectedLink(
            self.edge(iri, tie), tie.other, span, tie.rank, known.verb(self.lang) if known else "", tie.out
        )

    def edge(self, here: str, tie: Tie, *, kind: str = "", state: str = "") -> MapEdge:
        """A relation with the sentence to read."""
        s, path, o = tie.fact(here)
        return MapEdge(s, path, o, self._text(tie, s, o), kind, state, *self._name(tie, s, o))

    def _name(self, tie: Tie, s: str, o: str) -> tuple[str, str, bool]:
        """What the line is called, what qualifies it with its dates, and whether it reads the same from both ends;
        nothing for what only hangs under its class."""
        if not tie.path or (o in self.model.by_iri and o != s):
            return "", "", False
        cls = self.ties.cls(tie.via) if tie.via else None
        if cls is None or cls.bridge is None or tie.words is not None:
            known = self.ties.field(*(tie.words or (s, tie.path))[:2])
            verb = known.verb(self.lang) if known else ""
            return verb, "", known is not None and known.inverse(self.lang) == verb
        told = [inner(quality) for quality in self._qualities(tie.via, cls.bridge.qualifier)]
        told += [words] if (words := span_words(self.ties.span(tie.via), self.lang)) else []
        return cls.bridge.verb(self.lang), ", ".join(told), False

    def _text(self, tie: Tie, s: str, o: str) -> str:
        if not tie.path:
            return UNLINKED(one=self.label(s), two=self.label(o)).text(Plain(self.lang))
        if tie.words is not None:
            return self._sentence(*tie.words)
        if o in self.model.by_iri and o != s:  # a class at the centre: what hangs there is named with its own
            return f"{self.label(s)} ({self._kind(s)})"
        cls = self.ties.cls(tie.via) if tie.via else None
        if cls is None or cls.bridge is None:
            return self._sentence(s, tie.path, o)
        # Its own name says the relation best: the sentences of its fields are about the link entity, not its ends.
        own = self.dataset.name(tie.via, self.lang)
        quality = ", ".join(self._qualities(tie.via, cls.bridge.qualifier))
        return (own or f"{self.thing(s).label} – {self.thing(o).label}") + (f" ({quality})" if quality else "")

    def _kind(self, iri: str) -> str:
        cls = self.ties.cls(iri)
        return cls.label(self.lang) if cls else ""

    def _qualities(self, link: str, path: str) -> Iterator[str]:
        for value in self.dataset.links(link, path) if path else ():
            yield self.label(value)

    def _sentence(self, s: str, path: str, o: str) -> str:
        known = self.ties.field(s, path)
        pattern = known.sentence(self.lang) if known else ""
        pattern = pattern or "{s} – " + (known.name(self.lang) if known else "") + " – {o}"
        # Labels are data: braces in them must stay as they are.
        return re.sub(r"\{[so]\}", lambda found: self.label(s if found[0] == "{s}" else o), pattern)
