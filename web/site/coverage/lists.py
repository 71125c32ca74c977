# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the coverage page lists under its table: gaps, those on whom cells rest, those who lack a contact or an area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.coverage.cell import NONE, Charge
from graph.coverage.figures import Gap, Named
from graph.coverage.losses import Loss
from graph.coverage.scope import Theme
from graph.territory import Territory
from web.app.language import language, plural, translate
from web.app.pages import href
from web.app.values import Display, Tone
from web.site.coverage.page import Sheet, number, short_name

MOST = 10
SOME_PLACES = 4


@dataclass(frozen=True)
class InCharge:
    """Who animates what is in charge of a need."""

    actor: Display
    body: Display


@dataclass(frozen=True)
class Lack:
    """A theme or a need that lacks somewhere: how it stands, its needs with the answer they get, who is in charge."""

    title: str
    href: str
    tone: Tone
    state: str
    text: str
    needs: tuple[Display, ...]
    charges: tuple[InCharge, ...]


@dataclass(frozen=True)
class Pillar:
    """Someone on whom cells rest: how many, as a share of the most (0 to 100), and where."""

    actor: Display
    cells: str
    share: int
    text: str
    where: tuple[str, ...]


def lacks(sheet: Sheet) -> tuple[Lack, ...]:
    """The gaps of the view: by theme where themes are shown, else by need."""
    gaps = sheet.table.part.gaps()
    if sheet.table.view.theme:
        return tuple(_lack_of_need(sheet, gap) for gap in gaps)
    by_iri = {gap.need.iri: gap for gap in gaps}
    found = [(theme, [by_iri[need.iri] for need in theme.needs if need.iri in by_iri]) for theme in sheet.matrix.themes]
    found.sort(key=lambda pair: -sum(len(gap.places) for gap in pair[1]) / len(pair[0].needs))
    return tuple(_lack_of_theme(sheet, theme, gaps) for theme, gaps in found if gaps)


def _lack_of_need(sheet: Sheet, gap: Gap) -> Lack:
    place = _largest(sheet, gap)
    return Lack(
        title=gap.need.label(language()),
        href=sheet.referral(gap.need.slug, place),
        tone="no" if gap.tally.none else "unsure",
        state=translate("sans réponse") if gap.tally.none else translate("repli seulement"),
        text=_places(sheet, gap.places),
        needs=(),
        charges=_charges(sheet, gap.charges),
    )


def _lack_of_theme(sheet: Sheet, theme: Theme, gaps: Sequence[Gap]) -> Lack:
    none = any(gap.tally.none for gap in gaps)
    total = len(theme.needs)
    said = plural("{n} besoin sur {total}", "{n} besoins sur {total}", len(gaps))
    return Lack(
        title=theme.need.label(language()),
        href=sheet.address(theme=theme.need.slug),
        tone="no" if none else "unsure",
        state=said.format(n=len(gaps), total=total),
        text="",
        needs=tuple(
            Display(gap.need.label(language()), sheet.referral(gap.need.slug, _largest(sheet, gap))) for gap in gaps
        ),
        charges=_charges(sheet, dict.fromkeys(charge for gap in gaps for charge in gap.charges)),
    )


def _largest(sheet: Sheet, gap: Gap) -> Territory:
    """The most populated of the communes that lack it: its answer is the one to look at first."""
    communes = sheet.matrix.coverage.communes
    return communes[max(gap.places, key=lambda place: communes[place].population)]


def _charges(sheet: Sheet, charges: Iterable[Charge]) -> tuple[InCharge, ...]:
    return tuple(InCharge(_display(sheet, charge.actor.iri), _display(sheet, charge.body.iri)) for charge in charges)


def _places(sheet: Sheet, places: Sequence[int]) -> str:
    """Where: everywhere, whole intercommunalities by name, or a number of communes."""
    shown = sheet.table.part.places
    if len(places) == len(shown):
        return translate("Partout : {place}.").format(place=short_name(sheet.table.columns[0].territory))
    if len(places) <= SOME_PLACES:
        return f"{', '.join(sheet.matrix.coverage.communes[place].name for place in places)}."
    text = plural("{n} commune sur {total}.", "{n} communes sur {total}.", len(places))
    return text.format(n=number(len(places)), total=number(len(shown)))


def pillars(sheet: Sheet) -> tuple[Pillar, ...]:
    """Those whose going would uncover most cells of the view."""
    part = sheet.table.part
    needs, places = set(part.needs), set(part.places)
    found = []
    for loss in sheet.matrix.losses:
        cells = tuple(cell for cell in loss.cells if cell[0] in needs and cell[1] in places)
        if cells:
            found.append(Loss(loss.actor, loss.kind, cells))
    found.sort(key=lambda loss: -len(loss.cells))
    most = len(found[0].cells) if found else 1
    return tuple(_pillar(sheet, loss, most) for loss in found[:MOST])


def _pillar(sheet: Sheet, loss: Loss, most: int) -> Pillar:
    count, none = len(loss.cells), loss.count(NONE)
    by_need = Counter(need for need, _, _ in loss.cells)
    coverage = sheet.matrix.coverage
    where = tuple(
        f"{coverage.needs[need].label(language())} – {_places(sheet, [p for n, p, _ in loss.cells if n == need])}"
        for need in sorted(by_need, key=lambda need: (-by_need[need], need))
    )
    return Pillar(_display(sheet, loss.actor.iri), number(count), round(100 * count / most), _after(count, none), where)


def _after(count: int, none: int) -> str:
    """What would become of these cells: without any answer, or with a fallback."""
    if none == count:
        return translate("Sans lui, personne d’autre ne pourrait être joint.")
    if not none:
        return translate("Sans lui, il resterait un repli.")
    said = plural("Sans lui, {n} resterait sans réponse.", "Sans lui, {n} resteraient sans réponse.", none)
    return said.format(n=number(none))


def named(sheet: Sheet, actors: Iterable[Named]) -> tuple[tuple[Display, str], ...]:
    """Actors with how many cells they are about, the first of them."""
    return tuple((_display(sheet, item.actor.iri), number(item.cells)) for item in list(actors)[:MOST])


def _display(sheet: Sheet, iri: str) -> Display:
    mention = sheet.reader.mention(iri)
    return Display(mention.label, href(mention), mention.entity_class)
