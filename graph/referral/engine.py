# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine: situation → candidates → judged → ranked → explained → fallback; never empty, never mute."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from graph import clock
from graph.referral._types import DIRECT, INSTANCE, ORIENTATION, UNSAID, Candidate
from graph.referral.advice import Adviser
from graph.referral.answer import Referral, Result, WhyNot
from graph.referral.bench import Bench
from graph.referral.colleagues import ColleagueFinder
from graph.referral.details import Details
from graph.referral.explain import Explainer
from graph.referral.fallback import Fallback
from graph.referral.jury import Jury, Ranked
from graph.referral.matching import Matcher, NeedTree
from graph.referral.missing import missing
from graph.referral.reading import COLLECTIVES
from graph.referral.situation import PROFESSIONAL, Situation
from graph.referral.whynot import explain_absence
from graph.text.wording import month_number

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.mention import Ref


class Shortlist(NamedTuple):
    """The candidates of an answer, in its order; `linked`: direct ones were too few, links were looked for as well."""

    candidates: tuple[Candidate, ...]
    linked: bool


class _Found(NamedTuple):
    """What was found for a situation, before it is explained, and who judged it."""

    jury: Jury
    ranked: list[Ranked]
    gaps: tuple[Ref, ...]
    answered: bool
    linked: bool


class ReferralEngine:
    """Answers situations from one index, thus from one dataset: what is not in it cannot be answered."""

    def __init__(self, index: ReferralIndex, bench: Bench | None = None) -> None:
        """Answers at the weights of the index, or of another bench over it."""
        self.index = index
        self.bench = bench or Bench(index.criteria, index.book)
        needs = NeedTree(index.model)
        self.matcher = Matcher(index, needs)
        self._colleagues = ColleagueFinder(index, self.matcher)
        self._fallback = Fallback(index, self.matcher)
        self._explainer = Explainer(index, needs)
        self._details = Details(index.dataset, index.model)
        self._adviser = Adviser(index, self.matcher)

    def answer(self, situation: Situation, limit: int | None = None) -> Referral:
        """The referral of a situation: at most `limit` results (those of the situation by default), never none."""
        started = perf_counter()
        with self.index.lock:
            found = self._find(situation, limit or situation.limit)
            return Referral(
                situation=situation,
                results=tuple(self._result(found.jury, rank, item) for rank, item in enumerate(found.ranked, 1)),
                missing=missing(self.index, found.jury, found.gaps, found.answered),
                gaps=found.gaps,
                advice=self._adviser.advise(situation, found.jury),
                elapsed_ms=(perf_counter() - started) * 1000,
            )

    def shortlist(self, situation: Situation, limit: int | None = None) -> Shortlist:
        """Who is in the answer, without reasons nor paths: to ask the same of many places."""
        with self.index.lock:
            found = self._find(situation, limit or situation.limit)
            return Shortlist(tuple([item.candidate for item in found.ranked]), found.linked)

    def _find(self, situation: Situation, size: int) -> _Found:
        self._follow_the_calendar(situation)
        jury = Jury(situation, self.bench)
        direct = _without_echoes(jury.best(self.matcher.tiers(situation), size))
        linked = len(direct) < size
        answers = self._with_links(situation, jury, direct, size) if linked else direct
        # Who helps with the tool only stands beside those who meet the need, hence after them.
        answers = sorted(answers, key=lambda item: item.candidate.match.beside) + self._closing(situation, jury, size)
        gaps = self._gaps(situation, jury, answers)
        # What is about to close answers for now, and does not spare looking for something that will last.
        net = self._safety_net(situation, jury, [item for item in answers if not item.last], gaps)
        return _Found(jury, _fit(answers, net, size), gaps, _helped(situation, answers), linked)

    def _follow_the_calendar(self, situation: Situation) -> None:
        """When today's month is no longer that of the index, its lists are put in the order of the new one."""
        if situation.month > self.index.book.month and situation.month == month_number(clock.today()):
            self.index.turn(situation.day)

    def _with_links(self, situation: Situation, jury: Jury, direct: list[Ranked], size: int) -> list[Ranked]:
        """Direct answers fewer than asked, and those through a network or an orientation."""
        sure = any(item.candidate.match.level != UNSAID for item in direct)
        links = [link for link in self._colleagues.find(situation) if not (sure and _is_vague(link))]
        return _without_echoes(sorted(direct + jury.rank(links, size), key=lambda item: item.order))

    def _closing(self, situation: Situation, jury: Jury, size: int) -> list[Ranked]:
        """Those that reach the place and are put below all others: few, they are looked for one by one."""
        offers = [offer for offer in self.index.ending if jury.is_last(offer)]
        return jury.rank(self.matcher.reaching(situation, offers), size)

    def _gaps(self, situation: Situation, jury: Jury, answers: list[Ranked]) -> tuple[Ref, ...]:
        """The needs that no direct answer meets here; what refused those that might have is counted by the jury."""
        direct = [item.candidate.match for item in answers if item.candidate.match.kind == DIRECT]
        asked = [(rank, need.ref) for rank, need in enumerate(situation.needs)]
        unmet = [(rank, need) for rank, need in asked if all(match.needs[rank] is None for match in direct)]
        gaps = tuple(need for rank, need in unmet if not jury.answered(self.matcher.aspect(situation, rank)))
        if not direct and not situation.needs:
            for rank in range(len(situation.tools)):
                jury.answered(self.matcher.aspect(situation, rank))
        return gaps

    def why_not(self, situation: Situation, iri: str) -> WhyNot:
        """What keeps an actor, or one service, out or down; raises UnknownThing for an IRI that is neither."""
        return explain_absence(self.index, self.matcher, Jury(situation, self.bench), self.answer(situation), iri)

    def _safety_net(
        self, situation: Situation, jury: Jury, answers: list[Ranked], gaps: tuple[Ref, ...]
    ) -> list[Ranked]:
        """An entry point always; where something is missing, the nearest place that has it and who animates it."""
        met = [item.candidate for item in answers if item.candidate.match.kind == DIRECT]
        present = {candidate.actor.iri for candidate in met if not candidate.match.beside}
        entries = self._fallback.entry_points(situation, jury)
        net = [item for item in entries if item.candidate.actor.iri not in present]
        if _helped(situation, answers) and not gaps:
            # A network cannot be called: where only networks answer, those who animate them are added.
            return net[:1] + (self._fallback.animators(situation, jury) if all(map(_is_collective, answers)) else [])
        wanted = _only(situation, gaps)
        judges = Jury(wanted, self.bench)
        known = {item.candidate.offer for item in answers}
        net += [self._retell(jury, item) for item in self._fallback.nearby(wanted, judges, known)]
        net += [self._retell(jury, item) for item in self._fallback.animators(wanted, judges)]
        return net if net or answers else self._fallback.anyone(situation, jury)

    def _retell(self, jury: Jury, item: Ranked) -> Ranked:
        """A candidate found for a part of the situation, matched and scored with the whole of it."""
        candidate = item.candidate
        match = self.matcher.match(jury.situation, candidate.offer, candidate.match.kind, candidate.match.level)
        whole = candidate._replace(match=match)
        return jury.judged(whole) or item._replace(candidate=whole)

    def _result(self, jury: Jury, rank: int, item: Ranked) -> Result:
        reasons, path = jury.reasons(item.candidate), self._explainer.path(jury.situation, item.candidate)
        return Result(rank, item.score, reasons, path, item.candidate, self._details, item.last)


