# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a column may be taken as: a field of a kind of things, or a part of one; and which titles say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from graph.model import Choice, Field, Model
from graph.model.exchange import Exchange, exchange
from graph.model.left_aside import left_aside
from graph.namespaces import DCT, SCHEMA, SKOS, TIS, compact, expand
from graph.text.folding import fold, key, singular
from graph.text.wording import Label

FORMAT = "table"
ACTOR, SERVICE, EVENT, PERSON = "organisation", "service", "event", "person"
# Kinds that a table may be about, in the order to offer them.
ROW_KINDS = (ACTOR, SERVICE, EVENT, "network", "tool", "resource", "instance")
NAME, PLACE, ADDRESS, ROW_KEY = SKOS.prefLabel, SCHEMA.location, SCHEMA.address, DCT.identifier
POSTCODE, COMPLEMENT, POINT = SCHEMA.postalCode, SCHEMA.streetAddress, SCHEMA.geo
# What no field holds by itself, and that the reader puts where it belongs.
PARTS: Mapping[str, Label] = MappingProxyType(
    {
        POSTCODE: Label("code postal"),
        COMPLEMENT: Label("complément d’adresse"),
        POINT: Label("latitude et longitude"),
        ROW_KEY: Label("numéro de la ligne dans votre fichier"),
    }
)
ROW_NUMBER = f"{ACTOR} {compact(ROW_KEY)}"
"""How a mapping says that a column tells the rows."""
# Words between the words of a title, and the least length of one in which a typing error is forgiven.
_SMALL = "a au aux d de des du en et l la le les ou par pour sur un une n no nr numero of the"
SMALL = frozenset(_SMALL.split(" "))
LONG_ENOUGH = 7
_ASIDE = re.compile(r"\s*(?:\(.*\)|[/:].*)$")
_NUMBERED = re.compile(r" \(\d+\)$", re.ASCII)


@dataclass(frozen=True)
class TablePlace:
    """A place for a column: a kind, the IRI of a property, and its field, None for what is only a part of one.

    `choice`: the IRI of the one choice that the title itself names, where cells only say whether it holds.
    """

    kind: str
    path: str
    field: Field | None = None
    choice: str = ""

    @property
    def said(self) -> str:
        """As a mapping says it: « organisation foaf:homepage »."""
        return f"{self.kind} {compact(self.path)}"

    @property
    def label(self) -> str:
        """What it is called in French."""
        return PARTS[self.path]("fr") if self.field is None else self.field.name.fr


