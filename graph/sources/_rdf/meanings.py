# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the terms of other vocabularies mean here, as `ontology/exchange/rdf.toml` tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graph.model import EntityClass, Model
from graph.model.exchange import Exchange, exchange
from graph.namespaces import SCHEMA, compact, expand

SLUG, ANY, WITHIN = "rdf", "*", " > "
PERSONS, PERSONAL = "persons", "personal"
_ALSO_WRITTEN = "http://schema.org/"


def term(iri: str) -> str:
    """A term as it is listed: those of schema.org bear both its addresses in the wild."""
    return SCHEMA + iri[len(_ALSO_WRITTEN) :] if iri.startswith(_ALSO_WRITTEN) else iri


@dataclass(frozen=True)
class Meanings:
    """The table, its terms as IRIs, beside the terms of the model, which mean themselves.

    `places` keeps the territories that texts were found to name: those of one file come again and again.
    """

    model: Model
    places: dict[str, str] = field(default_factory=dict)

    @cached_property
    def exchange(self) -> Exchange:
        """The table as it is written."""
        return exchange(SLUG)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each term in the table: of several that say the same, the first is believed."""
        return {_whole(name): number for number, name in enumerate(self.exchange.fields)}

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, str]]:
        return {_whole(name): (place.kind, place.path) for name, place in self.exchange.fields.items()}

    @cached_property
    def _persons(self) -> frozenset[str]:
        own = {iri for item in self.model.classes if item.restricted for iri in item.classes}
        return frozenset({_whole(name) for name in self.exchange.codes[PERSONS]} | own)

    @cached_property
    def _personal(self) -> frozenset[str]:
        return frozenset(_whole(name) for name in self.exchange.codes[PERSONAL])

    def kind(self, types: list[str]) -> str:
        """The kind of a thing of these classes, "" where it has no card here."""
        listed = [self._places[iri][0] for iri in types if iri in self._places]
        own = (self.model.by_iri[iri] for iri in types if iri in self.model.by_iri and iri not in self._places)
        known = [*(item.kind for item in own if not item.restricted), *filter(None, listed)]
        return min(known, key=lambda kind: self.model.by_kind[kind].order, default="")

    def is_person(self, types: list[str]) -> bool:
        """Whether it is somebody."""
        return not self._persons.isdisjoint(types)

    def is_personal(self, chain: tuple[str, ...]) -> bool:
        """Whether a property, or one of what another leads to, says somebody."""
        return not self._personal.isdisjoint(_names(chain))

    def place(self, own: EntityClass, chain: tuple[str, ...]) -> tuple[str, str]:
        """The kind and property that a property means, or one of what another leads to; "" twice for none here.

        A kind that is another than that of the thing is that of a thing between the two.
        """
        if len(chain) == 1 and own.field(chain[0]):
            return own.kind, chain[0]
        for name in _names(chain):
            if name in self._places:
                kind, path = self._places[name]
                if kind not in (ANY, "") and kind != own.kind:
                    return kind, path
                # What several things of an address say together is put together from it.
                return (own.kind, path) if path and (own.field(path) or len(chain) > 1) else ("", "")
        return "", ""

    def choices(self, path: str, said: str) -> tuple[str, ...]:
        """The choices that a class or a word means under a property, none where the table has none."""
        return self.codes.get(path, {}).get(said, ())

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Choices by property, then by class or word."""
        return {
            expand(name): {expand(code): choices for code, choices in codes.items()}
            for name, codes in self.exchange.codes.items()
        }

    def elsewhere(self, own: EntityClass, chain: tuple[str, ...]) -> str:
        """The property under which what has no place here is kept as it is said: its own, unless that is a field."""
        if len(chain) == 1 and own.field(chain[0]) is None:
            return chain[0]
        return self.exchange.elsewhere("/".join(map(compact, chain)))


def _whole(name: str) -> str:
    return WITHIN.join(term(expand(part.strip())) for part in name.split(WITHIN.strip())).lstrip()


def _names(chain: tuple[str, ...]) -> tuple[str, ...]:
    """How the table may name a property: alone, or within what leads to it, and within anything."""
    if len(chain) == 1:
        return chain
    return WITHIN.join(chain[-2:]), WITHIN.join(("", chain[-1])).lstrip()
