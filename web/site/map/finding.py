# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a thing is on a map: drawn, folded in a branch to open, else at the centre of a map of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.entity import Reader
from graph.errors import Suggestion
from graph.mindmaps import NOTHING, Relations, path_to
from graph.namespaces import TIS
from graph.readings.search import asked_iris
from graph.text.folding import fold
from web.site.map.page import MapPage

if TYPE_CHECKING:
    from graph.referral.resolver import Resolver

# How many branches to try opening before the map is centred on what is sought.
TRIED = 6
HITS = 6


def meant(here: Reader, iri: str) -> str | None:
    """The thing to draw for an IRI: itself, or what an acronym stands for; None when no map draws it."""
    ties = Relations(here.dataset, here.model, here.lang).ties
    return next((one for one in (iri, *here.dataset.links(iri, TIS.acronymOf)) if ties.drawn(one)), None)


def tied(here: Reader, iri: str) -> list[str]:
    """What a link entity (a change …) leads to, then what it comes from; nothing for anything else."""
    cls = Relations(here.dataset, here.model, here.lang).ties.cls(iri)
    paths = (cls.bridge.end, cls.bridge.start) if cls and cls.bridge else ()
    return [one for path in paths for one in here.dataset.links(iri, path)]


def named(resolver: Resolver, text: str) -> list[str]:
    """What a text may mean, likeliest first: the things of that name, else what is read in the sentence."""
    hits = resolver.search.search(text, HITS)
    found = [hit.iri for hit in hits]
    exact = any(fold(hit.matched) == fold(text) for hit in hits)
    return found if exact else [*asked_iris(resolver, text), *found]


def drawable(here: Reader, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """What maps can show of some suggestions, each once."""
    found = {iri: item for item in suggestions if (iri := meant(here, item.iri)) is not None}
    return [Suggestion(iri, item.label) for iri, item in found.items()]


def where(page: MapPage, iri: str) -> str:
    """The address of the view nearest to this one in which a thing is drawn and chosen."""
    opened = _drawn(page, iri) or _folded(page, iri) or _beyond(page, iri)
    if opened is not None:
        return page.address(ouvert=[page.short(one) for one in opened], choix=page.short(iri))
    return page.address(vue="autour", centre=page.short(iri), ouvert=[], forme="", choix=page.short(iri))


def _drawn(page: MapPage, iri: str) -> tuple[str, ...] | None:
    return page.asked.opened if iri in page.mindmap.by_iri else None


def _folded(page: MapPage, iri: str) -> tuple[str, ...] | None:
    """What to open when the thing waits behind a number."""
    if iri not in page.built.by_iri:
        return None
    return _opening(page, iri, path_to(page.built, page.built.by_iri[iri].key)[:-1] or (page.built.centre,))


def _beyond(page: MapPage, iri: str) -> tuple[str, ...] | None:
    """What to open when the thing is in the tree past what the view shows: itself, else what it hangs from."""
    found = _opening(page, iri, (iri,))
    if found is not None:
        return found
    relations = Relations(page.here.dataset, page.here.model, page.here.lang)
    parents = [link.other for link in relations.links(iri) if link.span.holds(page.asked.day)]
    for parent in [one for one in parents if one in page.built.by_iri][:TRIED]:
        found = _opening(page, iri, path_to(page.built, page.built.by_iri[parent].key) or (page.built.centre,))
        if found is not None:
            return found
    return None


def _opening(page: MapPage, iri: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
    """The branches opened with these more, when this draws the thing."""
    opened = tuple(dict.fromkeys([*(one for one in page.asked.opened if one != NOTHING), *path]))
    tried = MapPage(page.here, replace(page.asked, opened=opened))
    return opened if iri in tried.mindmap.by_iri else None
