# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turtle files into sources: each file is checked against the model, and what is wrong is named with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from graph.entity.said_again import coming_back
from graph.errors import DataError, UnknownThing
from graph.model import Model
from graph.model.former import FormerTerms
from graph.namespaces import DCT, EDTF, RDF, SCHEMA, SKOS, VOCABULARY, XSD, compact, local_name
from graph.rdf.dataset import Fact
from graph.rdf.dates import DATES, is_right
from graph.rdf.turtle import parse_turtle
from graph.storage.derivation import Background
from graph.storage.loading.formats import read_text_file, shown, turtle_files
from graph.storage.loading.safety import danger


@dataclass(frozen=True)
class Loaded:
    """A file that can be taken: its name, the IRI of its source, its facts, said by that source; as it is shown, and
    its text under a base, to find a line in."""

    name: str
    source: str
    facts: tuple[Fact, ...]
    file: str
    text: str
    base: str

    def line_of(self, subject: str, path: str, value: str) -> int | None:
        """The line of a fact: that of its value, else of its property, else of its subject; None when none is found."""
        start = next(_places(self.text, subject, self.base, beginning=True), None)
        if start is None:
            return _line_of(self.text, subject, self.base)
        # A statement goes on as long as its lines are set in.
        end = re.compile(r"\n(?=[^\s#])").search(self.text, start)
        block = self.text[: end.start() if end else len(self.text)]
        for sought in (value, path):
            found = next((place for place in _places(block, sought, self.base) if place > start), None)
            if sought and found is not None:
                return self.text.count("\n", 0, found) + 1
        return self.text.count("\n", 0, start) + 1


def read_sources(paths: Sequence[Path], model: Model, base: str, background: Background) -> list[Loaded]:
    """The sources of files and folders, all right or none; raises DataError (file and line) or TooLarge."""
    checker = Checker(model, base, background)
    found: dict[str, Loaded] = {}
    for path in turtle_files(paths):
        if path.resolve().parent == background.described_in:
            continue
        loaded = checker.read(path)
        if loaded.source in found:
            raise DataError(
                f"la source <{loaded.source}> est déjà celle de {found[loaded.source].name} : "
                "une source tient en un fichier.",
                file=shown(path),
            )
        found[loaded.source] = loaded
    return list(found.values())


