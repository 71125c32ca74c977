# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of the data that need no SHACL engine: quick enough for each change, and some that shapes cannot say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyoxigraph import Literal

from graph.model.finding import VIOLATION, WARNING, Finding
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SH, SKOS, TIS, XSD, compact, is_decided
from graph.rdf.dataset import Dataset, Fact, Value, spoken
from graph.rdf.dates import DATES, first_day, is_right
from graph.text import official_numbers, opening
from graph.text.characters import code, refused_in
from graph.text.days import read_moment
from graph.validation.provenance import confirmation_findings, source_findings

if TYPE_CHECKING:
    from graph.model import EntityClass, Field, Model

WORDS = (SKOS.altLabel, SKOS.hiddenLabel, SKOS.example)
_SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
ENDS = (SCHEMA.endDate, TIS.announcedEnd)
_KINDS = {SH.IRI, SH.Literal}
_LEXICAL = {
    XSD.boolean: re.compile(r"true|false|0|1"),
    XSD.decimal: re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    XSD.integer: re.compile(r"[+-]?\d+"),
}


def nothing_known(iri: str) -> bool:
    """No IRI is known beyond the dataset."""
    return False


@dataclass(frozen=True)
class DataCheck:
    """A dataset beside the model. `known` says which IRIs exist although the dataset is silent (territories)."""

    dataset: Dataset
    model: Model
    known: Callable[[str], bool] = nothing_known

    @cached_property
    def by_choice(self) -> dict[str, str]:
        """The scheme of each concept of the model."""
        return {iri: choice.scheme for iri, choice in self.model.choices.items()}

    @cached_property
    def acyclic(self) -> tuple[str, ...]:
        """The properties that go from a part to its whole."""
        return tuple(path for path, fields in self.model.fields.items() if any(field.acyclic for field in fields))

    def class_of(self, iri: str) -> EntityClass | None:
        """The class of an entity, None when its types are not in the model."""
        return self.model.class_of(self.dataset.types(iri))

    @cached_property
    def _delivered(self) -> dict[str, bool]:
        return {}

    def delivered(self, source: str) -> bool:
        """Whether a source is a file that somebody brought, or one of those that such a file told apart."""
        found = self._delivered.get(source)
        if found is None:
            own = self.dataset.facts(s=source, p=TIS.deliveredOn)
            found = next(chain(own, self.dataset.facts(p=DCT.hasPart, o=source)), None) is not None
            self._delivered[source] = found
        return found

    def findings(self, iris: Iterable[str]) -> list[Finding]:
        """What no shape can say about these subjects, sorted."""
        checks = (
            *(_identity, _unknown_fields, _dangling, _circles, _alone, _dates, _keys, _unsafe_values),
            _provenance,
        )
        found: set[Finding] = set()
        for iri in iris:
            facts, item = list(self.dataset.facts(s=iri)), self.class_of(iri)
            for check in checks if iri not in self.by_choice else (_words_of_a_choice,):
                found.update(check(self, facts, item))
        return sorted(found)

    def shape_findings(self, iris: Iterable[str]) -> list[Finding]:
        """What the shapes say about these subjects, read from the model without a SHACL engine; sorted."""
        found: set[Finding] = set()
        for iri in iris:
            item = self.class_of(iri)
            if item is not None:
                found.update(_class_findings(self, item, list(self.dataset.facts(s=iri))))
        return sorted(found)


def subjects(dataset: Dataset) -> list[str]:
    """What somebody says something about: every subject but the ontology's own, sorted."""
    said = (fact for fact in dataset.facts() if fact.source != ONTOLOGY_SOURCE and not is_decided(fact.p))
    return sorted({fact.s for fact in said})


Facts = list[Fact]
"""All that is said of one subject, read once for all checks."""


