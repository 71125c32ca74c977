# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settles which parent bears what several may: the strongest tie first, then so that none is left bare."""

from __future__ import annotations

import math

from graph.mindmaps._plan import Tree, Twig

Claims = dict[str, Twig]
Rivals = dict[str, list[Twig]]


def settle(claims: Claims, rivals: Rivals, kept: Tree) -> None:
    """Leaves in `claims` the one that is granted for each thing: that of its parent in `kept`, where it still claims
    it; else that with the strongest tie; among equals, that of the parent with the fewest children."""
    open_to_all = {} if kept else rivals
    for iri, found in rivals.items() if kept else ():
        home = kept[iri].home if iri in kept else ""
        mine = [claim for claim in found if claim.home == home]
        if mine:
            claims[iri] = min(mine, key=lambda claim: claim.rank)
        else:
            open_to_all[iri] = found
    for iri, claim in claims.items():
        if claim.parent is not None and iri not in open_to_all:
            claim.parent.held += 1
    for iri in sorted(open_to_all, key=lambda iri: len(open_to_all[iri])):
        best = _best(open_to_all[iri])
        claims[iri] = best
        if best.parent is not None:
            best.parent.held += 1
    if open_to_all:
        _spread(open_to_all, claims)


def _best(found: list[Twig]) -> Twig:
    """The claim with the strongest tie, from a parent likely to be drawn, which has the fewest children."""
    best, least = found[0], (math.inf, True, 0)
    for claim in found:
        parent, tie = claim.parent, claim.tie
        if parent is not None and tie is not None:
            worth = (tie.rank, parent.away, parent.held)
            if worth < least:
                best, least = claim, worth
    return best


def _hold(claim: Twig, more: int) -> None:
    if claim.parent is not None:
        claim.parent.held += more


def _spread(rivals: Rivals, claims: Claims) -> None:
    """A parent left without children takes one from a parent that keeps others, where the relation is of one kind."""
    wanted: Rivals = {}
    for found in rivals.values():
        for claim in found:
            if claim.parent is not None and not claim.parent.held and not claim.parent.away:
                wanted.setdefault(claim.home, []).append(claim)
    for found in wanted.values():
        takes = [(claim, claims[claim.iri]) for claim in found]
        takes = [(it, now) for it, now in takes if _spares(now) and int(it.rank) == int(now.rank)]
        if takes:
            best, now = min(takes, key=lambda take: (take[0].rank, not _is_away(take[1]), take[0].place))
            claims[best.iri] = best
            _hold(now, -1)
            _hold(best, 1)


def _spares(claim: Twig) -> bool:
    return claim.parent is not None and claim.parent.held > 1


def _is_away(claim: Twig) -> bool:
    return claim.parent is not None and claim.parent.away
