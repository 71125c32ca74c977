# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads `ontology/` (classes, shapes, vocabularies) into the frozen Model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import Literal

from graph.errors import ModelError
from graph.model import (
    PATH_COST,
    Asking,
    Bridge,
    Choice,
    EntityClass,
    Field,
    Group,
    Letters,
    Model,
    Scheme,
    WordTable,
    texts_of,
)
from graph.model.learnt import Learnt
from graph.namespaces import DC, OWL, RDF, RDFS, SH, SKOS, TIS, local_name
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.turtle import read_turtle
from graph.settings import ROOT

ONTOLOGY = ROOT / "ontology"
ONTOLOGY_SOURCE = str(TIS).rstrip("#")
EXAMPLES = "examples"  # the folder of what people say, in their own words
ELSEWHERE = "elsewhere.txt"  # there, what they say that is no need of an association
SHORT = "short.txt"  # and how they shorten words
LEARNT = "learnt.txt"  # what words tell of needs, learnt from all that
LETTERS = "letters.txt"  # the letters by which languages are told
WORDS = "words"  # and the folder of the words of other languages


def ontology_facts(folder: Path = ONTOLOGY) -> Iterator[Fact]:
    """Every fact of the ontology's files, in the ontology's own graph; but for the examples, which help to read what
    people type and are no part of what is published."""
    for path in sorted(folder.rglob("*.ttl")):
        for fact in read_turtle(path, str(TIS)) if path.parent.name != EXAMPLES else ():
            yield fact._replace(source=ONTOLOGY_SOURCE)


def vocabulary_facts(folder: Path = ONTOLOGY) -> Iterator[Fact]:
    """The facts of the SKOS schemes only: what data links to, and what their choices correspond to elsewhere."""
    for path in sorted([*(folder / "vocabularies").glob("*.ttl"), *(folder / "matches").glob("*.ttl")]):
        for fact in read_turtle(path, str(TIS)):
            yield fact._replace(source=ONTOLOGY_SOURCE)


def load_model(folder: Path = ONTOLOGY) -> Model:
    """The model of a folder of Turtle files; raises DataError (file, line) or ModelError."""
    data = Dataset.in_memory(chain(ontology_facts(folder), _examples(folder)), str(TIS))
    classes = [_entity_class(data, iri) for iri in data.subjects(RDF.type, OWL.Class) if data.text(iri, TIS.kind)]
    # Concepts share one class IRI: their kinds are declared on own terms that name their scheme.
    schemes = [_scheme(data, iri) for iri in data.instances(SKOS.ConceptScheme)]
    return Model(
        tuple(sorted(classes, key=lambda item: (item.order, item.kind))),
        tuple(sorted(schemes, key=lambda item: item.slug)),
        example_lines(ELSEWHERE, folder),
        tuple((line.split("\t")[0], line.split("\t")[-1]) for line in example_lines(SHORT, folder)),
        tuple(WordTable(path.stem, _lines(path)) for path in sorted((folder / EXAMPLES / WORDS).glob("*.txt"))),
        Learnt.of(lines) if (lines := example_lines(LEARNT, folder)) else Learnt(),
        tuple(map(Letters.of, example_lines(LETTERS, folder))),
    )


def load_classes(path: Path, *iris: str) -> Model:
    """A model of a few classes of one file of the ontology, which have no place among the cards of the graph."""
    data = Dataset.in_memory(read_turtle(path, str(TIS)), str(TIS))
    return Model(tuple(_entity_class(data, iri) for iri in iris), ())


def _examples(folder: Path) -> Iterator[Fact]:
    for path in sorted((folder / EXAMPLES).glob("*.ttl")):
        yield from read_turtle(path, str(TIS))


def example_lines(name: str, folder: Path = ONTOLOGY) -> tuple[str, ...]:
    """The lines of one of the lists of what people say."""
    return _lines(folder / EXAMPLES / name)