def _without_echoes(ranked: list[Ranked]) -> list[Ranked]:
    """Without the mere interest of an actor that already answers with something described."""
    offers = [item.candidate.offer for item in ranked]
    described = {offer.actor.iri for offer in offers if offer.traits.kind != ORIENTATION}
    return [
        item
        for item, offer in zip(ranked, offers, strict=True)
        if offer.traits.kind != ORIENTATION or offer.actor.iri not in described
    ]


def _helped(situation: Situation, answers: list[Ranked]) -> bool:
    """Whether somebody answers; a professional stuck on a tool is not helped by those who only host it."""
    stuck = situation.asker == PROFESSIONAL and situation.tools
    return any(item.candidate.offer.traits.kind != INSTANCE for item in answers) if stuck else bool(answers)


def _is_vague(candidate: Candidate) -> bool:
    """A link through a network by someone who may not act here: only worth saying when nothing better is known."""
    return candidate.match.level == UNSAID and candidate.via is not None and not candidate.via.target


def _is_collective(item: Ranked) -> bool:
    return item.candidate.actor.kind in COLLECTIVES


def _only(situation: Situation, gaps: tuple[Ref, ...]) -> Situation:
    """The same situation for what is missing only."""
    if not gaps:
        return situation
    iris = {gap.iri for gap in gaps}
    return replace(situation, needs=tuple(asked for asked in situation.needs if asked.iri in iris), tools=())


def _fit(answers: list[Ranked], net: list[Ranked], size: int) -> list[Ranked]:
    """Answers first, leaving room for the safety net at the end: at most half, and never the first place.

    What is put last comes after all the rest, in the room that is left.
    """
    lasting = [item for item in answers if not item.last]
    room = min(len(net), max(size - len(lasting), size // 2))
    found = [*lasting[: max(1, size - room)], *net, *(item for item in answers if item.last)]
    return sorted(found, key=lambda item: item.last)[:size]
