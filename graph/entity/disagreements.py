# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sources that answer one question about a thing differently: which answer is shown, and what is set aside for it.

The answer shown is that of the source that moderation chose, else of the one that stands first: its rank, then whether
the thing says it of itself, then its date, then whether somebody confirmed since, then how much it says of the thing.
Silence answers too where it is asked whether something has closed: a source that describes it and says nothing of an
end says that it is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from graph.entity.existence import STOPPED
from graph.entity.sameness import any_same, days_of, vagueness_of
from graph.entity.standing import CHOSEN_FIRST, Standing, Standings
from graph.namespaces import CHOSEN, DCT, PROV, RDF, SCHEMA, SKOS, TIS, decides
from graph.rdf.dataset import Dataset, Fact, Value, spoken
from graph.rdf.set_aside import SetAside
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.model import Field, Model

# What changes how much a source is worth, of all that it says.
WORTH = frozenset(
    {
        *(TIS.basis, TIS.rule, TIS.rank, TIS.readOn, TIS.deliveredOn, DCT.issued),
        *(PROV.hadPrimarySource, PROV.wasDerivedFrom, PROV.wasAttributedTo),
    }
)
Told = tuple[str, list[Value]]
Answers = dict[str, list[Value]]
"""What each source answers to one question."""


class Disagreement(NamedTuple):
    """What two sources say differently of one thing: `shown` is the answer of the first, `other` that of the second.

    `shown` is empty where the first source describes the thing and says nothing of its end. `lang` is that of a text.
    `shown_path` is another property where both cannot hold together: an end before the start.
    """

    subject: str
    path: str
    lang: str
    shown: tuple[Value, ...]
    by: Standing
    other: tuple[Value, ...]
    against: Standing
    shown_path: str


@dataclass(frozen=True)
class Ruling:
    """What is shown of one thing: the statements set aside, and the disagreements among them.

    `closings`: what ends it by the word of one source, where another one describes it without telling an end.
    """

    set_aside: frozenset[tuple[str, Value]] = frozenset()
    disagreements: tuple[Disagreement, ...] = ()
    closings: tuple[Disagreement, ...] = ()


UNDISPUTED = Ruling()


class DisagreementRule:
    """The rule for one model: made once, asked of each state of the facts."""

    def __init__(self, model: Model) -> None:
        self._model = model
        fields = [field for item in model.classes for field in item.fields if is_asked(field)]
        self._paths = tuple(dict.fromkeys(field.path for field in fields))
        self._closing = tuple(dict.fromkeys(field.path for field in fields if field.closes))

    def set_aside(self, data: Dataset) -> SetAside:
        """What is not shown of a dataset that gives all that is said."""
        standings = Standings(data, self._model)
        rulings = ((iri, self.ruling(data, iri, standings).set_aside) for iri in self._in_question(data))
        return SetAside({iri: said for iri, said in rulings if said})

    def after(self, data: Dataset, before: SetAside, facts: Collection[Fact]) -> SetAside:
        """The same once facts have changed: what they speak of is asked again, and all that a source says whose worth
        is no longer the same."""
        touched = {fact.s for fact in facts}
        for source in {fact.s for fact in facts if fact.p in WORTH}:
            touched |= {fact.s for fact in data.facts(source=source)}
        standings = Standings(data, self._model)
        found = {iri: said for iri, said in before.by_subject.items() if iri not in touched}
        for iri in touched:
            said = self.ruling(data, iri, standings).set_aside
            if said:
                found[iri] = said
        return SetAside(found)

    def ruling(self, data: Dataset, iri: str, standings: Standings | None = None) -> Ruling:
        """What is shown of one thing, and where its sources disagree; choices of the model's lists are its own."""
        if iri in self._model.choices:
            return UNDISPUTED
        facts = [fact for fact in data.facts(s=iri) if not _chooses_without_right(fact, data.base)]
        if len({fact.source for fact in facts}) < 2:
            return UNDISPUTED
        own = self._model.class_of([str(fact.o) for fact in facts if fact.p == RDF.type])
        if own is None:
            return UNDISPUTED
        # What is said though the class has no such field is asked too: it is read all the same.
        known = (self._model.field_of(own.kind, path) for path in {fact.p for fact in facts})
        fields = sorted(
            (field for field in known if field and is_asked(field)), key=lambda field: (field.order, field.path)
        )
        return _Hearing(own.closable, fields, facts, (standings or Standings(data, self._model)).of(facts)).ruling()

    def _in_question(self, data: Dataset) -> Iterator[str]:
        """The things of which several sources answer one question, or of which one tells an end to another."""
        found: set[str] = set()
        dates: dict[str, object] = {}
        for path in self._paths:
            known = dates if path in (SCHEMA.startDate, SCHEMA.endDate) else {}
            closing = path in self._closing
            for quad in data.store.quads_for_pattern(None, NamedNode(path), None):
                s, source = quad.subject.value, quad.graph_name  # type: ignore[union-attr]
                several = known.setdefault(s, source) != source
                if several or (closing and s not in found and _others_say(data, s, source)):
                    found.add(s)
        return (iri for iri in found if iri not in self._model.choices)