class Checker:
    """The native check of a file: properties, classes, kinds, choices and territories are known, values are safe."""

    def __init__(self, model: Model, base: str, background: Background) -> None:
        self._model = model
        self._base = base
        self._background = background
        self._former = FormerTerms(model, base)
        self._properties = {RDF.type, *model.fields}
        self._classes = {SKOS.Concept, *(iri for item in model.classes for iri in item.classes)}
        self._concepts = {*model.choices, *(scheme.iri for scheme in model.schemes)}

    def read(self, path: Path) -> Loaded:
        """The source of a file; raises DataError or TooLarge."""
        name, content = shown(path), read_text_file(path)
        read = self._former.current(parse_turtle(content, name, self._base))
        facts = coming_back(read, self._base)
        for fact in facts:
            for value, problem in self._problems(fact):
                raise DataError(problem, file=name, line=_line_of(content.decode(), str(value), self._base))
        bundles = sorted({fact.s for fact in facts if fact.p == RDF.type and fact.o == SCHEMA.Dataset})
        if len(bundles) != 1:
            count = "n’a pas de" if not bundles else f"a {len(bundles)} fois une"
            raise DataError(f"le fichier {count} source : il faut un seul sujet de classe schema:Dataset.", file=name)
        if bundles[0] in self._background.sources:
            raise DataError(f"la source <{bundles[0]}> est calculée : elle ne se charge pas.", file=name)
        if not any(fact.s == bundles[0] and fact.p == DCT.license for fact in facts):
            line = _line_of(content.decode(), bundles[0], self._base)
            text = f"la source <{bundles[0]}> ne dit pas sa licence : ajoutez dct:license."
            raise DataError(text, file=name, line=line)
        said = tuple(fact._replace(source=bundles[0]) for fact in facts)
        return Loaded(path.name, bundles[0], said, name, content.decode(), self._base)

    def _problems(self, fact: Fact) -> Iterator[tuple[object, str]]:
        for value in (fact.s, fact.p, fact.o):
            problem = danger(value)
            if problem:
                yield value if isinstance(value, str) else value.value, problem
        if isinstance(fact.o, Literal) and not is_right(fact.o.value, fact.o.datatype.value):
            yield fact.o.value, _no_date(fact.o)
        if fact.p not in self._properties:
            yield fact.p, f"la propriété {compact(fact.p)} n’est pas dans l’ontologie."
        elif fact.p == RDF.type and fact.o not in self._classes:
            yield fact.o, f"la classe {compact(str(fact.o))} n’est pas dans l’ontologie."
        for iri in (fact.s, fact.o):
            problem = self._unknown(iri) if isinstance(iri, str) else None
            if problem:
                yield iri, problem

    def _unknown(self, iri: str) -> str | None:
        """What is wrong with an IRI of ours: a kind, a choice or a territory that does not exist."""
        if iri.startswith(f"{self._base}/"):
            return self._unknown_entity(iri)
        known = iri in self._concepts or "#" in iri or not iri.startswith(VOCABULARY)
        return None if known else f"le choix <{iri}> n’est dans aucun vocabulaire."

    def _unknown_entity(self, iri: str) -> str | None:
        parts = re.fullmatch(r"id/([a-z-]+)/([\w.~%-]+)", iri.removeprefix(f"{self._base}/"))
        if parts is None:
            return f"l’adresse <{iri}> n’a pas la forme id/nature/nom."
        if parts[1] not in self._model.by_kind:
            return f"la nature « {parts[1]} » n’est pas dans l’ontologie."
        try:
            territory = self._background.territory(iri)
        except UnknownThing as error:
            return error.message
        if territory is not None and not iri.endswith(f"/{territory.key}"):
            return f"ce territoire fait maintenant partie de {territory.label} : écrivez id/territory/{territory.key}."
        return None


def _no_date(value: Literal) -> str:
    """What to write instead of a date that cannot be: as its type says, or as what it is."""
    text, datatype = value.value, value.datatype.value
    other = next((name for name in DATES if is_right(text, name)), None)
    if other is not None:
        return f'« {text} » n’est pas du type {compact(datatype)} : écrivez "{text}"^^{compact(other)}.'
    example = {
        XSD.date: "année-mois-jour, comme 2021-06-01",
        XSD.dateTime: "le jour et l’heure, comme 2021-06-01T14:00:00",
        XSD.gYearMonth: "année-mois, comme 2021-06",
        EDTF: "une seule borne, comme [..2021-06-01] (au plus tard) ou [2021-06-01..] (au plus tôt)",
    }
    return f"la date « {text} » n’existe pas : écrivez {example.get(datatype, 'une année, comme 2021')}."


def _line_of(text: str, value: str, base: str) -> int | None:
    """The first line where a value is written, None when it is not found."""
    found = next(_places(text, value, base), None)
    return None if found is None else text.count("\n", 0, found) + 1


def _places(text: str, value: str, base: str, *, beginning: bool = False) -> Iterator[int]:
    """Where a value is written: in full, relative, with a prefix, or as it is; `beginning`: where it begins a line."""
    relative = value.removeprefix(f"{base}/")
    for needle in (f"<{value}", f"<{relative}", f":{local_name(value)}", value):
        place = text.find(needle)
        while place >= 0:
            follows = text[place + len(needle) : place + len(needle) + 1]
            whole = not (follows.isalnum() or follows in {"_", "-"})
            line = text.rfind("\n", 0, place) + 1
            # A comment may speak of what is wrong further down.
            said = not text[line:place].lstrip().startswith("#")
            if whole and said and not (beginning and re.search(r"\W", text[line:place])):
                yield place
            place = text.find(needle, place + 1)
