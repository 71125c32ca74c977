# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine: situation → candidates → judged → ranked → explained → fallback; never empty, never mute."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from graph import clock
from graph.entity.kinds import COLLECTIVES
from graph.referral._types import DIRECT, INDIRECT, ORIENTATION, UNSAID, Candidate, Offer
from graph.referral.advice import Adviser
from graph.referral.answer import Help, Part, Referral, Result, WhyNot
from graph.referral.bench import Bench
from graph.referral.colleagues import ColleagueFinder
from graph.referral.details import Details
from graph.referral.explain import Explainer
from graph.referral.fallback import Fallback
from graph.referral.jury import Jury
from graph.referral.matching import Matcher, NeedTree
from graph.referral.missing import missing
from graph.referral.ranking import Draw, Ranked, woven
from graph.referral.situation import Situation
from graph.referral.standing import HELPERS, ONLINE, PEOPLE, SUBJECT, is_exact, is_helper, meets
from graph.referral.tools import TRANSITION_NEED
from graph.referral.whynot import explain_absence
from graph.text.wording import month_number

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.mention import Ref


TOOLS_AMONG = 3
"""Room for online tools in one list of all answers."""


class Shortlist(NamedTuple):
    """The candidates of an answer, in its order; `linked`: direct ones were too few, links were looked for as well."""

    candidates: tuple[Candidate, ...]
    linked: bool