def _chooses_without_right(fact: Fact, base: str) -> bool:
    """Whether a source says which one is to be believed, and is not where that is decided."""
    return fact.p.startswith(CHOSEN) and not decides(fact.p, fact.source, base)


def _others_say(data: Dataset, iri: str, source: object) -> bool:
    quads = data.store.quads_for_pattern(NamedNode(iri), NamedNode(RDF.type), None)
    return any(quad.graph_name != source for quad in quads)


def is_asked(field: Field) -> bool:
    """Whether sources can disagree on a field."""
    return field.is_single or field.disputable


class _Hearing:
    """One thing, the sources that speak of it, and what is decided, field after field in the model's order."""

    def __init__(
        self, closable: bool, fields: list[Field], facts: list[Fact], standings: Mapping[str, Standing]
    ) -> None:
        self._closable = closable
        self._fields = fields
        self._closing = {field.path: field.is_link for field in fields if field.closes}
        self._facts = facts
        self._standings = standings
        # By field, the source that moderation chose.
        self._chosen = {unquote(fact.p.removeprefix(CHOSEN)): fact.o for fact in facts if fact.p.startswith(CHOSEN)}
        self._aside: set[tuple[str, Value]] = set()
        self._lost: dict[str, set[str]] = {}
        self._disagreements: list[Disagreement] = []
        self._closings: list[Disagreement] = []

    def ruling(self) -> Ruling:
        """What is decided in the end."""
        by_path: dict[str, list[Fact]] = {}
        for fact in self._facts:
            by_path.setdefault(fact.p, []).append(fact)
        for field in self._fields:
            self._decide(field, by_path[field.path])
        self._refuse_reversed_dates(by_path)
        return Ruling(frozenset(self._aside), tuple(self._disagreements), tuple(self._closings))

    def _decide(self, field: Field, facts: Iterable[Fact]) -> None:
        by_lang: dict[str, Answers] = {}
        for fact in facts:
            lang = "" if isinstance(fact.o, str) else spoken(fact.o)
            by_lang.setdefault(lang, {}).setdefault(fact.source, []).append(fact.o)
        for lang, answers in by_lang.items():
            gone = self._lost.get(field.goes_with, set()) & answers.keys()
            if field.closes and self._closable:
                gone |= self._closed_without_right(field, answers)
            left = {source: answers[source] for source in answers if source not in gone}
            kept = self._shown(field, lang, left) if len(left) > 1 else list(chain(*left.values()))
            self._set_aside(field, answers, kept)
            self._lost.setdefault(field.path, set()).update(gone)

    def _set_aside(self, field: Field, answers: Answers, kept: Collection[Value]) -> None:
        self._aside |= {(field.path, value) for said in answers.values() for value in said if value not in kept}

    def _shown(self, field: Field, lang: str, answers: Answers) -> list[Value]:
        """The values to show of those of several sources; those which differ are noted."""
        ranked = sorted(answers, key=lambda source: _first(field, answers[source], self._standing(field.path, source)))
        first, agreeing = ranked[0], [*answers[ranked[0]]]
        for source in ranked[1:]:
            if self._agree(field, first, answers[first], answers[source]):
                agreeing += answers[source]
                continue
            self._lost.setdefault(field.path, set()).add(source)
            if not field.latest:
                self._note(field.path, lang, (first, answers[first]), (source, answers[source]))
        if not field.is_single:
            return agreeing
        dated = [value for value in agreeing if days_of(value)]
        # Several values of one source for what has one are a fault, to be told of: they stay.
        return [min(dated, key=vagueness_of)] if dated and len(answers[first]) == 1 else answers[first]

    def _standing(self, path: str, source: str) -> Standing:
        """What a source is worth on one field."""
        found = self._standings[source]
        return found._replace(rank=CHOSEN_FIRST) if self._chosen.get(path) == source else found

    def _agree(self, field: Field, first: str, shown: Collection[Value], other: Collection[Value]) -> bool:
        if any_same(field.path, shown, other):
            return True
        if field.path != SKOS.prefLabel:
            return False
        # A name that the first source knows as another name.
        known = {fold(_text(fact.o)) for fact in self._facts if fact.source == first and fact.p == SKOS.altLabel}
        return all(fold(_text(value)) in known for value in other)

    def _closed_without_right(self, field: Field, answers: Answers) -> set[str]:
        """The sources that say that the thing closes, against a better one that describes it and does not say so."""
        telling = {fact.source for fact in self._facts if self._is_closing(fact)}
        silent = {fact.source for fact in self._facts if fact.p == RDF.type} - telling
        if not silent:
            return set()
        best = min(self._standings[source] for source in silent)
        found = set()
        for source in telling & answers.keys():
            if not any(self._is_closing(Fact("", field.path, value, source)) for value in answers[source]):
                continue
            if best.worth < self._standings[source].worth:
                found.add(source)
                self._note(field.path, "", (best.source, []), (source, answers[source]))
            else:
                self._closings.append(self._between(field.path, "", (source, answers[source]), (best.source, [])))
        return found

    def _is_closing(self, fact: Fact) -> bool:
        return fact.p in self._closing and (not self._closing[fact.p] or fact.o in STOPPED)

    def _refuse_reversed_dates(self, by_path: Mapping[str, list[Fact]]) -> None:
        """An end before the start of another source: that of the source which stands first is shown."""
        starts, ends = (
            [fact for fact in by_path.get(path, ()) if (path, fact.o) not in self._aside]
            for path in (SCHEMA.startDate, SCHEMA.endDate)
        )
        for start in starts:
            for end in ends:
                first, last = days_of(start.o), days_of(end.o)
                if first and last and last.last < first.first and start.source != end.source:
                    shown, other = sorted((start, end), key=lambda fact: self._standings[fact.source])
                    self._aside.add((other.p, other.o))
                    self._note(other.p, "", (shown.source, [shown.o]), (other.source, [other.o]), shown.p)

    def _note(self, path: str, lang: str, shown: Told, other: Told, shown_path: str = "") -> None:
        self._disagreements.append(self._between(path, lang, shown, other, shown_path))

    def _between(self, path: str, lang: str, shown: Told, other: Told, shown_path: str = "") -> Disagreement:
        by, against = self._standing(path, shown[0]), self._standing(path, other[0])
        texts = [tuple(sorted(set(values), key=_text)) for _, values in (shown, other)]
        subject = self._facts[0].s
        return Disagreement(subject, path, lang, texts[0], by, texts[1], against, shown_path or path)


def _first(field: Field, answers: Iterable[Value], standing: Standing) -> tuple[int, Standing]:
    """The order of sources for a field: where the latest counts, by what they say; else by what they are worth."""
    if not field.latest or standing.rank == CHOSEN_FIRST:
        return (0 if not field.latest else -date.max.toordinal()), standing
    days = [found.last.toordinal() for found in map(days_of, answers) if found]
    return -max(days, default=0), standing


def _text(value: Value) -> str:
    return value.value if isinstance(value, Literal) else value
