# SPDX-License-Identifier: AGPL-3.0-or-later
"""GoGoCarto: the elements of a map, full or compact, with its tree of options where it is given.

Options that this format knows: `kind`, what the elements are (organisations, when nobody says); `taxonomy`, the tree of
options as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.sources._gogocarto import MapOption, address_parts, days_of, french_day, hours_of, option_names, said_options
from graph.sources._json import JsonDocument, JsonItem, json_head, texts_of, written
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.sources._records import (
    FieldPlace,
    Placing,
    RowNote,
    SeenColumns,
    by_name,
    choices_by_name,
    kept,
    kept_json,
    notes_of,
    plain,
    postal_line,
    town_text,
)
from graph.text.wording import Label

FORM = "gogocarto"
LISTS = ("data", "@graph")
OPTIONS = ("categories", "optionValues", "taxonomy", "categoriesFull")
COMPACT = ("id", "name", "geo.latitude", "geo.longitude", "categories")
DAYS = ("updatedAt",)
LINES = ("name", "title")
HIDDEN = "hidden"  # how a map says that it has an e-mail and does not give it
NO_ELEMENTS = "ce fichier ne contient aucun élément de carte. Demandez « elements.json » à la carte."
TREE_ALONE = "c’est l’arbre des catégories, sans les lieux. Donnez le fichier des éléments (« elements.json »)."
NOT_AN_ELEMENT = "ce n’est pas un élément de carte : il faut au moins un identifiant et un nom."
NO_NAME = "cet élément n’a pas de nom : donnez-lui en un là d’où il vient."
WRONG_TREE = "l’arbre des catégories donné en option n’est pas du JSON. Copiez « taxonomy.json » en entier."
NOWHERE = "La position 0, 0 est en pleine mer : elle n’est pas prise"
NO_TREE = (
    "Les catégories sont des numéros dont l’arbre n’est pas donné : elles sont gardées, et ne veulent rien dire ici. "
    "Ajoutez au fichier le contenu de « taxonomy.json », sous le nom « taxonomy »."
)
NUMBERS = {"integer": re.compile(r"-?\d+"), "decimal": re.compile(r"-?\d+\.\d+"), "double": re.compile(r".+")}
MEANT = "une catégorie qui a le nom d’un type de structure ou d’un besoin d’ici le veut dire ; toutes sont gardées"
_FULL = re.compile(r'"(?:geo|optionValues|sourceKey|categoriesFull)"\s*:')
_COMPACT = re.compile(r'"data"\s*:\s*\[\s*\[\s*"[^"]*"\s*,\s*"(?:[^"\\]|\\.)*"\s*,\s*-?\d')


def recognises(content: SourceContent) -> bool:
    """Whether it says which list of elements it is, or shows one."""
    head = json_head(content)
    if re.search(r'"ontology"\s*:\s*"gogo(?:full|compact)"', head) or "context-gogo" in head or _COMPACT.search(head):
        return True
    others = '"tags"' in head or '"@context"' in head  # of OpenStreetMap, of any linked data
    return not others and bool(_FULL.search(head)) and bool(re.search(r'"(?:data|name|title)"\s*:', head))


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The elements of a map; raises DataError where there is none."""
    document, placing = JsonDocument(content), Placing(exchange(FORM), terms.mapping, terms.model)
    seen, tree, count = SeenColumns(content.name, placing), dict[str, MapOption](), 0
    if terms.mapping.options.get("taxonomy"):
        tree |= _given_tree(terms.mapping.options["taxonomy"], content.name)
    alone, notes = False, list[RowNote]()
    for item in document.items(LISTS):
        if item.name == "taxonomy":
            tree |= option_names(item.value)
        elif item.name in ("", *LISTS):
            count += 1
            notes += [RowNote(item.row, NOWHERE)] if _nowhere(item.value) else []
            for name, texts in _flat(item.value):
                seen.see(name, texts)
        alone = alone or item.name == "options"
    if not count:
        raise DataError(TREE_ALONE if alone else NO_ELEMENTS, file=content.name)
    elements = _Elements(terms, tree, placing)
    columns = _columns(seen, elements)
    unknown = () if tree or not any(map(_is_numbers, columns)) else (NO_TREE,)
    return SourceReading(elements.all(document), columns, notices=(*unknown, *notes_of(notes)))