class _Found(NamedTuple):
    """What was found for a situation, before it is explained, and who judged it.

    `people` can be called, `tools` are used online, `leaving` are about to close, `net` is whom to ask otherwise: of
    each, `size` at most.
    """

    size: int
    jury: Jury
    people: list[Ranked]
    tools: list[Ranked]
    leaving: list[Ranked]
    net: list[Ranked]
    gaps: tuple[Ref, ...]
    answered: bool
    linked: bool

    def in_order(self, size: int) -> list[Ranked]:
        """All of it as one list: room is left for tools and for the net, and those that leave come last.

        A tool that does the very thing comes after the people who do it, one that does something near after all.
        """
        if not self.tools and not self.leaving and not any(map(_beside, self.people)):
            return _fit(self.people, self.net, [], size)
        exact = [item for item in self.tools if is_exact(item.candidate.match)]
        tools = exact[: max(size - len(self.people) - len(self.net), TOOLS_AMONG)]
        rest = [item for item in self.tools if item not in tools]
        asked, beside = ([item for item in self.people if _beside(item) is wanted] for wanted in (False, True))
        return _fit([*asked, *tools, *beside], self.net, [*rest, *self.leaving], size)


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

    def answer(self, situation: Situation, limit: int | None = None, *, drawn: bool = True) -> Referral:
        """The referral of a situation: at most `limit` results (those of the situation by default), never none.

        Not `drawn`: equals are in the order of their names, whatever the place and the day.
        """
        started = perf_counter()
        with self.index.lock:
            size = limit or situation.limit
            found = self._find(situation, size, self._draw(situation) if drawn else Draw())
            return Referral(
                situation=situation,
                results=self._results(found, found.in_order(size)),
                missing=missing(self.index, found.jury, found.gaps, found.answered),
                gaps=found.gaps,
                advice=self._adviser.advise(situation, found.jury),
                elapsed_ms=(perf_counter() - started) * 1000,
                found=found if drawn else None,
            )

    def parts(
        self, situation: Situation, limit: int | None = None, answered: Referral | None = None
    ) -> tuple[Part, ...]:
        """The same need by need, then tool by tool: for each, at most `limit` of those to call and as many tools.

        What was found for the whole that was `answered`, where that is one need alone, is not looked for again.
        """
        size = limit or situation.limit
        found = answered.found if answered and isinstance(answered.found, _Found) else None
        with self.index.lock:
            return tuple(self._part(alone, size, found) for alone in taken_apart(situation))

    def _part(self, situation: Situation, size: int, known: _Found | None) -> Part:
        same = known is not None and (known.jury.situation, known.size) == (situation, size)
        found = known if known and same else self._find(situation, size, self._draw(situation))
        asked = (situation.needs or situation.tools)[0]
        near = [item for item in found.people if not is_answer(item.candidate)]
        return Part(
            situation=situation,
            asked=asked.ref,
            people=self._results(found, [item for item in found.people if is_answer(item.candidate)]),
            near=self._results(found, near),
            offers=self._doing(situation, found.jury),
            tools=self._results(found, found.tools),
            leaving=self._results(found, found.leaving),
            net=self._results(found, found.net),
            missing=missing(self.index, found.jury, found.gaps, found.answered),
            gap=not found.answered,
        )

    def helpers(self, situation: Situation, tool: str) -> tuple[Help, ...]:
        """Who knows a tool, or helps with it, and reaches the place."""
        with self.index.lock:
            return self._adviser.helpers(situation, Jury(situation, self.bench), tool)

    def _doing(self, situation: Situation, jury: Jury) -> tuple[Offer, ...]:
        """All that does the very thing and reaches the place, each once: nothing refuses it, whatever its rank."""
        listings = self.matcher.aspect(situation, 0)
        offers = dict.fromkeys(offer for listing in listings for offers in listing.lists for offer in offers)
        return tuple([offer for offer in offers if jury.admits(offer)])

    def shortlist(self, situation: Situation, limit: int | None = None) -> Shortlist:
        """Who is in the answer, without reasons nor paths: to ask the same of many places.

        Equals are in the order of their names: which of them come first depends neither on the place nor on the day.
        """
        with self.index.lock:
            size = limit or situation.limit
            found = self._find(situation, size, Draw())
            return Shortlist(tuple([item.candidate for item in found.in_order(size)]), found.linked)

    def _draw(self, situation: Situation) -> Draw:
        return Draw(situation, self.index.spots)

    def _find(self, situation: Situation, size: int, draw: Draw) -> _Found:
        self._follow_the_calendar(situation)
        jury = Jury(situation, self.bench, draw)
        people, linked = self._people(situation, jury, size)
        tools = self._online(situation, jury, size)
        leaving = self._closing(situation, jury, size)
        gaps = self._gaps(situation, jury, [*people, *leaving])
        answered = _helped(situation, people, gaps)
        # What is about to close answers for now, and does not spare looking for something that will last.
        net = self._safety_net(situation, jury, people, gaps, answered)
        return _Found(size, jury, people, tools, leaving, net, gaps, answered, linked)

    def _people(self, situation: Situation, jury: Jury, size: int) -> tuple[list[Ranked], bool]:
        """Who can be called: who does the very thing, two on site for one at a distance; where they are too few, who is
        linked to others who do, and who does something near. Whether links were looked for is said beside."""
        seen: set[Offer] = set()
        on_site, at_distance = (
            jury.best(self.matcher.tiers(situation, sort, exact=True), size, seen) for sort in HELPERS
        )
        exact = _without_echoes(woven(on_site, at_distance))[:size]
        if len(exact) >= size:
            return exact, False
        links = jury.rank(self._links(situation, exact), size)
        near = [
            item
            for sort in PEOPLE
            for wanted in ((True, False) if sort == SUBJECT else (False,))
            for item in jury.best(self.matcher.tiers(situation, sort, exact=wanted), size, seen)
        ]
        return _without_echoes([*exact, *links, *jury.draw.first(near)])[:size], True

    def _online(self, situation: Situation, jury: Jury, size: int) -> list[Ranked]:
        """Online tools, those that do the very thing first."""
        seen: set[Offer] = set()
        exact = jury.best(self.matcher.tiers(situation, ONLINE, exact=True), size, seen)
        if len(exact) >= size:
            return exact
        return [*exact, *jury.best(self.matcher.tiers(situation, ONLINE, exact=False), size, seen)][:size]

    def _links(self, situation: Situation, direct: list[Ranked]) -> list[Candidate]:
        """Those through a network or an orientation who do the very thing; not the vague ones where somebody is known
        to act here."""
        sure = any(item.candidate.match.level != UNSAID for item in direct)
        exact = (link for link in self._colleagues.find(situation) if is_exact(link.match))
        return [link for link in exact if not (sure and _is_vague(link))]

    def _follow_the_calendar(self, situation: Situation) -> None:
        """When today's month is no longer that of the index, its lists are put in the order of the new one."""
        if situation.month > self.index.book.month and situation.month == month_number(clock.today()):
            self.index.turn(situation.day)

    def _closing(self, situation: Situation, jury: Jury, size: int) -> list[Ranked]:
        """Those that reach the place and are put below all others: few, they are looked for one by one."""
        offers = [offer for offer in self.index.ending if jury.is_last(offer)]
        return jury.rank(self.matcher.reaching(situation, offers), size)

    def _gaps(self, situation: Situation, jury: Jury, answers: list[Ranked]) -> tuple[Ref, ...]:
        """The needs that nobody meets here by doing the very thing; what refused those who might is counted by the
        jury."""
        direct = [item.candidate.match for item in answers if is_answer(item.candidate) and not item.candidate.via]
        asked = [(rank, need.ref) for rank, need in enumerate(situation.needs)]
        unmet = [(rank, need) for rank, need in asked if not any(meets(match, rank) for match in direct)]
        gaps = tuple(need for rank, need in unmet if not jury.answered(self.matcher.aspect(situation, rank)))
        if not direct and not situation.needs:
            for rank in range(len(situation.tools)):
                jury.answered(self.matcher.aspect(situation, rank))
        return gaps

    def why_not(self, situation: Situation, iri: str) -> WhyNot:
        """What keeps an actor, or one service, out or down; raises UnknownThing for an IRI that is neither."""
        return explain_absence(self.index, self.matcher, Jury(situation, self.bench), self.answer(situation), iri)

    def _safety_net(
        self, situation: Situation, jury: Jury, people: list[Ranked], gaps: tuple[Ref, ...], answered: bool
    ) -> list[Ranked]:
        """An entry point always; where something is missing, the nearest place that has it and who animates it."""
        present = {item.candidate.actor.iri for item in people if is_answer(item.candidate)}
        entries = self._fallback.entry_points(situation, jury)
        net = [item for item in entries if item.candidate.actor.iri not in present]
        if answered and not gaps:
            # A network cannot be called: where only networks answer, those who animate them are added.
            answering = [item for item in people if is_answer(item.candidate)]
            return net[:1] + (self._fallback.animators(situation, jury) if all(map(_is_collective, answering)) else [])
        wanted = _only(situation, gaps)
        judges = Jury(wanted, self.bench, jury.draw)
        known = {item.candidate.offer for item in people}
        net += [self._retell(jury, item) for item in self._fallback.nearby(wanted, judges, known)]
        net += [self._retell(jury, item) for item in self._fallback.animators(wanted, judges)]
        return net if net or people else self._fallback.anyone(situation, jury)

    def _retell(self, jury: Jury, item: Ranked) -> Ranked:
        """A candidate found for a part of the situation, matched and scored with the whole of it."""
        candidate = item.candidate
        match = self.matcher.match(jury.situation, candidate.offer, candidate.match.kind, candidate.match.level)
        whole = candidate._replace(match=match)
        return jury.judged(whole) or item._replace(candidate=whole)

    def _results(self, found: _Found, ranked: list[Ranked]) -> tuple[Result, ...]:
        return tuple([self._result(found.jury, rank, item) for rank, item in enumerate(ranked, 1)])

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


