# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a view of the matrix lacks and rests on: gaps, those on whom cells rest, those without contact or area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.coverage.cell import NONE, Charge
from graph.coverage.figures import ActorCount, Gap, Tally
from graph.coverage.losses import Loss
from graph.coverage.reading import NEARLY, WITH_A_TOOL, CoverageReading, number, short_name
from graph.coverage.scope import Theme
from graph.entity import Mention
from graph.model import Choice
from graph.territory import Territory
from graph.text.catalogue import plural_form
from graph.text.wording import Label, Phrase, Plural

MOST = 10
SOME_PLACES = 4
EMPTY, FALLBACK_ONLY = Label("sans réponse"), Label("pas de réponse directe")
NEEDS_OF = Plural("{n} besoin sur {total}", "{n} besoins sur {total}")
EVERYWHERE = Phrase("Partout : {place}.")
COMMUNES_OF = Plural("{n} commune sur {total}.", "{n} communes sur {total}.")
ALONE = Label("Sans lui, personne d’autre ne pourrait être joint.")
FALLBACK_LEFT = Label("Sans lui, il ne resterait aucune réponse directe.")
EMPTY_LEFT = Plural("Sans lui, {n} resterait sans réponse.", "Sans lui, {n} resteraient sans réponse.")


@dataclass(frozen=True)
class Lack:
    """A theme or a need that lacks somewhere: how it stands and where in words, and who is in charge, as (actor, body).

    `gaps` are its needs, each with the commune whose answer is to be looked at first; `theme` is None for a need alone.
    """

    need: Choice
    theme: Theme | None
    gaps: tuple[tuple[Gap, Territory], ...]
    state: str
    text: str
    charges: tuple[tuple[Mention, Mention], ...]

    @property
    def empty(self) -> bool:
        """Whether nobody at all answers somewhere, not even another door."""
        return any(gap.tally.none for gap, _ in self.gaps)


@dataclass(frozen=True)
class Pillar:
    """Someone on whom cells rest: how many, as a share of the most (0 to 100), what would become of them, and where."""

    actor: Mention
    cells: int
    share: int
    text: str
    where: tuple[str, ...]


def lacks(reading: CoverageReading) -> tuple[Lack, ...]:
    """The gaps of the view: by theme where themes are shown, else by need."""
    gaps = reading.table.part.gaps()
    if reading.table.view.theme:
        return tuple(_lack_of_need(reading, gap) for gap in gaps)
    by_iri = {gap.need.iri: gap for gap in gaps}
    themes = reading.matrix.themes
    found = [(theme, [by_iri[need.iri] for need in theme.needs if need.iri in by_iri]) for theme in themes]
    found.sort(key=lambda pair: -sum(len(gap.places) for gap in pair[1]) / len(pair[0].needs))
    return tuple(_lack_of_theme(reading, theme, gaps) for theme, gaps in found if gaps)


def _lack_of_need(reading: CoverageReading, gap: Gap) -> Lack:
    state = _standing(gap.tally)
    gaps = ((gap, _largest(reading, gap)),)
    where = _places(reading, gap.places)
    return Lack(gap.need, None, gaps, state(reading.reader.lang), where, _charges(reading, gap.charges))


def _standing(tally: Tally) -> Label:
    """How a need stands where it lacks: by the worst of its cells."""
    if tally.none or tally.fallback:
        return EMPTY if tally.none else FALLBACK_ONLY
    return NEARLY if tally.near else WITH_A_TOOL


def _lack_of_theme(reading: CoverageReading, theme: Theme, gaps: Sequence[Gap]) -> Lack:
    said = plural_form(*NEEDS_OF, len(gaps), reading.reader.lang).format(n=len(gaps), total=len(theme.needs))
    charges = dict.fromkeys(charge for gap in gaps for charge in gap.charges)
    placed = tuple((gap, _largest(reading, gap)) for gap in gaps)
    return Lack(theme.need, theme, placed, said, "", _charges(reading, charges))


def _largest(reading: CoverageReading, gap: Gap) -> Territory:
    """The most populated of the communes that lack it: its answer is the one to look at first."""
    communes = reading.matrix.coverage.communes
    return communes[max(gap.places, key=lambda place: communes[place].population)]


def _charges(reading: CoverageReading, charges: Iterable[Charge]) -> tuple[tuple[Mention, Mention], ...]:
    mention = reading.reader.mention
    return tuple((mention(charge.actor.iri), mention(charge.body.iri)) for charge in charges)


def _places(reading: CoverageReading, places: Sequence[int]) -> str:
    """Where: everywhere, some communes by name, or a number of communes."""
    shown, lang = reading.table.part.places, reading.reader.lang
    if len(places) == len(shown):
        return EVERYWHERE.template(lang).format(place=short_name(reading.table.columns[0].territory))
    if len(places) <= SOME_PLACES:
        return f"{', '.join(reading.matrix.coverage.communes[place].name for place in places)}."
    text = plural_form(*COMMUNES_OF, len(places), lang)
    return text.format(n=number(len(places), lang), total=number(len(shown), lang))


def pillars(reading: CoverageReading) -> tuple[Pillar, ...]:
    """Those whose going would uncover most cells of the view."""
    part = reading.table.part
    needs, places = set(part.needs), set(part.places)
    found = []
    for loss in reading.matrix.losses:
        cells = tuple(cell for cell in loss.cells if cell[0] in needs and cell[1] in places)
        if cells:
            found.append(Loss(loss.actor, loss.kind, cells))
    found.sort(key=lambda loss: -len(loss.cells))
    most = len(found[0].cells) if found else 1
    return tuple(_pillar(reading, loss, most) for loss in found[:MOST])


def _pillar(reading: CoverageReading, loss: Loss, most: int) -> Pillar:
    count, lang = len(loss.cells), reading.reader.lang
    by_need = Counter(need for need, _, _ in loss.cells)
    coverage = reading.matrix.coverage
    where = tuple(
        f"{coverage.needs[need].label(lang)} – {_places(reading, [p for n, p, _ in loss.cells if n == need])}"
        for need in sorted(by_need, key=lambda need: (-by_need[need], need))
    )
    text = _after(count, loss.count(NONE), lang)
    return Pillar(reading.reader.mention(loss.actor.iri), count, round(100 * count / most), text, where)


def _after(count: int, none: int, lang: str) -> str:
    """What would become of these cells: without any answer, or with a fallback."""
    if none == count:
        return ALONE(lang)
    return plural_form(*EMPTY_LEFT, none, lang).format(n=number(none, lang)) if none else FALLBACK_LEFT(lang)


def counted(reading: CoverageReading, actors: Iterable[ActorCount]) -> tuple[tuple[Mention, int], ...]:
    """Actors with how many cells they are about, the first of them."""
    return tuple((reading.reader.mention(item.actor.iri), item.cells) for item in list(actors)[:MOST])
