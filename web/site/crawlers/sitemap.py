# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages of this instance, for those who list them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from flask import url_for

from graph.diagnosis.questionnaire import questionnaires
from graph.entity import Reader
from graph.model import EntityClass
from graph.namespaces import DCT
from graph.readings.local import COMMUNE, EPCI

if TYPE_CHECKING:
    from graph.territory import Territories

MOST = 50_000  # what one list may hold
PAGES = (
    "home.show", "referral.show", "diagnosis.index", "why_free.show", "map.show", "directory.show", "glossary.show",
    "coverage.show", "news.show", "ranking.show", "story.index", "ontology.show", "about.show", "exports.show",
    "accessibility.show", "rights.show",
)  # fmt: skip


@dataclass(frozen=True)
class PublicPage:
    """The address of a page here, and the day of its facts, None when it is not known."""

    address: str
    day: date | None


def public_pages(reader: Reader, territories: Territories) -> tuple[PublicPage, ...]:
    """Pages of their own, the directory's lists, questionnaires, every card, then the places of the area; never more
    than a list may hold."""
    shown = [item for item in reader.model.classes if item.directory and not item.restricted]
    found = [PublicPage(url_for(endpoint, lang=None), None) for endpoint in PAGES]
    found += [PublicPage(url_for("directory.show", slug=item.slug, lang=None), None) for item in shown]
    found += [
        PublicPage(url_for("diagnosis.show", slug=item.slug, lang=None), None)
        for item in questionnaires(reader.dataset)
    ]
    found += [page for item in shown for page in _cards(reader, item)]
    found += islice(_places(territories), max(0, MOST - len(found)))
    return tuple(found[:MOST])


def _places(territories: Territories) -> Iterator[PublicPage]:
    """The intercommunalities and communes of the area of this instance."""
    for level in (EPCI, COMMUNE):
        for place in territories.all(level):
            if any(territories.contains(area, place) for area in territories.area):
                yield PublicPage(url_for("local.show", text=place.key, lang=None), None)


def _cards(reader: Reader, item: EntityClass) -> Iterator[PublicPage]:
    """The cards of a class, in the order of their addresses."""
    for iri in _entities(reader, item):
        address = reader.address(iri)
        if address is not None:
            yield PublicPage(url_for("card.show", kind=address[0], slug=address[1], lang=None), _day(reader, iri))


def _entities(reader: Reader, item: EntityClass) -> list[str]:
    if not item.scheme:
        return sorted(reader.dataset.instances(*item.classes))
    return sorted(choice.iri for choice in reader.model.choices.values() if choice.scheme == item.scheme)


def _day(reader: Reader, iri: str) -> date | None:
    """The latest day that its sources were written on; None where one of them does not say."""
    data = reader.dataset
    sources = {fact.source for fact in data.facts(s=iri) if fact.source}
    days = [data.day(source, DCT.issued) for source in sources]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
