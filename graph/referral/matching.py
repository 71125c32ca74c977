# SPDX-License-Identifier: AGPL-3.0-or-later
"""Candidates of a situation: which offers meet a need or a tool, and reach the place, with how they do."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from graph.referral._types import (
    ANYWHERE,
    DIRECT,
    NO_PLACE,
    NOWHERE,
    UNKNOWN_AREA,
    UNSAID,
    Actor,
    Candidate,
    Match,
    Offer,
)
from graph.referral.criteria.tool import best_link
from graph.referral.postings import Postings
from graph.referral.situation import ASSOCIATION, PROFESSIONAL, AskedTool, Situation
from graph.referral.standing import HELPERS, is_exact, meets
from graph.referral.tiers import Listing, Tier
from graph.referral.tools import SAME_NEED, TRANSITION, TRANSITION_NEED

if TYPE_CHECKING:
    from graph.model import Model
    from graph.referral.index import ReferralIndex

Aspect = list[tuple[Postings[Offer], list[str], "int | str"]]
"""What meets one need or one tool: subjects to look for, with their relation to what was asked, the farthest first."""
SHORT = 50
"""A list shorter than this is taken whole."""
Reach = tuple[tuple[str, str], ...]


class NeedTree:
    """Each need with those narrower and broader, and how many steps away; read from the model."""

    def __init__(self, model: Model) -> None:
        self._up = {choice.iri: choice.broader for choice in model.choices.values()}
        self._down: dict[str, list[str]] = {}
        for iri, parents in self._up.items():
            for parent in parents:
                self._down.setdefault(parent, []).append(iri)
        self._steps: dict[str, dict[str, int]] = {}
        self._groups: dict[str, list[tuple[int, list[str]]]] = {}

    def near(self, need: str) -> dict[str, int]:
        """Needs by how many steps away: +n narrower, -n broader; from the farthest to the need itself (0)."""
        if need not in self._steps:
            narrower = self._walk(need, self._down)
            steps = {iri: -far for iri, far in self._walk(need, self._up).items()} | narrower
            self._steps[need] = dict(sorted(steps.items(), key=lambda item: (-preference(item[1]), item[0])))
        return self._steps[need]

    def groups(self, need: str) -> list[tuple[int, list[str]]]:
        """(steps, needs that far), from the farthest to the need itself."""
        if need not in self._groups:
            groups: dict[int, list[str]] = {}
            for iri, steps in self.near(need).items():
                groups.setdefault(steps, []).append(iri)
            self._groups[need] = list(groups.items())
        return self._groups[need]

    def steps(self, asked: str, needs: Iterable[str]) -> int | None:
        """The best relation between a need asked for and those an offer meets, None when there is none."""
        near = self.near(asked)
        return min([near[need] for need in needs if need in near], key=preference, default=None)

    def upwards(self, low: str, high: str) -> list[str]:
        """The shortest chain of broader needs from `low` to `high`, both included; empty when there is none."""
        paths: deque[list[str]] = deque([[low]])
        seen = {low}
        while paths:
            path = paths.popleft()
            if path[-1] == high:
                return path
            for parent in sorted(self._up.get(path[-1], ())):
                if parent not in seen:
                    seen.add(parent)
                    paths.append([*path, parent])
        return []

    def _walk(self, start: str, links: dict[str, tuple[str, ...]] | dict[str, list[str]]) -> dict[str, int]:
        found, edge = {start: 0}, [start]
        while edge:
            edge = [
                iri
                for low in edge
                for iri in links.get(low, ())
                if iri not in found and not found.update({iri: found[low] + 1})
            ]
        return found


class Matcher:
    """Finds candidates in an index."""

    def __init__(self, index: ReferralIndex, needs: NeedTree) -> None:
        self.index = index
        self.needs = needs

    def reach(self, situation: Situation) -> Reach:
        """(posting key, level) from the farthest territory to the nearest; unknown areas only in our own."""
        if not situation.places:
            return ((ANYWHERE, NO_PLACE),)
        keys = [(place.iri, place.level) for place in situation.places]
        if any(place.iri in self.index.area for place in situation.places):
            keys.append((UNKNOWN_AREA, UNSAID))
        return tuple(reversed(keys))

    def tiers(self, situation: Situation, sort: str, *, exact: bool) -> Iterator[Tier]:
        """The offers of one sort that reach the place, by territory from the nearest: those that meet the very thing
        asked for, or else those that meet what is near it."""
        if not (self.index.by_need[sort] or self.index.by_tool[sort]):
            return
        aspects = self._aspects(situation, sort)
        needs = len(situation.needs)
        lists = [
            [item for item in aspect if _alone_is_exact(rank < needs, needs, item[2]) is exact]
            for rank, aspect in enumerate(aspects)
        ]
        # For a need, the very need is best, then a narrower one; what is best for a tool depends on who asks.
        links = tuple(
            [
                best_link(situation, tool, {str(relation) for _, _, relation in aspect})
                for tool, aspect in zip(situation.tools, aspects[needs:], strict=True)
            ]
        )
        met, several = (0 if exact else 1,) * needs, len(aspects) > 1
        for reach in reversed(self.reach(situation)):
            listings = [item for rank in range(len(lists)) for item in _alone(lists, rank, needs, (reach,))]
            if listings or several:
                mixed = partial(_together, aspects, needs, reach, exact) if several else None
                yield Tier(Match(reach[1], met, links), listings, mixed)

    def aspect(self, situation: Situation, rank: int) -> Iterator[Listing]:
        """The offers of help that meet the very need asked for (then a tool), as if nothing else were met."""
        needs = len(situation.needs)
        for sort in HELPERS:
            for item in _alone(self._aspects(situation, sort), rank, needs, self.reach(situation)):
                if rank >= needs or meets(item.match, rank):
                    yield item

    def reaches(self, situation: Situation, offer: Offer) -> bool:
        """Whether an offer reaches the place by itself, or may."""
        return self.level(situation, offer) != NOWHERE

    def match(self, situation: Situation, offer: Offer, kind: str, level: str | None = None) -> Match:
        """How one offer meets a situation: the long way, for one offer at a time."""
        needs = tuple(self.needs.steps(asked.iri, offer.needs) for asked in situation.needs)
        tools = tuple(self._tool_link(situation, tool, offer) for tool in situation.tools)
        return Match(self.level(situation, offer) if level is None else level, needs, tools, kind)

    def reaching(self, situation: Situation, offers: Iterable[Offer]) -> Iterator[Candidate]:
        """Those of a few offers that meet a need or a tool and reach the place by themselves."""
        for offer in offers:
            match = self.match(situation, offer, DIRECT)
            if match.level and (any(steps is not None for steps in match.needs) or any(match.tools)):
                yield Candidate(offer, match)

    def level(self, situation: Situation, thing: Offer | Actor) -> str:
        """The level of the nearest territory through which an offer or an actor reaches the place."""
        for key, level in reversed(self.reach(situation)):
            if key in thing.areas or key == ANYWHERE or (key == UNKNOWN_AREA and thing.origin != "stated"):
                return level
        return NOWHERE

    def _aspects(self, situation: Situation, sort: str) -> list[Aspect]:
        """What of one sort meets each need and each tool, from the farthest relation to the nearest."""
        needs: list[Aspect] = [self._by_need(asked.iri, sort) for asked in situation.needs]
        return needs + [self._by_tool(situation, tool, sort) for tool in situation.tools]

    def _by_need(self, need: str, sort: str) -> Aspect:
        return [(self.index.by_need[sort], concepts, steps) for steps, concepts in self.needs.groups(need)]

    def _by_tool(self, situation: Situation, tool: AskedTool, sort: str) -> Aspect:
        index = self.index
        links: dict[str, list[str]] = {}
        for link in reversed(index.tools.links(tool.iri)):
            links.setdefault(link.link, []).append(link.tool)
        return [
            (index.by_need[sort], list(self._served(situation, tool)), SAME_NEED),
            (index.by_need[sort], self._transition(situation, tool), TRANSITION),
            *((index.by_tool[sort], tools, link) for link, tools in links.items()),
        ]

    def _transition(self, situation: Situation, tool: AskedTool) -> list[str]:
        """An association that uses a proprietary tool may be helped to move to free ones: by those who do just that."""
        return [TRANSITION_NEED] if tool.free is False and situation.asker == ASSOCIATION else []

    def _served(self, situation: Situation, tool: AskedTool) -> tuple[str, ...]:
        """The needs a tool serves, which other tools may serve too; a professional is stuck on this very one."""
        return () if situation.asker == PROFESSIONAL else self.index.tools.needs(tool.iri)

    def _tool_link(self, situation: Situation, tool: AskedTool, offer: Offer) -> str | None:
        for link in self.index.tools.links(tool.iri):
            if link.tool in offer.tools:
                return link.link
        if any(need in offer.needs for need in self._transition(situation, tool)):
            return TRANSITION
        return SAME_NEED if any(need in offer.needs for need in self._served(situation, tool)) else None


def _alone(aspects: list[Aspect], rank: int, needs: int, reach: Reach) -> Iterator[Listing]:
    """The lists of one aspect, each with a match where the other aspects are not met."""
    before, after = (None,) * rank, (None,) * (len(aspects) - rank - 1)
    for postings, subjects, relation in aspects[rank]:
        for key, level in reach:
            here = postings.under(key)
            found = [here[subject] for subject in subjects if subject in here]
            if found:
                relations = (*before, relation, *after)
                yield Listing(Match(level, relations[:needs], relations[needs:]), found)  # type: ignore[arg-type]


def _alone_is_exact(is_need: bool, needs: int, relation: int | str) -> bool:
    """Whether what meets one aspect, and no other, meets the very thing asked for: as `is_exact` says of a match."""
    return relation == 0 if is_need else not needs and relation != SAME_NEED


def _together(aspects: list[Aspect], needs: int, reach: tuple[str, str], exact: bool, allowed: float) -> list[Listing]:
    """The offers of a deficit allowed that reach the place through one territory and meet several aspects, where what
    they meet is exact, or where it is not: a list for each way to meet them."""
    key, level = reach
    found = [_laid(aspect, key, allowed) for aspect in aspects]
    several = {offer for one, other in combinations(found, 2) for offer in one.keys() & other.keys()}
    alike: dict[tuple[int | str | None, ...], list[Offer]] = {}
    for offer in sorted(several, key=_deficit):
        alike.setdefault(tuple([laid.get(offer) for laid in found]), []).append(offer)
    listings = [
        Listing(Match(level, relations[:needs], relations[needs:]), [offers])  # type: ignore[arg-type]
        for relations, offers in alike.items()
    ]
    return [item for item in listings if is_exact(item.match) is exact]


def _laid(aspect: Aspect, key: str, allowed: float) -> dict[Offer, int | str]:
    """The best relation of each offer of an aspect: lists are laid from the worst to the best."""
    found: dict[Offer, int | str] = {}
    for postings, subjects, relation in aspect:
        here = postings.under(key)
        for subject in subjects:
            if subject in here:
                offers = here[subject]
                within = offers[: bisect_right(offers, allowed, key=_deficit)] if len(offers) > SHORT else offers
                found.update(dict.fromkeys(within, relation))
    return found


def _deficit(offer: Offer) -> float:
    return offer.traits.deficit


def preference(steps: int) -> int:
    """0 for the very need, then narrower by distance, then broader by distance."""
    return steps if steps >= 0 else 100 - steps
