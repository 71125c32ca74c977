# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many gestures lead to each actor of a walk by place: each opens a branch, a part of one, an initial or a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.layout import WIDE_FRAME, Frame, readable
from graph.mindmaps import PAGE, STEPS, MapRequest, MindMap, Node, build
from graph.model import Model
from graph.rdf.dataset import Dataset
from graph.territory import Territories
from tests.graph.mindmaps.towns import TODAY


@dataclass
class Walker:
    """Opens one territory as a facilitator does, and notes what each screen shows (IRI of an actor → gestures)."""

    dataset: Dataset
    model: Model
    territories: Territories
    frame: Frame = WIDE_FRAME
    found: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    full: int = 0

    def screen(self, gestures: int, opened: Iterable[str] = (), passed: dict[str, int] | None = None) -> MindMap:
        """What a screen shows after so many gestures; the page of a branch is named beside the map where it has no room
        on it."""
        asked = MapRequest(
            self.dataset,
            self.model,
            "lieux",
            TODAY,
            territories=self.territories,
            opened=frozenset(opened),
            passed=passed or {},
        )
        whole = build(asked)
        shown = readable(whole, self.frame)
        self.note(gestures, (node.iri for node in shown.nodes))
        for node in shown.nodes:
            if node.steps and not node.steps[0].key and node.opened:
                page, drawn = whole.children[node.key][:PAGE], len(shown.children.get(node.key, ()))
                self.note(gestures, (child.iri for child in page))
                self.pages, self.full = self.pages + 1, self.full + (drawn >= len(page))
        return shown

    def note(self, gestures: int, things: Iterable[str]) -> None:
        """Keeps the least number of gestures for each thing."""
        for iri in things:
            self.found[iri] = min(gestures, self.found.get(iri, gestures))

    def branches(self) -> tuple[Node, ...]:
        """The branches around the centre: all are drawn from the first."""
        first = self.screen(0)
        assert not first.nodes[0].hidden
        return first.children[first.centre]

    def parts(self, branch: Node) -> Iterator[str]:
        """The places inside a branch, by their keys, after the gesture that opens it; the pages of one without any are
        walked."""
        opened = self.screen(1, [branch.key])
        node = opened.by_key[branch.key]
        if node.steps and not node.steps[0].key:
            self.turn(node, [branch.key], 2)
            return
        drawn = (child.key for child in opened.children.get(branch.key, ()) if child.kind == "territory")
        yield from (step.key for step in node.steps) if node.steps else drawn

    def inside(self, branch: Node, part: str) -> None:
        """Opens a part of an opened branch, then each of its pages."""
        node = self.screen(2, [branch.key, part]).by_key[part]
        self.turn(node, [branch.key, part], 3)

    def turn(self, node: Node, opened: list[str], gestures: int) -> None:
        """Each page of an opened branch; those of very many stand under their initials, which take a gesture more."""
        later = len(node.steps) > STEPS
        assert later == (gestures == 2) or not node.steps or not later
        for step in node.steps:
            self.screen(gestures + later, opened, {node.key: step.rank})