def _identity(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """An entity has a type of the model, a French name, and sources that are described."""
    if item is None:
        yield _finding(facts, RDF.type, "donnez à la fiche un type du modèle, dans le fichier qui la décrit.")
        return
    if item.field(SKOS.prefLabel) and not any(_is_french(fact.o) for fact in facts if fact.p == SKOS.prefLabel):
        yield _finding(facts, SKOS.prefLabel, "donnez à la fiche un nom en français (skos:prefLabel @fr).")
    yield from _described(check, facts)


def _described(check: DataCheck, facts: Facts) -> Iterator[Finding]:
    for source in sorted({fact.source for fact in facts} - {"", ONTOLOGY_SOURCE}):
        if SCHEMA.Dataset not in check.dataset.types(source):
            message = "décrivez la source de ces faits : une fiche schema:Dataset avec sa licence."
            yield Finding(VIOLATION, source, facts[0].s, "", message)


def _words_of_a_choice(check: DataCheck, facts: Facts, _item: EntityClass | None) -> Iterator[Finding]:
    """Of a choice of our lists, a source that is described says other names and examples, and nothing else."""
    for fact in facts:
        if fact.source == ONTOLOGY_SOURCE:
            continue
        if fact.p not in WORDS or not isinstance(fact.o, Literal):
            names = ", ".join(map(compact, WORDS))
            yield _of(fact, f"d’un choix de nos listes, une source ne dit que d’autres mots : {names}.")
    yield from _described(check, facts)


def _is_french(value: Value) -> bool:
    """Whether a name is in French, that of a region included (`fr-FR`)."""
    return isinstance(value, Literal) and spoken(value) == "fr" and bool(value.value.strip())


def _unknown_fields(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """Every property is a field of the model, and of the class."""
    for fact in facts:
        if fact.p == RDF.type or is_decided(fact.p):
            continue
        if fact.p not in check.model.fields and check.delivered(fact.source):
            continue  # what a file says more than the model has: kept as it is said
        if fact.p not in check.model.fields:
            yield _of(fact, f"la propriété {compact(fact.p)} est inconnue du modèle : corrigez-la ou déclarez-la.")
        elif item is not None and item.field(fact.p) is None:
            message = f"{compact(fact.p)} n’est pas un champ de « {item.label.fr} » : il ne sera pas affiché."
            yield _of(fact, message, WARNING)


def _dangling(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """A link leads to something that is described."""
    for fact in facts:
        field = item.field(fact.p) if item else None
        if field is None or not field.is_link or not isinstance(fact.o, str):
            continue
        if not (check.dataset.types(fact.o) or fact.o in check.by_choice or check.known(fact.o)):
            yield _of(fact, "ce lien mène à une fiche qui n’existe pas : corrigez l’IRI, ou décrivez la fiche.")


def _provenance(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """A source that can be named and opened, a confirmation by somebody who can answer for it."""
    if item is not None and item.iri == SCHEMA.Dataset:
        yield from source_findings(facts)
    yield from confirmation_findings(facts, check.dataset, check.model)


def _alone(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """What does not go without something else is not said alone, by the same source: a confirmation has a day, and
    somebody who made it."""
    paths = {(fact.source, fact.p) for fact in facts}
    for fact in facts:
        field = item.field(fact.p) if item else None
        if field is not None and field.requires and (fact.source, field.requires) not in paths:
            yield _of(fact, f"{compact(fact.p)} ne va pas sans {compact(field.requires)}. {field.message.fr}")


def _circles(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """Nothing is a part of itself, nor of its own parts."""
    for fact in facts:
        if fact.p not in check.acyclic or not isinstance(fact.o, str):
            continue
        way = _way_back(check, fact.o, fact.s)
        if way == [fact.s]:
            yield _of(fact, "une fiche ne peut pas faire partie d’elle-même : retirez ce lien.")
        elif way:
            names = " → ".join(f"« {check.dataset.label(iri)} »" for iri in (fact.s, *way))
            yield _of(fact, f"ce lien tourne en rond ({names}) : retirez un des liens de ce cercle.")


def _way_back(check: DataCheck, start: str, end: str) -> list[str]:
    """The shortest way from a whole to one of its own parts, both included; empty where there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == end:
            return way
        wider = {iri for path in check.acyclic for iri in check.dataset.links(way[-1], path)} - seen
        seen |= wider
        ways += [[*way, iri] for iri in sorted(wider)]
    return []


def _dates(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """A month or a year that exists (shapes look at days alone), and an end that does not come before the start."""
    by_source: dict[str, dict[str, Facts]] = {}
    for fact in facts:
        if isinstance(fact.o, Literal) and not is_right(fact.o.value, fact.o.datatype.value):
            yield _of(fact, "cette date n’existe pas : écrivez AAAA-MM-JJ, AAAA-MM ou AAAA, sans rien d’autre.")
        if isinstance(fact.o, Literal) and fact.p in (SCHEMA.startDate, *ENDS):
            by_source.setdefault(fact.source, {}).setdefault(fact.p, []).append(fact)
    # Where two sources cannot both hold, one is shown: that is no fault of either.
    for said in by_source.values():
        for path in ENDS:
            starts, ends = said.get(SCHEMA.startDate, []), said.get(path, [])
            if (reversed_dates := _reversed(path, starts, ends)) is not None:
                start, end = reversed_dates
                message = f"la fin ({end}) précède le début ({start}) : corrigez une des dates."
                yield _finding(ends, path, message)


def _reversed(path: str, starts: Facts, ends: Facts) -> tuple[object, object] | None:
    """The start and the end of a thing, when it ends before it begins: by the day, and by the hour of one day."""
    begun, over = ([fact.o.value for fact in facts if isinstance(fact.o, Literal)] for facts in (starts, ends))
    start, end = first_day(SCHEMA.startDate, begun), first_day(path, over)
    if start and end and end < start:
        return start, end
    first, last = (next(filter(None, map(read_moment, texts)), None) for texts in (begun, over))
    return (first.isoformat(), last.isoformat()) if first and last and last < first else None


def _keys(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """An official number whose key is right, opening hours that can be read: what no pattern can say."""
    for fact in facts:
        written = fact.o.value if isinstance(fact.o, Literal) else ""
        if fact.p == ORG.identifier and written.isdecimal() and not official_numbers.is_right(written):
            yield _of(fact, "ce numéro n’a pas la bonne clé : relisez-le, un chiffre est faux ou manque.")
        if fact.p == SCHEMA.openingHours and written and not opening.is_right(written):
            yield _of(fact, f"ces horaires ne se lisent pas. {_message(item, fact.p)}".strip())


def _message(item: EntityClass | None, path: str) -> str:
    field = item.field(path) if item else None
    return field.message.fr if field else ""


def _unsafe_values(check: DataCheck, facts: Facts, item: EntityClass | None) -> Iterator[Finding]:
    """Addresses that a page may follow, texts without characters that hide or reverse others."""
    for fact in facts:
        for term in (fact.s, fact.o):
            if isinstance(term, str) and urlsplit(term).scheme.lower() not in _SAFE_SCHEMES:
                message = "adresse refusée : employez http, https, mailto ou tel."
                yield Finding(VIOLATION, fact.source, fact.s, fact.p, message, term)
        if isinstance(fact.o, Literal) and (hidden := refused_in(fact.o.value)):
            yield _of(fact, f"retirez les caractères invisibles ou de contrôle ({', '.join(map(code, hidden))}).")


def _class_findings(check: DataCheck, item: EntityClass, facts: Facts) -> Iterator[Finding]:
    by_path: dict[str, Facts] = {}
    for fact in facts:
        by_path.setdefault(fact.p, []).append(fact)
    for field in item.fields:
        said = by_path.get(field.path, [])
        if said or field.min_count:
            yield from _field_findings(check, field, said, facts)


def _field_findings(check: DataCheck, field: Field, facts: Facts, whole: Facts) -> Iterator[Finding]:
    by_source: dict[str, Facts] = {}
    for fact in facts:
        by_source.setdefault(fact.source, []).append(fact)
    if len({fact.o for fact in facts}) < field.min_count:
        yield _finding(facts or whole, field.path, field.message.fr)
    # Two sources may each have their own answer: one of them is shown.
    for said in by_source.values():
        values = {fact.o for fact in said}
        several = field.max_count is not None and len(values) > field.max_count
        if several or (field.unique_lang and _repeats_a_language(values)):
            yield _finding(said, field.path, field.message.fr)
    for fact in facts:
        if not _accepted(check, field, fact.o):
            yield _of(fact, field.message.fr)


def _repeats_a_language(values: Iterable[Value]) -> bool:
    languages = [value.language for value in values if isinstance(value, Literal) and value.language]
    return len(languages) > len(set(languages))


def _accepted(check: DataCheck, field: Field, value: Value) -> bool:
    if field.node_kind in _KINDS and isinstance(value, Literal) != (field.node_kind == SH.Literal):
        return False
    if field.pattern and not re.search(field.pattern, value.value if isinstance(value, Literal) else value):
        return False
    if field.is_link:
        return isinstance(value, str) and _is_target(check, field, value)
    return not field.datatypes or (
        isinstance(value, Literal) and any(_is_of_datatype(value, datatype) for datatype in field.datatypes)
    )


def _is_target(check: DataCheck, field: Field, iri: str) -> bool:
    if iri in check.by_choice:
        return SKOS.Concept in field.targets and field.scheme in ("", check.by_choice[iri])
    types = set(check.dataset.types(iri)) or ({SCHEMA.AdministrativeArea} if check.known(iri) else set())
    return bool(types & set(field.targets))


def _is_of_datatype(value: Literal, datatype: str) -> bool:
    if value.datatype.value != datatype:
        return False
    if datatype in DATES:
        return is_right(value.value, datatype)
    lexical = _LEXICAL.get(datatype)
    return lexical is None or bool(lexical.fullmatch(value.value))


def _of(fact: Fact, message: str, severity: str = VIOLATION) -> Finding:
    value = fact.o.value if isinstance(fact.o, Literal) else fact.o
    return Finding(severity, fact.source, fact.s, fact.p, message, value)


def _finding(facts: list[Fact], path: str, message: str) -> Finding:
    """A violation about the subject of these facts, in the first source that speaks of it."""
    first = min(facts, key=lambda fact: (fact.source, fact.p))
    return Finding(VIOLATION, first.source, first.s, path, message)
