# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways between two things as a page tells them: ends, steps in sentences, and the address that lights each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.entity import Mention
from graph.mindmaps import Route

if TYPE_CHECKING:
    from web.site.map.page import MapPage


@dataclass(frozen=True)
class Step:
    """One step of a way: where it leads, and the sentence of the relation."""

    thing: Mention
    text: str
    drawn: bool


@dataclass(frozen=True)
class ShownWay:
    """One way: where it starts, its steps in order, its address, and whether it is the one lit."""

    start: Mention
    start_drawn: bool
    steps: tuple[Step, ...]
    address: str
    lit: bool


def ways(page: MapPage) -> list[ShownWay]:
    """Every way found, best first; none before both ends are known."""
    return [_way(page, route) for route in page.mindmap.routes]


def _way(page: MapPage, route: Route) -> ShownWay:
    drawn, mention = page.mindmap.by_iri, page.here.mention
    steps = [
        Step(mention(iri), edge.text, iri in drawn) for iri, edge in zip(route.nodes[1:], route.edges, strict=True)
    ]
    lit = page.mindmap.route is not None and page.mindmap.route.nodes == route.nodes
    return ShownWay(mention(route.nodes[0]), route.nodes[0] in drawn, tuple(steps), page.along(route), lit)
