# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who knows what among those who agree to be asked: subjects, levels, and the colleagues of a referral."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from graph.model import Choice, Model
from graph.namespaces import DCT, FOAF, ORG, TIS, VOCABULARY
from graph.rdf.dataset import Dataset
from graph.referral._types import COMPETENCE, DIRECT, INDIRECT
from graph.referral.answer import Referral, Result
from graph.referral.criteria.consent import LACKING as REFUSALS
from graph.referral.situation import Situation
from graph.search import SearchIndex
from graph.text.folding import key
from graph.text.wording import Counted

NEEDS = f"{VOCABULARY}need/"
HELPED_OUT = f"{NEEDS}tool-help"
ALIKE = 0.5
"""How near its name must be for a competence to be what the words mean."""
IN_PERSON = {FOAF.Person, ORG.Post}
ORGANISATIONS = {ORG.FormalOrganization, TIS.Branch}


@dataclass(frozen=True)
class Subject:
    """A tool or a need that colleagues know, and how many of them can be asked."""

    iri: str
    count: int


@dataclass(frozen=True)
class AskableColleagues:
    """The answers that may be shown, ranked again from 1; `below`: how many know less than what was asked."""

    referral: Referral
    below: int

    @property
    def known(self) -> tuple[Result, ...]:
        """Those who know the subject, by themselves or through a network."""
        return tuple(result for result in self.referral.results if result.kind in (DIRECT, INDIRECT))


def may_be_asked(dataset: Dataset, competence: str) -> bool:
    """Whether colleagues may ask: a yes, or no word from an organisation, which is there to be asked.

    Somebody behind a post, like a person, is asked only after having said yes.
    """
    said = dataset.flag(competence, TIS.acceptsQuestions)
    if said is not None:
        return said
    holder = dataset.link(competence, TIS.competenceOf)
    return holder is not None and bool(ORGANISATIONS.intersection(dataset.types(holder)))


def subjects(dataset: Dataset, model: Model, day: date) -> tuple[Subject, ...]:
    """What colleagues know that day and may be asked about, the best known first."""
    counts: Counter[str] = Counter()
    for competence in dataset.instances(model.kind(COMPETENCE).iri):
        if may_be_asked(dataset, competence) and dataset.valid(competence, day):
            counts.update(dataset.links(competence, DCT.subject))
    return tuple(Subject(iri, count) for iri, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def without_commonplace(situation: Situation) -> Situation:
    """The situation without the need to be helped out, where it names a subject: every request here is of that kind."""
    needs = tuple(need for need in situation.needs if need.iri != HELPED_OUT)
    return replace(situation, needs=needs) if needs or situation.tools else situation


def named_subjects(dataset: Dataset, search: SearchIndex, situation: Situation) -> tuple[tuple[str, ...], ...]:
    """The needs and the tools of the competences that the words name, exactly or when they name nothing else."""
    needs: dict[str, None] = {}
    tools: dict[str, None] = {}
    understood = bool(situation.needs or situation.tools)
    for hit in search.search(situation.question, 3, (COMPETENCE,)):
        named = key(hit.matched) == key(situation.question) or (hit.score >= ALIKE and not understood)
        if named and may_be_asked(dataset, hit.iri):
            for iri in dataset.links(hit.iri, DCT.subject):
                (needs if iri.startswith(NEEDS) else tools)[iri] = None
    return tuple(needs), tuple(tools)


def bodies(dataset: Dataset, actor: str, day: date) -> tuple[str, ...]:
    """The organisations, networks or groups through which a person or a post is met that day; none for others."""
    if not IN_PERSON.intersection(dataset.types(actor)):
        return ()
    found = list(dataset.links(actor, ORG.postIn))
    for membership in dataset.subjects(ORG.member, actor):
        if dataset.valid(membership, day):
            found += dataset.links(membership, ORG.organization)
    for post in dataset.subjects(ORG.heldBy, actor):
        found += dataset.links(post, ORG.postIn)
    return tuple(dict.fromkeys(found))


def level_of(dataset: Dataset, model: Model, thing: str) -> Choice | None:
    """The level of a competence, None when nobody said."""
    return model.choices.get(dataset.link(thing, TIS.level) or "")


def colleagues(
    referral: Referral, dataset: Dataset, model: Model, least: Choice | None, most: int
) -> AskableColleagues:
    """Of a referral between professionals, what may be shown: those who may be asked, at that level or above."""
    askable = [result for result in referral.results if not _is_silent(result, dataset)]
    enough = [result for result in askable if least is None or _reaches(result, dataset, model, least)]
    below = len(_known(askable)) - len(_known(enough))
    ranked = tuple(replace(result, rank=rank) for rank, result in enumerate(enough[:most], 1))
    # Advice on tools is for associations, and its helpers did not all agree to be asked by colleagues. How many refuse
    # is nobody's business, colleagues' neither.
    missing = tuple(said for said in referral.missing if not (isinstance(said, Counted) and said.plural is REFUSALS))
    return AskableColleagues(replace(referral, results=ranked, missing=missing, advice=()), below)


def _known(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.kind in (DIRECT, INDIRECT)]


def is_exact(result: Result) -> bool:
    """Whether it is about the very tool or need that was asked, not about something near."""
    match = result.candidate.match
    return "same" in match.tools or 0 in match.needs


def is_competence(result: Result) -> bool:
    """Whether it is something that somebody knows, not a service nor a welcome."""
    return result.candidate.offer.traits.kind == COMPETENCE


def _is_silent(result: Result, dataset: Dataset) -> bool:
    """Whether it is the competence of somebody who did not agree to be asked."""
    return is_competence(result) and not may_be_asked(dataset, result.candidate.offer.iri)


def _reaches(result: Result, dataset: Dataset, model: Model, least: Choice) -> bool:
    """Whether the level asked for is reached; the last resorts are kept whatever it is."""
    if result.kind not in (DIRECT, INDIRECT):
        return True
    level = level_of(dataset, model, result.candidate.offer.iri)
    return level is not None and level.order >= least.order