class Titles:
    """The titles that lead to a place of a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.exchange: Exchange = exchange(FORMAT)
        # The titles that may name the row, or somebody.
        self.names = frozenset(map(fold, self.exchange.roles["name"].split(";")))

    def place(self, said: str) -> TablePlace | None:
        """The place that a mapping says, None where the model has none such."""
        kind, _, path = said.partition(" ")
        return self.at(kind, expand(path))

    def at(self, kind: str, path: str) -> TablePlace | None:
        """The place of a property for a kind; that of a field with the same choices where the kind has no such."""
        if kind == PERSON:
            return TablePlace(kind, path)
        item = self.model.by_kind.get(kind)
        if item is None:
            return None
        if path in PARTS:
            return TablePlace(kind, path) if path == ROW_KEY or item.field(PLACE) else None
        field = item.field(path) or self._alike(kind, path)
        return None if field is None else TablePlace(kind, field.path, field)

    def _alike(self, kind: str, path: str) -> Field | None:
        scheme = next((field.scheme for field in self.model.fields.get(path, ()) if field.scheme), "")
        fields = self.model.kind(kind).fields
        return next((field for field in fields if scheme and field.scheme == scheme), None)

    def find(self, title: str) -> TablePlace | None:
        """The place that a title says, None where it says none; the number of one said twice is none of it."""
        title = _NUMBERED.sub("", title)
        whole = self._known(fold(title))
        if whole is not None:
            return whole
        words = _bare(title)
        found = self._known(" ".join(words)) or self._personal(words)
        found = found or self._known(" ".join(word for word in words if word not in self._subjects))
        found = found or self._nearly(" ".join(words)) or self._chosen(title)
        shorter = _ASIDE.sub("", title).strip()
        return found or (self.find(shorter) if shorter and shorter != title else None)

    def is_first_name(self, title: str) -> bool:
        """Whether a title says the first name of somebody."""
        found = self._known(fold(title))
        return found is not None and found.path == SCHEMA.givenName

    def names_a_body(self, title: str) -> bool:
        """Whether a title says by itself that no person is named: « Structure », « Nom de la structure »."""
        return not self._subjects.isdisjoint(_bare(title))

    def _personal(self, words: list[str]) -> TablePlace | None:
        """What a title says of somebody: « Courriel de la présidente »; of several, only where the rest is known."""
        others = [word for word in words if singular(word) not in self._people]
        other = self._known(" ".join(others))
        if len(others) == len(words) or (other is None and not self._people & set(words)):
            return None
        return TablePlace(PERSON, NAME if other is None else other.path)

    def _known(self, folded: str) -> TablePlace | None:
        return self._by_title.get(folded) or self._by_key.get(_key(folded)) if folded else None

    def _nearly(self, folded: str) -> TablePlace | None:
        """The place of a title that a typing error apart is this one."""
        if len(folded) < LONG_ENOUGH:
            return None
        near = (place for title, place in self._by_title.items() if OSA.distance(folded, title, score_cutoff=1) <= 1)
        return next(near, None)

    def _chosen(self, title: str) -> TablePlace | None:
        """The field of a choice that the title names: « Seniors »."""
        for path, scheme in self._choosing:
            choice = next((one for one in scheme if key(title) in _names(one)), None)
            place = self.at(SERVICE, path)
            if choice is not None and place is not None:
                return TablePlace(SERVICE, path, place.field, choice.iri)
        return None

    @cached_property
    def _choosing(self) -> list[tuple[str, tuple[Choice, ...]]]:
        schemes = {scheme.iri: scheme.choices for scheme in self.model.schemes}
        fields = self.model.kind(SERVICE).fields
        return [(field.path, schemes[field.scheme]) for field in fields if field.path == SCHEMA.audience]

    @cached_property
    def _by_title(self) -> Mapping[str, TablePlace]:
        """Labels of the model, those of actors without their kind too; what people write; words for persons."""
        found: dict[str, TablePlace] = {}
        for kind in ROW_KINDS:
            item = self.model.kind(kind)
            for field in item.fields:
                names = [f"{label} {name}" for label in item.label.languages.values()
                         for name in field.name.languages.values()]  # fmt: skip
                names += field.name.languages.values() if kind in (ACTOR, SERVICE) else ()
                for name in names:
                    found.setdefault(fold(name), TablePlace(kind, field.path, field))
        for title, field_ in self.exchange.fields.items():
            place = self.at(field_.kind, field_.path) if field_.kind else None
            if place is not None:
                found[fold(title)] = place
        for words, why in left_aside("persons").items():
            found.setdefault(words, TablePlace(PERSON, NAME if why == "persons" else ""))
        return found

    @cached_property
    def _by_key(self) -> Mapping[str, TablePlace]:
        found: dict[str, TablePlace] = {}
        for title, place in self._by_title.items():
            found.setdefault(_key(title), place)
        return found

    @cached_property
    def _people(self) -> frozenset[str]:
        """The words that name somebody by what they do."""
        return frozenset(title for title, place in self._by_title.items() if place.kind == PERSON and " " not in title)

    @cached_property
    def _subjects(self) -> frozenset[str]:
        """The words by which titles name the thing itself: « Téléphone de la structure »."""
        titles = (title for title, place in self._by_title.items() if place.path == NAME and place.kind != PERSON)
        return frozenset(form for title in titles if " " not in title for form in (title, f"{title}s")) - self.names


def places_to_choose(model: Model) -> Iterator[TablePlace]:
    """Every place that a column may be given, those of actors first, in the order of their fields."""
    titles = titles_of(model)
    for kind in ROW_KINDS:
        parts = (titles.at(kind, path) for path in PARTS)
        fields = (titles.at(kind, field.path) for field in model.kind(kind).fields if not _leads_away(field, model))
        yield from (place for place in (*fields, *parts) if place is not None)


@lru_cache(maxsize=4)
def titles_of(model: Model) -> Titles:
    """The titles of a model, which is read once."""
    return Titles(model)


def _leads_away(field: Field, model: Model) -> bool:
    """Whether it leads to things that have cards of their own, which a cell cannot name; or no file may say it."""
    if field.path == TIS.noLongerListedOn:
        return True
    return field.is_link and not field.scheme and field.path not in (PLACE, SCHEMA.areaServed)


def _bare(title: str) -> list[str]:
    return [word for word in fold(title).split() if word not in SMALL and not word.isdecimal()]


def _key(folded: str) -> str:
    return " ".join(word for word in key(folded).split() if word not in SMALL)


def _names(choice: Choice) -> set[str]:
    return {key(name) for name in (*choice.label.languages.values(), *choice.alternatives)}


def titles_with_numbers(titles: Iterable[str]) -> list[str]:
    """Titles that each name one column: what is empty or said twice is told by its place."""
    found: list[str] = []
    for number, title in enumerate(titles, 1):
        name = " ".join(title.split()) or f"Colonne {number}"
        while name in found:
            name = f"{name} ({number})"
        found.append(name)
    return found
