# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be asked instead of each thing of a request, however it was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from graph.errors import TisserandError
from graph.namespaces import TIS
from graph.referral.certainty import beside_of
from graph.referral.mention import Ref
from graph.referral.situation import AUDIENCE, MODE, NEED, PLACE, TOOL, Reading
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.model import Choice
    from graph.referral.resolver import Resolver

MOST = 3
SCHEMES = {NEED: "need", AUDIENCE: "audience", MODE: "access-mode"}
WIDER = ("epci", "departement")
"""What a commune may be asked with the others of."""


def instead_of(resolver: Resolver, reading: Reading) -> tuple[Ref, ...]:
    """What else may be meant, three at most: what the reader of the words heard, else what stands beside it."""
    if reading.others:
        return reading.others
    if reading.kind in SCHEMES:
        found: Iterable[Ref] = (Ref(one.iri, one.label.fr) for one in _beside(resolver, reading))
    elif reading.kind == TOOL:
        found = _tools(resolver, reading)
    else:
        found = _places(resolver, reading) if reading.kind == PLACE else ()
    others = {one.iri: one for one in found if one.iri != reading.asked.iri}
    return tuple(islice(others.values(), MOST))


def _beside(resolver: Resolver, reading: Reading) -> Iterator[Choice]:
    """The choices under the same one, else those under it, else the other great ones."""
    choices = resolver.model.scheme(SCHEMES[reading.kind]).choices
    own = next((one for one in choices if one.iri == reading.asked.iri), None)
    if own is not None:
        under = (one for one in choices if own.iri in one.broader)
        great = (one for one in choices if not one.broader and one is not own)
        yield from chain(beside_of(choices, own), under, () if own.broader else great)


def _tools(resolver: Resolver, reading: Reading) -> Iterator[Ref]:
    """The tools named alike, then those that do the same, the first as free or not."""
    data, own = resolver.dataset, reading.asked
    first = next(iter(data.label(own.iri).split()), "")
    hits = resolver.search.search(first, MOST * 3, (TOOL,)) if first else []
    yield from (Ref(hit.iri, hit.label) for hit in hits if fold(first) in fold(hit.label).split())
    needs = data.links(own.iri, TIS.meetsNeed)
    same = dict.fromkeys(chain(*(data.subjects(TIS.meetsNeed, need) for need in needs)))
    kind, free = resolver.model.kind(TOOL).iri, data.flag(own.iri, TIS.freeSoftware)
    tools = [iri for iri in same if kind in data.types(iri)]
    for iri in sorted(tools, key=lambda one: data.flag(one, TIS.freeSoftware) != free):
        yield Ref(iri, data.label(iri))


def _places(resolver: Resolver, reading: Reading) -> Iterator[Ref]:
    """The namesakes of a place, then what it is part of."""
    known, base = resolver.territories, resolver.dataset.base
    place = known.find(base, reading.asked.iri)
    if place is None:
        return
    try:
        namesakes = [one for one in known.candidates(reading.asked.query) if one.key != place.key]
    except TisserandError:
        namesakes = []
    around = [one for one in known.chain(place) if one.level in WIDER]
    yield from (Ref(known.iri(base, one), one.label) for one in (*namesakes[: MOST - 1], *around))
