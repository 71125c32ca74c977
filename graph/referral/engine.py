# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine: situation → candidates → judged → ranked → explained → fallback; never empty, never mute."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from graph.errors import UnknownThing
from graph.referral._types import (
    DIRECT,
    ENTRY_POINT,
    ORIENTATION,
    Candidate,
    Criterion,
    Match,
    Ref,
)
from graph.referral.advice import Adviser
from graph.referral.answer import Judged, Reason, Referral, Result, WhyNot
from graph.referral.colleagues import Colleagues
from graph.referral.details import Details
from graph.referral.explain import Explainer
from graph.referral.fallback import Fallback
from graph.referral.french import capital, quoted
from graph.referral.index import ReferralIndex
from graph.referral.jury import Jury, Ranked, load_criteria
from graph.referral.matching import Found, Matcher, NeedTree
from graph.referral.situation import Situation


class ReferralEngine:
    """Answers situations from one index, thus from one dataset: what is not in it cannot be answered."""

    def __init__(self, index: ReferralIndex, criteria: tuple[Criterion, ...] | None = None) -> None:
        self.index = index
        self.criteria = load_criteria() if criteria is None else criteria
        self._needs = NeedTree(index.model)
        self._matcher = Matcher(index, self._needs)
        self._colleagues = Colleagues(index, self._matcher)
        self._fallback = Fallback(index, self._matcher)
        self._explainer = Explainer(index.dataset, index.model, index.territories, self._needs, index.tools)
        self._details = Details(index.dataset, index.model)
        self._adviser = Adviser(index, self._matcher)

    def answer(self, situation: Situation, limit: int | None = None) -> Referral:
        """The referral of a situation: at most `limit` results (those of the situation by default), never none."""
        started = perf_counter()
        size = limit or situation.limit
        jury = Jury(situation, self.criteria)
        found = self._matcher.find(situation)
        direct, answered = jury.rank_found(found, size)
        answers = _without_echoes(direct)
        if len(answers) < size:
            answers += jury.rank(self._colleagues.find(situation, found), size)
            answers.sort(key=lambda item: item.order)
        gaps = _gaps(situation, answered)
        net = self._safety_net(situation, jury, found, answers, gaps)
        results = self._results(situation, jury, _fit(answers, net, size))
        missing = tuple(self._missing(situation, jury, gaps, bool(answered)))
        advice = self._adviser.advise(situation, jury) if situation.tools else ()
        return Referral(situation, results, missing, gaps, advice, (perf_counter() - started) * 1000)

    def _safety_net(
        self, situation: Situation, jury: Jury, found: Found, answers: list[Ranked], gaps: tuple[Ref, ...]
    ) -> list[Ranked]:
        """An entry point always; where something is missing, the nearest place that has it and who animates the subject."""
        present = {item.candidate.actor.iri for item in answers if item.candidate.match.kind == DIRECT}
        entries = self._fallback.entry_points(situation, jury)
        fresh = [item for item in entries if item.candidate.actor.iri not in present]
        lacking = bool(gaps) or not answers
        net = fresh if lacking else fresh[:1]
        if lacking:
            wanted = _only(situation, gaps)
            net += [
                _retell(item, situation, self._matcher)
                for item in self._fallback.nearby(wanted, Jury(wanted, self.criteria), found)
            ]
            net += self._fallback.animators(wanted, Jury(wanted, self.criteria))
        return net if net or answers else self._fallback.anyone(situation, jury)

    def _results(self, situation: Situation, jury: Jury, ranked: list[Ranked]) -> tuple[Result, ...]:
        return tuple(self._result(situation, jury, rank, item) for rank, item in enumerate(ranked, 1))

    def _result(self, situation: Situation, jury: Jury, rank: int, item: Ranked) -> Result:
        candidate = item.candidate
        offer, actor = candidate.offer, candidate.actor
        own = offer.iri == offer.actor.iri
        return Result(
            rank=rank,
            kind=candidate.match.kind,
            actor=Ref(actor.iri, actor.label),
            provider=Ref(offer.actor.iri, offer.actor.label),
            service=None if own else Ref(offer.iri, offer.label),
            score=item.score,
            reasons=tuple(Reason(*said) for said in jury.verdicts(candidate)),
            path=self._explainer.path(situation, candidate),
            verified=offer.verified,
            candidate=candidate,
            read_contact=self._details.contact,
            read_details=self._details.details,
        )

    # --- what was missing ----------------------------------------------------------------------------------------

    def _missing(self, situation: Situation, jury: Jury, gaps: tuple[Ref, ...], answered: bool) -> list[str]:
        said = [f"« {words.query} » n’a pas été compris." for words in situation.unresolved]
        place = situation.place
        here = f" pour {place.label}" if place else ""
        home = self.index.home
        if place and home and all(item.iri != home for item in situation.places):
            label = self.index.territories.from_iri(self.index.dataset.base, home).name
            said.append(
                f"Ce graphe décrit le territoire « {label} », qui ne contient pas {place.label} : voici le plus proche."
            )
        if gaps:
            said.append(f"Personne n’est connu{here} qui réponde à {quoted(gap.label for gap in gaps)}.")
        elif not answered and situation.tools:
            said.append(f"Personne n’est connu{here} pour aider avec {quoted(tool.label for tool in situation.tools)}.")
        if gaps or not answered:
            said += [f"{capital(text)}." for text in self._refusals(jury)]
        return said

    def _refusals(self, jury: Jury) -> list[str]:
        counted = ((criterion, jury.vetoes[criterion.slug]) for criterion in self.criteria)
        return [text for text in (criterion.lacking(count) for criterion, count in counted if count) if text]

    # --- why not? ------------------------------------------------------------------------------------------------

    def why_not(self, situation: Situation, iri: str) -> WhyNot:
        """What keeps an actor, or one service, out or down; raises UnknownThing for an IRI that is neither."""
        actor = self.index.actors.get(iri)
        offers = list(self.index.offers.get(iri, ()))
        if actor is None and not offers:
            raise UnknownThing("Aucun acteur ni service de cette adresse n’est dans le graphe.", field="actor")
        for root in sorted(self.index.roots.get(iri, ())):
            offers += [offer for offer in self.index.offers.get(root, ()) if offer.actor.iri == iri]
        label = actor.label if actor else offers[0].label
        jury = Jury(situation, self.criteria)
        ranks = {(item.candidate.offer.iri, item.actor.iri): item.rank for item in self.answer(situation).results}
        judged = [
            self._judged(situation, jury, offer_and_kind, ranks)
            for offer_and_kind in ((offer, DIRECT) for offer in offers)
        ]
        judged.sort(key=lambda item: (item.rank or 1000, item.refused, -(item.score or 0), item.service or Ref("", "")))
        return WhyNot(Ref(iri, label), _summary(label, judged), tuple(judged))

    def _judged(self, situation: Situation, jury: Jury, offer_and_kind, ranks) -> Judged:  # type: ignore[no-untyped-def]
        offer, kind = offer_and_kind
        entry = offer.traits.kind == "entry"
        match = self._matcher.match(situation, offer, ENTRY_POINT if entry else kind)
        candidate = Candidate(offer, match)
        score = jury.score(candidate)
        service = None if offer.iri == offer.actor.iri else Ref(offer.iri, offer.label)
        rank = ranks.get((offer.iri, offer.actor.iri))
        return Judged(service, rank, score, score is None, tuple(Reason(*said) for said in jury.verdicts(candidate)))


