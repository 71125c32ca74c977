# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections as facts of the graph: derived from the slips, journaled like any change, closed by whoever checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graph.dataset import Dataset, Fact, date_literal, text_literal
from graph.model import Texts
from graph.namespaces import ACCESS_RIGHT, DCT, PROV, RDF, SKOS, TIS, VOCABULARY, local_name
from graph.slips.number import drawn
from graph.slips.rule import NOT_FOR_ME, UNREACHABLE, Case, Due

SOURCE = "source/orientation-outcomes"
SOURCE_NAME = Texts("Retours des orientations", "Outcomes of referrals")
SOURCE_SAYS = Texts(
    "Ce que les suites données aux orientations demandent de vérifier. Aucune donnée personnelle n’y entre.",
    "What the outcomes of referrals ask to check. No personal data enters it.",
)
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
TO_DO, DONE = VOCABULARY["state/to-do"], VOCABULARY["state/done"]
CODE = 6
TITLES = {
    UNREACHABLE: Texts("{actor} : signalé injoignable", "{actor}: reported unreachable"),
    NOT_FOR_ME: Texts("{actor} : « {need} », pas pour lui", "{actor}: “{need}”, not for them"),
}
TO_CHECK = {
    UNREACHABLE: Texts(
        "Appelez et écrivez : le téléphone, le courriel, l’adresse et les horaires de la fiche sont-ils encore bons ?",
        "Call and write: are the telephone, e-mail, address and opening hours of the card still right?",
    ),
    NOT_FOR_ME: Texts(
        "Demandez-lui s’il répond à ce besoin, pour qui, à quelles conditions : la fiche le dit-elle comme lui ?",
        "Ask whether they meet this need, for whom and on which conditions: does the card say so as they do?",
    ),
}


@dataclass(frozen=True)
class Correction:
    """One thing to check: its code for the command line, what is questioned, the last outcome, and when it was done."""

    iri: str
    case: Case
    reported: date
    done: date | None

    @property
    def code(self) -> str:
        """`K7M2RX`: the end of its IRI, in capitals."""
        return local_name(self.iri).upper()


def corrections(dataset: Dataset) -> tuple[Correction, ...]:
    """The corrections of a dataset, those to do first, then by actor."""
    found = [_read(dataset, iri) for iri in dataset.instances(TIS.Correction)]
    return tuple(
        sorted((item for item in found if item), key=lambda item: (item.done is not None, item.case, item.iri))
    )


def _read(dataset: Dataset, iri: str) -> Correction | None:
    actor, outcome = dataset.link(iri, TIS.corrects), dataset.link(iri, TIS.reported)
    path, day = dataset.relative(actor or ""), dataset.day(iri, TIS.reportedOn)
    if not path or not outcome or day is None:
        return None
    need = dataset.link(iri, TIS.unsuitedNeed)
    done = dataset.day(iri, TIS.verifiedOn) or day if dataset.link(iri, TIS.state) == DONE else None
    return Correction(iri, Case(path, local_name(outcome), local_name(need) if need else ""), day, done)


def wanted(dataset: Dataset, due: Mapping[Case, Due]) -> frozenset[Fact]:
    """Every fact that the source of corrections should hold: what is done stays, what is due is to do, and no more."""
    known = corrections(dataset)
    done = [item for item in known if item.done]
    facts = {fact for item in done for fact in dataset.facts(s=item.iri)}
    for case, why in due.items():
        before = sum(item.case == case for item in done)
        facts.update(_facts(dataset, case, why, before))
    return frozenset(facts | set(_source(dataset.base)) if facts else facts)


def closed(dataset: Dataset, item: Correction, day: date) -> tuple[frozenset[Fact], frozenset[Fact]]:
    """The facts to remove and to add when somebody has checked."""
    source = f"{dataset.base}/id/{SOURCE}"
    added = {Fact(item.iri, TIS.state, DONE, source), Fact(item.iri, TIS.verifiedOn, date_literal(day), source)}
    return frozenset({Fact(item.iri, TIS.state, TO_DO, source)}), frozenset(added)


def _facts(dataset: Dataset, case: Case, why: Due, before: int) -> Iterator[Fact]:
    """The facts of one correction to do. Its IRI is that of the case: who derives it twice writes the same facts."""
    base, source = dataset.base, f"{dataset.base}/id/{SOURCE}"
    code = drawn(b"", "|".join((*case, str(before))))[:CODE].lower()
    iri, actor, need = f"{base}/id/correction/{code}", f"{base}/id/{case.actor}", VOCABULARY[f"need/{case.need}"]
    yield Fact(iri, RDF.type, TIS.Correction, source)
    yield Fact(iri, TIS.corrects, actor, source)
    yield Fact(iri, TIS.reported, VOCABULARY[f"outcome/{case.outcome}"], source)
    yield Fact(iri, TIS.reportedOn, date_literal(why.day), source)
    yield Fact(iri, TIS.state, TO_DO, source)
    if case.need:
        yield Fact(iri, TIS.unsuitedNeed, need, source)
    for lang in ("fr", "en"):
        name, of = dataset.label(actor, lang), dataset.label(need, lang) if case.need else ""
        title = TITLES[case.outcome](lang).format(actor=name, need=of)
        yield Fact(iri, SKOS.prefLabel, text_literal(title, lang), source)
        yield Fact(iri, DCT.description, text_literal(TO_CHECK[case.outcome](lang), lang), source)


def _source(base: str) -> Iterator[Fact]:
    """What the source of all corrections says of itself."""
    iri = f"{base}/id/{SOURCE}"
    yield Fact(iri, RDF.type, PROV.Bundle, iri)
    yield Fact(iri, DCT.license, LICENCE, iri)
    yield Fact(iri, DCT.accessRights, ACCESS_RIGHT.PUBLIC, iri)
    for lang in ("fr", "en"):
        yield Fact(iri, SKOS.prefLabel, text_literal(SOURCE_NAME(lang), lang), iri)
        yield Fact(iri, DCT.description, text_literal(SOURCE_SAYS(lang), lang), iri)
