# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a crossing shows: what was asked, the choices there are, each list and where its files are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, url_for

from graph import clock
from graph.entity import Reader
from graph.namespaces import local_name
from graph.readings.crossing.asking import asked_area, asked_sides
from graph.readings.crossing.crossing import CrossingGround, crossing, together
from graph.readings.crossing.reading import crossing_reading
from graph.readings.crossing.sources import described_things
from web.app.dear import go_on, once
from web.app.language import language
from web.app.pages import ecosystem
from web.app.recent import recent
from web.site.crossing.signs import fields
from web.site.crossing.words import captions, told

if TYPE_CHECKING:
    from graph.model import EntityClass
    from graph.readings.crossing.crossing import Crossing
    from graph.readings.crossing.reading import CrossingReading
    from graph.readings.crossing.sources import CrossedSides, DescribedThings
    from web.app.desk import Desk
    from web.app.parameters import Parameters

# Newsletters add a « source » to the addresses that they carry.
NAMES = ("de", "avec", "nature", "territoire")
FOR_PROGRAMS = ("source", "with", "kind", "area")
# Of each list, how many are on the page, and how many more are folded below; the table to download has all of them.
SHOWN, FOLDED = 10, 90
# Intercommunalities that have a line of their own.
MOST_AREAS = 15
# What visitors look at on one day: some thousands of IRIs each.
KEPT = 6


@dataclass(frozen=True)
class SourceOption:
    """A source to choose: its short name, its name, how many things it tells of; `delivered`: somebody brought it."""

    slug: str
    label: str
    size: int
    delivered: bool


@dataclass(frozen=True)
class ShownList:
    """A part of a list: what is shown at once, what is folded, and how many are only in the table."""

    first: tuple[Any, ...]
    folded: tuple[Any, ...]
    count: int

    @property
    def left(self) -> int:
        """How many are in the table to download alone."""
        return self.count - len(self.first) - len(self.folded)


@dataclass(frozen=True)
class CrossingPage:
    """A crossing on its page. `kind`: the one that was asked for; `kinds`: those of the first source.

    `inside`: from all facts, between professionals.
    """

    reading: CrossingReading
    options: tuple[SourceOption, ...]
    kinds: tuple[EntityClass, ...]
    kind: EntityClass | None
    inside: bool

    @property
    def theirs(self) -> str:
        """The short name of the first source."""
        return local_name(self.reading.crossing.sides.theirs.iri)

    @property
    def ours(self) -> str:
        """That of the second one, "" for all others."""
        own = self.reading.crossing.sides.ours
        return local_name(own.iri) if own else ""

    def address(self, form: str = "show", area: str = "") -> str:
        """The address of this view, or of its table or picture; `area`: the key of another place."""
        endpoint = f"{'crossed' if self.inside else 'crossing'}.{form}"
        key = area or (self.reading.area.key if self.reading.area else None)
        kind = self.kind.slug if self.kind else None
        return url_for(endpoint, de=self.theirs, avec=self.ours or None, nature=kind, territoire=key)

    @property
    def only_theirs(self) -> ShownList:
        """What they have alone."""
        return _shown_list(self.reading.only_theirs(), self.reading.counts.theirs)

    @property
    def perhaps(self) -> ShownList:
        """What is to be looked at."""
        return _shown_list(self.reading.perhaps(), self.reading.counts.perhaps)

    @property
    def differing(self) -> ShownList:
        """What both do not tell alike."""
        return _shown_list(self.reading.differing(), self.reading.counts.differing)

    @property
    def agreeing(self) -> ShownList:
        """What both tell without a difference."""
        counts = self.reading.counts
        return _shown_list(self.reading.agreeing(), counts.both - counts.differing)

    @property
    def only_ours(self) -> ShownList:
        """What we have alone."""
        return _shown_list(self.reading.only_ours(), self.reading.counts.ours)


def _shown_list(items: Iterator[Any], count: int) -> ShownList:
    return ShownList(tuple(islice(items, SHOWN)), tuple(islice(items, FOLDED)), count)


def shown(page: CrossingPage | None, **more: object) -> str:
    """The page, None where there is nothing to cross."""
    drawn = fields(page.reading.counts) if page else []
    given = {"drawn": drawn, "captions": captions, "words": told, "most_areas": MOST_AREAS, "together": together}
    return render_template("crossing/show.html", page=page, **given, **more)


def has_sources(desk: Desk, *, inside: bool) -> bool:
    """Whether there is any source to cross."""
    return bool(_described(desk, inside=inside).sources)


def crossing_page(
    query: Parameters, desk: Desk, names: tuple[str, ...] = NAMES, *, inside: bool = False
) -> CrossingPage:
    """The crossing that is asked for under these names, of the facts of a desk; raises InvalidInput naming one."""
    reader, described = Reader(desk.dataset, ecosystem().model, language()), _described(desk, inside=inside)
    by_name = {item.slug: item for item in reader.model.classes} | reader.model.by_kind
    possible = [item for item in reader.model.classes if item.kind in described.by_kind]
    asked = query.choice(names[2], [text for item in possible for text in (item.slug, item.kind)])
    kind = by_name[asked] if asked else None
    area = asked_area(ecosystem().territories, query.text(names[3]), names[3])
    texts = query.text(names[0]), query.text(names[1])
    sides = asked_sides(reader, described, texts, (kind.kind,) if kind else (), (names[0], names[1]))
    found = _crossing(desk, described, sides, inside=inside)
    return CrossingPage(
        crossing_reading(reader, found, ecosystem().territories, clock.today(), area),
        tuple(_options(reader, described)),
        tuple(item for item in possible if item.kind in sides.theirs.kinds),
        kind,
        inside,
    )


def _options(reader: Reader, described: DescribedThings) -> Iterator[SourceOption]:
    for source in described.sources:
        yield SourceOption(local_name(source.iri), reader.label(source.iri), source.size, source.delivered)


def _described(desk: Desk, *, inside: bool) -> DescribedThings:
    """Which source tells of what, read once for each change of the facts."""
    here = ecosystem()
    make = partial(described_things, desk.dataset, here.model)
    return once(recent(current_app, "crossable sources", 2), (here.repository.number, inside), make)


def _crossing(desk: Desk, described: DescribedThings, sides: CrossedSides, *, inside: bool) -> Crossing:
    here = ecosystem()
    ours = sides.ours.iri if sides.ours else ""
    key = (here.repository.number, inside, sides.theirs.iri, ours, sides.kinds)
    ground = CrossingGround(desk.dataset, here.model, here.territories, described)
    return once(recent(current_app, "crossings", KEPT), key, lambda: crossing(ground, sides, go_on))
