# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole territory by place: its parts down to communes, who is there, who acts for all of it, who is nowhere
said to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._proximity import Proximity
from graph.mindmaps._roots import class_root
from graph.mindmaps._sieve import facets_of
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.namespaces import SCHEMA
from graph.territory.types import LEVELS, level_of
from graph.text.wording import Label

AT, FOR, PART = SCHEMA.location, SCHEMA.areaServed, SCHEMA.containedInPlace
# Branches that are no places bear the IRI of what is said, or not, of those there.
EVERYWHERE, ELSEWHERE, UNKNOWN = FOR, PART, AT
NAMES = {
    EVERYWHERE: Label("Pour tout le territoire"),
    ELSEWHERE: Label("Ailleurs"),
    UNKNOWN: Label("Lieu non renseigné"),
}


def draw(request: MapRequest) -> MindMap:
    """The area of the instance, or one place when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)
    root, title = _root(request, reader)
    walk = _Walk(request, reader, root)
    names = {iri: name(request.lang) for iri, name in NAMES.items()}
    plan = TreePlan(
        root=root,
        title=title,
        children=walk.children,
        depth=walk.depth,
        expects="territory",
        again=True,
        counts=True,
        names=names,
        caps=CAPS,
        walked=frozenset((AT, FOR, PART)),
    )
    return grow(request, reader, plan)


# A département has some ten intermunicipal bodies, and large ones are walked by opening them.
CAPS = (24, 9, 6)


def _root(request: MapRequest, reader: Relations) -> tuple[str, str]:
    """The place at the centre: the one asked for, else the area where it is one place that facts name."""
    area = request.territories.area if request.territories is not None else ()
    if request.centre is None and request.territories is not None and len(area) == 1:
        iri = request.territories.iri(request.dataset.base, area[0])
        if reader.ties.drawn(iri):
            request = replace(request, centre=iri)
    return class_root(request, reader, SCHEMA.AdministrativeArea)


class _Walk:
    """What hangs from each place, whatever the day."""

    def __init__(self, request: MapRequest, reader: Relations, root: str) -> None:
        self.reader, self.root = reader, root
        self.facets, self.near = facets_of(reader.ties), Proximity(request, reader)
        self.names = reader.ties.order(reader.lang)
        self.whole = root not in reader.ties.classes
        self.parts: dict[str, dict[str, None]] = {}
        self.actors: dict[str, list[Tie]] = {}
        self.depth = 2
        self._read()

    def children(self, iri: str, depth: int) -> Iterable[Tie]:
        """The parts of a place, then who is there; around the centre, the branches that are no places last."""
        for part in sorted(self.parts.get(iri, ()), key=lambda part: (self.names.get(part, ""), part)):
            yield Tie(part, PART, False)
        yield from sorted(self.actors.get(iri, ()), key=self._place)
        if iri == self.root:
            yield from (Tie(branch, "", False, 1) for branch in NAMES if branch in self.actors or branch in self.parts)

    def _place(self, tie: Tie) -> tuple[int, str, str]:
        return self.near.of(tie.other), self.names.get(tie.other, ""), tie.other

    def _read(self) -> None:
        """Hangs each actor from each place where it is, and from what tells it apart."""
        said = self._said(AT)
        wide = self.facets.around(self.root)
        acting = set(self._acting())
        for actor in sorted(acting):
            found = said.get(actor, ())
            for tie in found:
                self._hang(tie, tie.words[2] if tie.words else "")
            if not found:
                self.actors.setdefault(UNKNOWN, []).append(Tie(actor, AT, False))
        for actor, found in self._said(FOR).items():
            if actor in acting:
                whole = (tie for tie in found if tie.words and tie.words[2] in wide)
                self.actors.setdefault(EVERYWHERE, []).extend(whole)
        if not self.actors.get(EVERYWHERE):
            self.actors.pop(EVERYWHERE, None)

    def _acting(self) -> Iterator[str]:
        """Who may offer something, and be said to be somewhere."""
        ties, fields = self.reader.ties, self.reader.model.fields[SCHEMA.provider]
        offering = {target for field in fields for target in field.targets}
        found = {cls.kind for cls in self.reader.model.classes if cls.iri in offering and cls.field(AT) is not None}
        return (iri for iri in ties.acting & ties.shown if ties.classes[iri].kind in found)

    def _said(self, path: str) -> dict[str, list[Tie]]:
        """The places that are said of each actor, or of something that it offers."""
        table, given = self.reader.ties.tables.links(path).objects, self.reader.ties.tables.links(SCHEMA.provider)
        found: dict[str, list[Tie]] = {}
        for iri, places in table.items():
            for place in places:
                if iri in self.reader.ties.acting:
                    found.setdefault(iri, []).append(Tie(iri, path, False, words=(iri, path, place)))
                for actor in given.objects.get(iri, ()):
                    found.setdefault(actor, []).append(Tie(actor, path, False, 1, iri, (iri, path, place)))
        return found

    def _hang(self, tie: Tie, place: str) -> None:
        """One actor under a place, with all the places that lead there from the centre."""
        above = self.facets.around(place)
        path = [place, *self._between(place, above)] if self.root in above or self.whole else [place, ELSEWHERE]
        path = [one for one in path if one != self.root]
        for below, over in zip(path, [*path[1:], self.root], strict=True):
            if over != self.root or below != ELSEWHERE:
                self.parts.setdefault(over, {})[below] = None
        self.actors.setdefault(place, []).append(tie)
        self.depth = max(self.depth, len(path) + 1)

    def _between(self, place: str, above: Iterable[str]) -> list[str]:
        """What contains a place and lies in the centre, from the nearest."""
        levels = {level_of(one): one for one in above}
        own, root = level_of(place), level_of(self.root)
        top = LEVELS.index(root) if root else len(LEVELS) - 1
        names = LEVELS[LEVELS.index(own) + 1 : top] if own else ()
        return [levels[name] for name in names if name in levels]


mindmap = Perspective(
    slug="lieux",
    label=Label("Tout le territoire, par lieu"),
    summary=Label("Les intercommunalités, leurs communes, et qui s’y trouve ; qui agit pour tout le territoire."),
    order=31,
    draw=draw,
    way=Label("Par lieu"),
    beside="territoire",
)
