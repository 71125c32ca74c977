# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which news are asked for: of a kind, of a network, of an intercommunality, of a need; and what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.errors import InvalidInput, UnknownThing
from graph.namespaces import SCHEMA
from graph.text.folding import filed
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.model import EntityClass
    from graph.territory import Territories
    from graph.territory.types import Territory

NETWORK, NEED, AREA = "network", "need", "epci"
NO_CHOICE = Phrase("« {value} » n’est pas dans la liste. Choisissez de nouveau.")
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BulletinChoice:
    """What is asked for, "" where all will do: slugs of a kind and of a need, slug of a network, code of an area."""

    kind: str = ""
    network: str = ""
    area: str = ""
    need: str = ""


class BulletinFilter:
    """Whether a thing is of what was asked for, by what stands one step from it; raises InvalidInput as it is made."""

    def __init__(self, reader: Reader, territories: Territories, choice: BulletinChoice) -> None:
        self._reader = reader
        self._territories = territories
        self._choice = choice
        for field, value, known in (
            ("nature", choice.kind, self.kinds),
            ("reseau", choice.network, self.networks),
            ("besoin", choice.need, self.needs),
        ):
            if value and value not in {slug for slug, _ in known}:
                raise InvalidInput(NO_CHOICE(value=value[:60]), field=field)
        self._area = self._asked_area()

    def _asked_area(self) -> Territory | None:
        if not self._choice.area:
            return None
        try:
            return self._territories.by_code(AREA, self._choice.area)
        except UnknownThing as error:
            raise InvalidInput(NO_CHOICE(value=self._choice.area[:60]), field="epci") from error

    @cached_property
    def kinds(self) -> Options:
        """The kinds, in the model's order."""
        return tuple((own.slug, own.plural(self._reader.lang)) for own in self._reader.model.classes if is_told(own))

    @cached_property
    def networks(self) -> Options:
        """The networks that anybody may see, by name."""
        data = self._reader.dataset
        iris = data.instances(*self._reader.model.kind(NETWORK).classes)
        found = [(self._reader.key(iri).partition("/")[2], self._reader.label(iri)) for iri in iris]
        return tuple(sorted((item for item in found if item[0]), key=lambda item: filed(item[1])))

    @cached_property
    def needs(self) -> Options:
        """The widest needs."""
        return tuple((item.slug, item.label(self._reader.lang)) for item in self._reader.model.scheme(NEED).top)

    @cached_property
    def areas(self) -> Options:
        """The intercommunalities of the instance's own area of which something is told, by name."""
        data, start = self._reader.dataset, f"{AREA}-"
        keys = [self._reader.key(iri).partition("/")[2] for iri in data.instances(SCHEMA.AdministrativeArea)]
        places = [self._territories.by_key(key) for key in keys if key.startswith(start)]
        here = (place for place in places if not self._territories.outside(place.key))
        return tuple((place.code, place.name) for place in sorted(here, key=lambda place: filed(place.name)))

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is asked for, by its names; none where all will do."""
        choice = self._choice
        said = ((choice.kind, self.kinds), (choice.network, self.networks), (choice.need, self.needs))
        names = [dict(options)[value] for value, options in said if value]
        return tuple([*names, self._area.name] if self._area is not None else names)

    def passes(self, iri: str, own: EntityClass) -> bool:
        """Whether a thing is asked for."""
        choice = self._choice
        if choice.kind and own.slug != choice.kind:
            return False
        if not (choice.network or choice.area or choice.need):
            return True
        near = self._near(iri)
        return (
            (not choice.network or self._reader.iri(NETWORK, choice.network) in near)
            and (not choice.need or bool(near & self._under))
            and (not choice.area or any(map(self._lies_there, near)))
        )

    def _near(self, iri: str) -> frozenset[str]:
        """What stands one step from a thing or from whoever provides it, also through what only ties things."""
        found = {iri}
        for actor in (iri, *self._reader.dataset.links(iri, SCHEMA.provider)):
            found |= self._beside(actor)
        return frozenset(found)

    def _beside(self, iri: str) -> set[str]:
        data = self._reader.dataset
        found = {fact.o for fact in data.facts(s=iri) if isinstance(fact.o, str)}
        for subject in {fact.s for fact in data.facts(o=iri)}:
            if self._reader.class_of(subject) is not None:
                found |= {subject, *(fact.o for fact in data.facts(s=subject) if isinstance(fact.o, str))}
        return found

    @cached_property
    def _under(self) -> frozenset[str]:
        """The need asked for, with all that is narrower."""
        scheme = self._reader.model.scheme(NEED)
        asked = (choice.iri for choice in scheme.choices if choice.slug == self._choice.need)
        return frozenset(iri for one in asked for iri in scheme.under(one))

    def _lies_there(self, iri: str) -> bool:
        place = self._territories.find(self._reader.dataset.base, iri)
        return place is not None and self._area is not None and self._territories.contains(self._area, place)


def is_told(own: EntityClass) -> bool:
    """Whether things of a kind make news: what has a card of its own, and is neither a choice nor a source."""
    return own.directory and not own.restricted and not own.scheme and own.kind not in {"source", "territory"}