def taken_apart(situation: Situation) -> tuple[Situation, ...]:
    """One situation for each need, then for each tool in use: the same place, day and wishes.

    To be helped to leave a tool is what moving to free tools is about: where that is asked for, a tool that is not free
    is no question of its own.
    """
    moving = any(asked.iri == TRANSITION_NEED for asked in situation.needs)
    tools = [tool for tool in situation.tools if not (moving and tool.free is False)]
    needs = [replace(situation, needs=(asked,), tools=()) for asked in situation.needs]
    return (*needs, *(replace(situation, needs=(), tools=(tool,)) for tool in tools))


def is_answer(candidate: Candidate) -> bool:
    """Whether it is somebody who does the very thing, by themselves or through a link: neither what is near nor an
    online tool is an answer."""
    help_given = candidate.match.kind in (DIRECT, INDIRECT) and is_helper(candidate.offer)
    return help_given and is_exact(candidate.match)


def _helped(situation: Situation, people: list[Ranked], gaps: tuple[Ref, ...]) -> bool:
    """Whether somebody answers to something that was asked for."""
    return any(is_answer(item.candidate) for item in people) and len(gaps) < max(len(situation.needs), 1)


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


def _beside(item: Ranked) -> bool:
    """Who helps with the tool only stands beside those who meet the need, hence after them."""
    return item.candidate.match.beside


def _fit(answers: list[Ranked], net: list[Ranked], rest: list[Ranked], size: int) -> list[Ranked]:
    """Answers first, leaving room for the safety net at the end: at most half, and never the first place.

    The rest comes after all, in the room that is left.
    """
    room = min(len(net), max(size - len(answers), size // 2))
    return [*answers[: max(1, size - room)], *net, *rest][:size]
