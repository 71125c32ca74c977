# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed since a state of the facts that somebody has on their screen: the cards added, changed and gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.entity import Mention, Reader
from graph.namespaces import SCHEMA, local_name
from graph.rdf.dataset import name_of
from graph.storage.steps import Became, Touch, Trail

# Places and links that are told of a card: who wants all of them reads it.
MOST_TIES = 20
# Numbers that one may come with.
HIGHEST = 999_999_999


@dataclass(frozen=True)
class ChangedCard:
    """A card: where it is, and what it links to, as (property, thing); of one that is gone, its name alone."""

    mention: Mention
    places: tuple[Mention, ...] = ()
    links: tuple[tuple[str, Mention], ...] = ()


@dataclass(frozen=True)
class Changes:
    """From the state `since` to the state `number`; `reset`: too much, or too long ago, so all is to be read again."""

    number: int
    since: int
    reset: bool
    added: tuple[ChangedCard, ...] = ()
    changed: tuple[ChangedCard, ...] = ()
    gone: tuple[ChangedCard, ...] = ()


def changes(reader: Reader, trail: Trail, since: int) -> Changes:
    """What became of the cards of a dataset along its trail, by name."""
    touched = trail.since(since)
    if touched is None:
        return Changes(trail.number, since, reset=True)
    found: dict[Became, list[ChangedCard]] = {became: [] for became in Became}
    for iri, touch in touched.items():
        card = _gone(reader, iri, touch) if touch.became is Became.GONE else _card(reader, iri)
        if card is not None:
            found[touch.became].append(card)
    added, changed, gone = (tuple(sorted(found[became], key=_by_name)) for became in Became)
    return Changes(trail.number, since, False, added, changed, gone)


def changes_document(found: Changes) -> dict[str, Any]:
    """The same for programs."""
    cards = {name: [_document(card) for card in getattr(found, name)] for name in ("added", "changed", "gone")}
    return {"number": found.number, "since": found.since, "reset": found.reset, **cards}


def _by_name(card: ChangedCard) -> tuple[str, str]:
    return card.mention.label, card.mention.iri


def _card(reader: Reader, iri: str) -> ChangedCard | None:
    mention, data = reader.mention(iri), reader.dataset
    own = mention.entity_class
    if own is None or not mention.key:
        return None
    places = data.links(iri, SCHEMA.areaServed) or data.links(iri, SCHEMA.location)
    links = [(field.path, o) for field in own.fields if field.is_link for o in data.links(iri, field.path)]
    return ChangedCard(
        mention,
        tuple(map(reader.mention, places[:MOST_TIES])),
        tuple((path, reader.mention(o)) for path, o in links[:MOST_TIES]),
    )


def _gone(reader: Reader, iri: str, touch: Touch) -> ChangedCard | None:
    own, key = reader.model.class_of(list(touch.types)), reader.key(iri)
    label = name_of(touch.said, iri, reader.lang) or local_name(iri)
    return ChangedCard(Mention(iri, label, own, key)) if own and key else None


def _document(card: ChangedCard) -> dict[str, Any]:
    own = card.mention.entity_class
    return {
        **_reference(card.mention),
        "kind": own.kind if own else "",
        "places": [_reference(place) for place in card.places],
        "links": [{"p": path, "o": _reference(thing)} for path, thing in card.links],
    }


def _reference(mention: Mention) -> dict[str, str]:
    return {"iri": mention.iri, "label": mention.label}