def _given_tree(text: str, file: str) -> dict[str, MapOption]:
    try:
        return option_names(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise DataError(WRONG_TREE, file=file) from error


def _columns(seen: SeenColumns, elements: _Elements) -> tuple[SourceColumn, ...]:
    """What became of each name."""
    return tuple(
        replace(column, why=MEANT) if column.name in OPTIONS and column.taken_as else column
        for column in seen.told(elements.place)
    )


def _is_numbers(column: SourceColumn) -> bool:
    return column.name in OPTIONS and bool(column.taken_as) and all(text.isdigit() for text in column.examples)


def _flat(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of an element, those of its parts after a point, with what they say."""
    if isinstance(value, list):
        yield from ((name, texts_of(item)) for name, item in zip(COMPACT, value, strict=False))
        return
    for name, own in value.items() if isinstance(value, dict) else ():
        if name in ("geo", "address") and isinstance(own, dict):
            yield from ((f"{name}.{part}", texts_of(item)) for part, item in own.items())
        elif name in OPTIONS:
            yield name, tuple(option.name or option.id for option in said_options(own, {}))
        elif name == "openHours":
            yield name, tuple(filter(None, (hours_of(own) or written(own) if own else "",)))
        elif name in DAYS:
            yield name, tuple(map(french_day, texts_of(own)))
        else:
            yield name, texts_of(own) or ((written(own),) if own and isinstance(own, (dict, list)) else ())


@dataclass(frozen=True)
class _Elements:
    """What an element says, in the terms of an instance."""

    terms: SourceTerms
    tree: Mapping[str, MapOption]
    placing: Placing

    @cached_property
    def kind(self) -> str:
        return self.placing.kind("name")

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return choices_by_name(self.terms.model, "organisation-kind")

    @cached_property
    def _needs(self) -> Mapping[str, str]:
        return choices_by_name(self.terms.model, "need")

    def place(self, name: str) -> FieldPlace:
        """Where a name goes; parts of an address go with it."""
        if name in OPTIONS:
            return self.placing("categories")
        if name.startswith("address.") and name != "address.addressLocality":
            return self.placing("address")
        return self.placing(name)

    def all(self, document: JsonDocument) -> Iterator[SourceEntity | SourceFault]:
        """The elements and the faults, in the order of the file."""
        for item in document.items(LISTS):
            if item.name in ("", *LISTS):
                yield from self._element(item)

    def _element(self, item: JsonItem) -> Iterator[SourceEntity | SourceFault]:
        said = _compact(item.value) if isinstance(item.value, list) else item.value
        if item.problem or not isinstance(said, dict):
            yield SourceFault(item.row, "", "", item.problem or NOT_AN_ELEMENT)
            return
        name = next((text for key in LINES for text in texts_of(said.get(key))), "")
        own = next(iter(texts_of(said.get("id", said.get("@id")))), "") or name
        if not name:
            yield SourceFault(item.row, "name", own, NO_NAME)
            return
        yield from self.placing.thing(self.kind, own, self._values(said), item.row)

    def _values(self, said: dict[str, Any]) -> Iterator[SourceValue]:
        for name, own in said.items():
            if name == "geo":
                yield from () if _nowhere(said) else self._position(own)
            elif name == "address" and isinstance(own, dict):
                yield from self._address(own)
            elif name == "openHours":
                yield from self._hours(own)
            elif name not in (*OPTIONS, "@id", "@type", "@context", "categoriesDescriptions"):
                yield from self._field(name, own)
        yield from self._options(said)
        yield from self._described(said)

    def _field(self, name: str, own: Any) -> Iterator[SourceValue]:
        place = self.place(name)
        if not place.path:
            return
        if place.kept:
            yield from self._kept(name, own)
            return
        for text in texts_of(own):
            if name == "email" and text == HIDDEN:
                continue
            said = french_day(text) if name in DAYS else plain(text)
            yield from self.placing.said(name, said, link=self.placing.leads(self.kind, place.path))
            if said != text and name not in DAYS:
                yield kept(self.placing.form.elsewhere(name), text, name)

    def _kept(self, name: str, own: Any) -> Iterator[SourceValue]:
        path = self.placing.form.elsewhere(name)
        if own is None or own in ("", [], {}):
            return
        if isinstance(own, bool):
            yield kept(path, texts_of(own)[0], name, "boolean")
        elif isinstance(own, str):
            yield from (kept(path, text, name) for text in texts_of(own))
        elif isinstance(own, (dict, list)):
            yield kept_json(path, written(own), name)
        else:
            text = str(own)
            yield kept(path, text, name, next(kind for kind, form in NUMBERS.items() if form.fullmatch(text)))

    def _position(self, own: Any) -> Iterator[SourceValue]:
        for part in ("latitude", "longitude"):
            for text in texts_of(own.get(part) if isinstance(own, dict) else None):
                yield from self.placing.said(f"geo.{part}", text)

    def _address(self, own: dict[str, Any]) -> Iterator[SourceValue]:
        """One line, the town; the parts besides, where the line does not give them back."""
        said = {name: texts[0] for name, value in own.items() if (texts := texts_of(value))}
        street, postcode = said.get("streetAddress", ""), said.get("postalCode", "")
        town = said.get("addressLocality", "")
        line = postal_line(street, postcode, town) or said.get("customFormatedAddress", "")
        if line:
            yield SourceValue(self.place("address").path, line, "address")
        if town:
            place = self.place("address.addressLocality")
            yield SourceValue(place.path, town_text(town, postcode), "address.addressLocality")
        if {**address_parts(line), "addressCountry": "FR"} != {"addressCountry": "FR", **said} and said:
            yield kept_json(self.placing.form.elsewhere("address"), written(said), "address")

    def _hours(self, own: Any) -> Iterator[SourceValue]:
        hours = hours_of(own)
        if hours:
            yield SourceValue(self.place("openHours").path, hours, "openHours")
        said = own
        if isinstance(own, dict):
            said = {day: texts[0] for day, value in own.items() if (texts := texts_of(value))}
        if said and said != days_of(hours):
            yield from self._kept("openHours", said)

    def _options(self, said: dict[str, Any]) -> Iterator[SourceValue]:
        """What its options mean, their names, and all of them in their order with what the map says of each."""
        form, kinds, needs = self.placing.form, self.place("categories"), self.place("needs")
        options = self._all_options(said) if kinds.path else []
        for option in options:
            meant = self.placing.meant("categories", option.name or option.id)
            kind, need = by_name(self._kinds, meant), by_name(self._needs, meant)
            if kind:
                yield SourceValue(kinds.path, kind, "categories")
            if need:
                yield SourceValue(needs.path, need, "categories")
            yield kept(form.elsewhere("categories"), option.name or option.id, "categories")
        if options:
            full = [{"id": own.id, "name": own.name, "above": list(own.above)} for own in options]
            yield kept_json(form.elsewhere("categoriesFull"), written(full), "categories")

    def _all_options(self, said: dict[str, Any]) -> list[MapOption]:
        """The options under all the names that they may have; one told by its name alone is not told twice."""
        found = {own.id: own for name in OPTIONS for own in said_options(said.get(name), self.tree)}
        numbered = {own.name for own in found.values() if own.id != own.name}
        return [own for own in found.values() if own.id not in numbered]

    def _described(self, said: dict[str, Any]) -> Iterator[SourceValue]:
        own = said.get("categoriesDescriptions")
        for item in own if isinstance(own, list) else ():
            if isinstance(item, dict) and texts_of(item.get("description")):
                yield from self._kept("categoriesDescriptions", item)


def _compact(value: list[Any]) -> Any:
    """A compact element as a full one."""
    if len(value) < len(COMPACT) - 1:
        return None
    own, name, latitude, longitude, *rest = value
    geo = {"latitude": latitude, "longitude": longitude}
    return {"id": own, "name": name, "geo": geo, "categories": rest[0] if rest else []}


def _nowhere(value: Any) -> bool:
    geo = value.get("geo") if isinstance(value, dict) else None
    return isinstance(geo, dict) and all(geo.get(part) == 0 for part in ("latitude", "longitude"))


source = SourceFormat(
    slug=FORM,
    label=Label("GoGoCarto"),
    order=40,
    recognises=recognises,
    read=read,
)
