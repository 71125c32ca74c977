# SPDX-License-Identifier: AGPL-3.0-or-later
"""The filters of a map as its page tells and offers them: what is left out, in words, and what can be asked alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.mindmaps import MapFilter, filter_choices
from graph.text.folding import fold
from graph.text.sentences import inner
from graph.text.wording import listed
from web.app.language import translate

if TYPE_CHECKING:
    from graph.entity import Reader
    from web.site.map.page import MapPage


@dataclass(frozen=True)
class FilterOption:
    """One thing that can be asked alone: the value of the parameter, its name, whether it is what is asked."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FilterSelect:
    """A filter to choose from: the parameter, its name, what stands for no choice, and what there is."""

    name: str
    label: str
    every: str
    options: tuple[FilterOption, ...]


def told(here: Reader, asked: MapFilter) -> dict[str, str]:
    """What is left out, by the parameter that asks for it: `sans services`, `public : personnes âgées`."""
    kinds = [here.model.by_kind[kind].plural(here.lang) for kind in asked.kinds]
    said = {
        "lieu": here.label(asked.place) if asked.place else "",
        "public": translate("public : {name}").replace("{name}", inner(here.label(asked.audience)))
        if asked.audience
        else "",
        "cout": inner(here.label(asked.cost)) if asked.cost else "",
        "masque": translate("sans {names}").replace("{names}", listed(kinds, here.lang)) if kinds else "",
    }
    return {name: text for name, text in said.items() if text}


def selects(page: MapPage) -> list[FilterSelect]:
    """The filters that the facts can answer; none where the map shows a way."""
    if page.asked.view.needs_ends:
        return []
    found, asked = filter_choices(page.here.dataset, page.here.model), page.asked.filter
    places, audiences, costs = (set(it) for it in (found.places, found.audiences, found.costs))
    every = [
        FilterSelect(
            "lieu",
            translate("Intercommunalité"),
            translate("toutes"),
            _options(page, {page.short(it): it for it in places | {asked.place}}, asked.place),
        ),
        FilterSelect(
            "public",
            translate("Public"),
            translate("tous"),
            _options(page, {page.slug(it): it for it in audiences | {asked.audience}}, asked.audience),
        ),
        FilterSelect(
            "cout",
            translate("Coût"),
            translate("tous"),
            _options(page, {page.slug(it): it for it in costs | {asked.cost}}, asked.cost),
        ),
    ]
    return [select for select in every if select.options]


def _options(page: MapPage, found: dict[str, str], chosen: str) -> tuple[FilterOption, ...]:
    """In the order of the model for choices, of names for places."""
    choices = page.here.model.choices
    named = [(iri, value, page.here.label(iri)) for value, iri in found.items() if iri]
    named.sort(key=lambda it: (choices[it[0]].order if it[0] in choices else 0, fold(it[2])))
    return tuple(FilterOption(value, label, iri == chosen) for iri, value, label in named)
