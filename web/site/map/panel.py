# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the panel of a map says of one node: who it is, its links that day, and what one can do from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.entity.known import EDITORIAL
from graph.entity.reading import read_entity
from graph.mindmaps import Node, Relations
from graph.model import EntityClass
from graph.readings.states import State, proof

if TYPE_CHECKING:
    from web.site.map.page import MapPage

SHOWN = 14


@dataclass(frozen=True)
class PanelLink:
    """A relation of the node: the thing at the other end, the sentence, what the line is called where its sentence does
    not say so, and where it leads on this map."""

    iri: str
    label: str
    cls: EntityClass | None
    text: str
    called: str
    address: str


class Panel:
    """One node of a map as its panel shows it; it may be folded, or not on the map at all."""

    def __init__(self, page: MapPage, iri: str) -> None:
        self.page = page
        self.iri = iri
        # The centre of some maps is a class or a list, and some branches tell what is said of things: nothing is said
        # of these as entities.
        self.own = next((cls for cls in page.here.model.classes if iri in (cls.iri, cls.scheme)), None)
        self.entity = None if self.own or iri in page.here.model.fields else read_entity(page.here, iri)

    @property
    def label(self) -> str:
        """Its name; of the centre of some maps, the name that the map gives it."""
        if self.node:
            return self.node.label
        return self.entity.mention.label if self.entity else self.own.plural(self.page.here.lang) if self.own else ""

    @property
    def cls(self) -> EntityClass | None:
        """Its class, None for what is not an entity."""
        return self.entity.mention.entity_class if self.entity else None

    @cached_property
    def node(self) -> Node | None:
        """The node on the map, None when it is not drawn."""
        return self.page.mindmap.by_iri.get(self.iri)

    @property
    def proof(self) -> State | None:
        """How it is known, with who confirmed it; None for what is not in the directory."""
        own, here = self.cls, self.page.here
        if self.entity is None or own is None or not own.directory or self.entity.known.how == EDITORIAL:
            return None
        return proof(here, self.entity.known, self.page.mindmap.day, whole=True)

    @property
    def centred(self) -> bool:
        """Whether the map is around it already."""
        return self.iri == self.page.mindmap.centre

    @property
    def places(self) -> list[str]:
        """The names of all that bears it on the map, where it stands at several places."""
        mindmap, node = self.page.mindmap, self.node
        return [mindmap.by_key[node.parent].label, *node.also] if node and node.parent and node.also else []

    @property
    def folds(self) -> bool:
        """Whether a branch of the map can be opened or folded there."""
        return self.node is not None and bool(self.node.hidden or self.node.opened)

    @property
    def left(self) -> int:
        """How many things under it the next screen would show."""
        return max(0, self.node.hidden - self.node.passed) if self.node else 0

    @cached_property
    def links(self) -> list[PanelLink]:
        """Its relations valid that day, strongest first."""
        return list(self._links())

    def _links(self) -> Iterator[PanelLink]:
        page = self.page
        if self.entity is None:
            return
        relations = Relations(page.here.dataset, page.here.model, page.here.lang)
        for link in relations.links(self.iri):
            if link.span.holds(page.asked.day):
                other = relations.thing(link.other)
                address = page.part("map.find", choix=page.short(link.other))
                called = link.edge.called if link.edge.more else ""
                yield PanelLink(link.other, other.label, other.cls, link.edge.text, called, address)
