# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is the ontology sound, do the data obey it: our own checks, and SHACL through pyshacl (the only door to it)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal

from graph.diagnosis.checks import diagnosis_findings
from graph.entity import Reader
from graph.entity.disagreement_words import told
from graph.entity.disagreements import DisagreementRule
from graph.model.finding import VIOLATION, WARNING, Finding
from graph.model.ontology import ONTOLOGY, ontology_facts, vocabulary_facts
from graph.model.shapes import written_out
from graph.namespaces import RDF, SCHEMA, SH
from graph.rdf.dataset import Dataset
from graph.validation.data import DataCheck, nothing_known, subjects
from graph.validation.model import model_findings
from graph.validation.ontology import ontology_findings

if TYPE_CHECKING:  # rdflib costs 0.2 s at import: only where SHACL runs
    from rdflib import Graph
    from rdflib.term import Node

    from graph.model import Model
    from graph.rdf.dataset import Fact, Value

__all__ = ["VIOLATION", "WARNING", "Finding", "check", "validate_data", "validate_entities", "validate_model"]


def check(
    model: Model, dataset: Dataset, *, known: Callable[[str], bool] = nothing_known, folder: Path = ONTOLOGY
) -> list[Finding]:
    """Every defect of the ontology, then of the data; the check passes when none of them is a violation."""
    return [*validate_model(model, folder), *validate_data(dataset, model, known=known, folder=folder)]


def validate_model(model: Model, folder: Path = ONTOLOGY) -> list[Finding]:
    """The defects of the ontology's files and of the model read from them, sorted; raises DataError."""
    return sorted({*ontology_findings(folder), *model_findings(model)})


def validate_entities(
    dataset: Dataset, model: Model, iris: Iterable[str], known: Callable[[str], bool] = nothing_known
) -> list[Finding]:
    """The defects of a few entities, without a SHACL engine: quick enough for each change; each fault is told once."""
    data = DataCheck(dataset, model, known)
    chosen = sorted(set(iris))
    return sorted(_told_once(data.findings(chosen), data.shape_findings(chosen)))


def _told_once(own: Iterable[Finding], judged: Iterable[Finding]) -> set[Finding]:
    """What our own checks find, and what shapes find that those do not tell already."""
    findings = set(own)
    told = {_about(finding) for finding in findings}
    return findings | {finding for finding in judged if _about(finding) not in told}


def _about(finding: Finding) -> tuple[str, str, str]:
    return finding.subject, finding.path, finding.value


def validate_data(
    dataset: Dataset, model: Model, *, known: Callable[[str], bool] = nothing_known, folder: Path = ONTOLOGY
) -> list[Finding]:
    """The defects of all the data: our own checks, the shapes as pyshacl judges them, and the questionnaires.

    `known` tells the territories that exist although the dataset does not describe them.
    """
    data = DataCheck(dataset, model, known)
    whole = Dataset(dataset.store, dataset.base)
    rule = DisagreementRule(model)
    aside = rule.set_aside(whole)
    # The shapes judge what is shown: what is set aside is judged by itself, and is no second value.
    own = _told_once(data.findings(subjects(dataset)), data.shape_findings(aside.by_subject))
    shown = [fact for fact in whole.facts() if not aside.holds(fact.s, fact.p, fact.o)]
    found = _shacl(dataset, shown, known, folder)
    # What lies elsewhere is not judged here.
    judged = (finding for finding in found if finding.subject in dataset or not known(finding.subject))
    disputed = set(_disagreements(whole, model, rule, aside.by_subject))
    return sorted(_told_once(own, judged) | set(diagnosis_findings(dataset)) | disputed)


def _disagreements(whole: Dataset, model: Model, rule: DisagreementRule, iris: Iterable[str]) -> Iterator[Finding]:
    """Where sources disagree: a remark each, as somebody should look, and nothing is wrong with either."""
    reader = Reader(Dataset(whole.store, whole.base, rule), model)
    for iri in iris:
        for found in rule.ruling(whole, iri).disagreements:
            yield Finding(WARNING, found.against.source, iri, found.path, told(reader, found))


def _shacl(dataset: Dataset, facts: Iterable[Fact], known: Callable[[str], bool], folder: Path) -> list[Finding]:
    """What pyshacl finds, with the message of the shape and the source of the value at fault."""
    from pyshacl import validate  # costs 0.5 s and 20 MB: the web process never needs it
    from rdflib import URIRef

    # A date that does not exist is a finding, not a traceback in the log of rdflib.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    data = _rdflib_graph([*facts, *vocabulary_facts(folder)])
    _add_known(data, known)
    _, report, _ = validate(data, shacl_graph=standard_shapes(folder), inference="none", inplace=True)
    results = report.objects(None, URIRef(SH.result))  # not the details inside a result
    return [_from_result(dataset, report, result) for result in results]


def _add_known(data: Graph, known: Callable[[str], bool]) -> None:
    """Territories that exist elsewhere are given their type, so that links to them are judged right."""
    from rdflib import URIRef

    for term in {o for o in data.objects() if isinstance(o, URIRef) and known(str(o))}:
        data.add((term, URIRef(RDF.type), URIRef(SCHEMA.AdministrativeArea)))


def _from_result(dataset: Dataset, report: Graph, result: Node) -> Finding:
    from rdflib import URIRef

    def said(name: str) -> str:
        value = report.value(result, URIRef(SH[name]))
        return "" if value is None else str(value)

    subject, path, value = said("focusNode"), said("resultPath"), said("value")
    severity = VIOLATION if said("resultSeverity") == SH.Violation else WARNING
    facts = list(dataset.facts(subject, path or None)) or list(dataset.facts(s=subject))
    at_fault = [fact.source for fact in facts if value == (fact.o.value if isinstance(fact.o, Literal) else fact.o)]
    source = min(at_fault or [fact.source for fact in facts], default="")
    return Finding(severity, source, subject, path, said("resultMessage"), value)


def standard_shapes(folder: Path = ONTOLOGY) -> Graph:
    """The ontology with its shorthand (`tis:target`, `tis:datatype`, `tis:scheme`) written out in standard SHACL."""
    from rdflib import Graph, URIRef

    graph = Graph()
    for triple in written_out(ontology_facts(folder)):
        graph.add((_rdflib_node(triple.subject), URIRef(triple.predicate.value), _rdflib_node(triple.object)))
    return graph


def _rdflib_node(term: Any) -> Any:
    from rdflib import BNode

    if isinstance(term, BlankNode):
        return BNode(term.value)
    return _rdflib_term(term if isinstance(term, Literal) else term.value)


def _rdflib_graph(facts: Iterable[Fact]) -> Graph:
    """The facts without their sources, literals kept as they are written."""
    from rdflib import Graph, URIRef

    graph = Graph()
    for fact in facts:
        graph.add((URIRef(fact.s), URIRef(fact.p), _rdflib_term(fact.o)))
    return graph


def _rdflib_term(value: Value) -> Any:
    from rdflib import Literal as Text
    from rdflib import URIRef

    if isinstance(value, str):
        return URIRef(value)
    if value.language:
        return Text(value.value, lang=value.language)
    return Text(value.value, datatype=URIRef(value.datatype.value), normalize=False)