def _without_echoes(ranked: list[Ranked]) -> list[Ranked]:
    """Without the mere interest of an actor that already answers with something described."""
    described = {item.candidate.actor.iri for item in ranked if item.candidate.offer.traits.kind != ORIENTATION}
    return [
        item
        for item in ranked
        if item.candidate.offer.traits.kind != ORIENTATION or item.candidate.actor.iri not in described
    ]


def _gaps(situation: Situation, answered: set[Match]) -> tuple[Ref, ...]:
    met = {rank for match in answered for rank, steps in enumerate(match.needs) if steps is not None}
    return tuple(asked.ref for rank, asked in enumerate(situation.needs) if rank not in met)


def _only(situation: Situation, gaps: tuple[Ref, ...]) -> Situation:
    """The same situation for what is missing only."""
    if not gaps:
        return situation
    iris = {gap.iri for gap in gaps}
    return replace(situation, needs=tuple(asked for asked in situation.needs if asked.iri in iris), tools=())


def _retell(item: Ranked, situation: Situation, matcher: Matcher) -> Ranked:
    """A candidate found for a part of the situation, matched with the whole of it."""
    candidate = item.candidate
    match = matcher.match(situation, candidate.offer, candidate.match.kind, candidate.match.level)
    return item._replace(candidate=candidate._replace(match=match))


def _fit(answers: list[Ranked], net: list[Ranked], size: int) -> list[Ranked]:
    """Answers first, leaving at the end the room of the safety net: at most half, and never the first place."""
    room = min(len(net), max(size - len(answers), size // 2, 0))
    kept = answers[: max(1, size - room)]
    return (kept + net)[:size]


def _summary(label: str, judged: list[Judged]) -> str:
    if not judged:
        return f"{label} n’a ni service, ni compétence, ni hébergement renseigné."
    ranked = [item.rank for item in judged if item.rank]
    if ranked:
        return f"{label} est parmi les réponses, au rang {min(ranked)}."
    if all(item.refused for item in judged):
        return f"{label} est écarté pour les raisons ci-dessous."
    return f"{label} pourrait répondre, mais d’autres passent avant."