def _lines(path: Path) -> tuple[str, ...]:
    """The lines of a file but for its remarks; none where the ontology has no such file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _number(data: Dataset, iri: str, path: str, default: float) -> float:
    text = data.text(iri, path)
    try:
        return default if text is None else float(text)
    except ValueError as error:
        raise ModelError(f"{iri} : {local_name(path)} doit être un nombre, pas « {text} ».") from error


def _count(data: Dataset, iri: str, path: str) -> int | None:
    number = _number(data, iri, path, -1)
    return None if number < 0 else int(number)


def _entity_class(data: Dataset, iri: str) -> EntityClass:
    target = data.link(iri, TIS.targetClass) or iri
    shapes = [shape for shape in data.subjects(SH.targetClass, iri) if SH.NodeShape in data.types(shape)]
    shapes += data.links(iri, TIS.nodeShape)
    fields = {field for shape in shapes for field in data.links(shape, SH.property)}
    return EntityClass(
        iri=target,
        kind=data.text(iri, TIS.kind) or "",
        slug=data.text(iri, TIS.slug) or "",
        label=texts_of(data, iri, RDFS.label),
        plural=texts_of(data, iri, TIS.plural),
        comment=texts_of(data, iri, RDFS.comment),
        colour=data.text(iri, TIS.colour) or "",
        dark_colour=data.text(iri, TIS.darkColour) or "",
        shape=data.text(iri, TIS.shape) or "",
        family=data.text(iri, TIS.family) or "",
        caption=data.link(iri, TIS.caption) or "",
        order=_number(data, iri, SH.order, 1000),
        directory=data.flag(iri, TIS.directory) or False,
        restricted=data.flag(iri, TIS.restricted) or False,
        scheme=data.link(iri, TIS.scheme) or "",
        fields=tuple(sorted((_field(data, field) for field in fields), key=lambda field: (field.order, field.path))),
        bridge=_bridge(data, iri),
        on_map=data.flag(iri, TIS.onMap) is not False,
        crossroads=data.flag(iri, TIS.crossroads) or False,
        closable=data.flag(iri, TIS.closable) or False,
        former=data.link(iri, TIS.formerly) or "",
        variants=tuple(data.links(iri, TIS.variant)),
    )


def with_variants(data: Dataset, classes: Iterable[str]) -> Iterator[str]:
    """These classes, each followed by those that some of its entities bear instead."""
    for iri in classes:
        yield iri
        yield from data.links(iri, TIS.variant)


def _bridge(data: Dataset, iri: str) -> Bridge | None:
    start, end = data.link(iri, TIS.bridgeFrom), data.link(iri, TIS.bridgeTo)
    if not (start and end):
        return None
    return Bridge(start, end, data.link(iri, TIS.qualifiedBy) or "", texts_of(data, iri, TIS.linkVerb))


def _field(data: Dataset, iri: str) -> Field:
    return Field(
        iri=iri,
        path=data.link(iri, SH.path) or "",
        name=texts_of(data, iri, SH.name),
        description=texts_of(data, iri, SH.description),
        inverse=texts_of(data, iri, TIS.inverseName),
        sentence=texts_of(data, iri, TIS.sentence),
        verb=texts_of(data, iri, TIS.verb),
        message=texts_of(data, iri, SH.message),
        order=_number(data, iri, SH.order, 1000),
        group=_group(data, data.link(iri, SH.group)),
        datatypes=tuple(data.links(iri, SH.datatype) or data.links(iri, TIS.datatype)),
        node_kind=data.link(iri, SH.nodeKind) or "",
        targets=tuple(with_variants(data, data.links(iri, SH["class"]) or data.links(iri, TIS.target))),
        scheme=data.link(iri, TIS.scheme) or "",
        min_count=_count(data, iri, SH.minCount) or 0,
        max_count=_count(data, iri, SH.maxCount),
        pattern=data.text(iri, SH.pattern) or "",
        unique_lang=data.flag(iri, SH.uniqueLang) or False,
        inherits_access=data.flag(iri, TIS.inheritsAccess) or False,
        path_cost=_number(data, iri, TIS.pathCost, PATH_COST),
        requires=data.link(iri, TIS.requires) or "",
        former=data.link(iri, TIS.formerly) or "",
        goes_with=data.link(iri, TIS.goesWith) or "",
        asked=_asking(data, iri),
        **{name: data.flag(iri, TIS[name]) or False for name in ("acyclic", "disputable", "latest", "closes")},
    )


def _asking(data: Dataset, iri: str) -> Asking:
    """What the shape of a field tells forms."""
    return Asking(
        by=data.link(iri, TIS.filledBy) or "",
        short_order=_number(data, iri, TIS.shortOrder, 0) or None,
        autocomplete=data.text(iri, TIS.autocomplete) or "",
        personal=data.flag(iri, TIS.mayHoldPersonalData) or False,
    )


def _group(data: Dataset, iri: str | None) -> Group | None:
    return Group(iri, texts_of(data, iri, RDFS.label), _number(data, iri, SH.order, 1000)) if iri else None


def _scheme(data: Dataset, iri: str) -> Scheme:
    concepts = [_choice(data, concept, iri) for concept in data.subjects(SKOS.inScheme, iri)]
    children: dict[str, list[Choice]] = {}
    for choice in sorted(concepts, key=lambda choice: (choice.order, choice.slug)):
        for parent in choice.broader or ("",):
            children.setdefault(parent, []).append(choice)
    choices, publisher = tuple(_walk(children, "", frozenset())), data.text(iri, DC.publisher) or ""
    return Scheme(iri, local_name(iri), texts_of(data, iri, SKOS.prefLabel), choices, publisher)


def _walk(children: dict[str, list[Choice]], parent: str, above: frozenset[str]) -> Iterator[Choice]:
    """Depth first, each parent before its children; a cycle is cut (validation reports it)."""
    for choice in children.get(parent, ()):
        if choice.iri not in above:
            yield choice
            yield from _walk(children, choice.iri, above | {choice.iri})


def _choice(data: Dataset, iri: str, scheme: str) -> Choice:
    words = {
        text.value
        for path in (SKOS.altLabel, SKOS.hiddenLabel)
        for text in data.values(iri, path)
        if isinstance(text, Literal)
    }
    return Choice(
        iri=iri,
        slug=local_name(iri),
        scheme=scheme,
        label=texts_of(data, iri, SKOS.prefLabel),
        definition=texts_of(data, iri, SKOS.definition),
        alternatives=tuple(sorted(words)),
        examples=tuple(sorted({text.value for text in data.values(iri, SKOS.example) if isinstance(text, Literal)})),
        broader=tuple(data.links(iri, SKOS.broader)),
        notation=tuple(data.texts(iri, SKOS.notation)),
        order=int(_number(data, iri, SH.order, 1000)),
        exact=tuple(data.links(iri, SKOS.exactMatch)),
        close=tuple(data.links(iri, SKOS.closeMatch)),
    )
