# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenStreetMap: what Overpass gives as JSON, nodes, ways and relations that have a name; its licence is stated.

Option that this format knows: `kind`, what the named things are (organisations, when nobody says).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import DCT
from graph.sources._json import JsonDocument, JsonItem, json_head, texts_of
from graph.sources._reading import (
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.sources._records import (
    Placing,
    RowNote,
    SeenColumns,
    kept,
    notes_of,
    postal_line,
    town_text,
)
from graph.text.wording import Label

FORM = "openstreetmap"
LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"
PUBLISHER = "OpenStreetMap"
PAGE = "https://www.openstreetmap.org/{type}/{id}"
TYPES = ("node", "way", "relation")
HOURS, WHEELCHAIR = "opening_hours", "wheelchair"
YES_NO = {"yes": "true", "no": "false"}
WHOLE = frozenset({"name", "description", "description:fr", HOURS})  # a separator in it is part of it
ADDRESS = ("addr:housenumber", "addr:street", "addr:place", "addr:postcode", "addr:city")
NO_ELEMENTS = "ce fichier d’OpenStreetMap ne contient rien qui porte des étiquettes (« tags »). Élargissez la requête."
LONGEST_REMARK = 120
CUT_SHORT = (
    "OpenStreetMap s’est arrêté avant la fin : il manque des lieux dans cette réponse (« {remark} »). Refaites la "
    "demande, sur une étendue plus petite ou avec plus de temps."
)
NOT_AN_ELEMENT = "ce n’est pas un élément d’OpenStreetMap : il y faut « type », « id » et « tags »."
NO_NAME = "Ce qui n’a pas de nom (« name ») n’entre pas"


def recognises(content: SourceContent) -> bool:
    """Whether Overpass made it, or it shows elements with tags."""
    head = json_head(content)
    if '"osm3s"' in head or re.search(r'"generator"\s*:\s*"Overpass', head):
        return True
    return bool(re.search(r'"type"\s*:\s*"(?:node|way|relation)"', head)) and '"elements"' in head


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The named things of an answer; raises DataError where nothing in it has tags, or it was
    cut short."""
    document, placing = JsonDocument(content), Placing(exchange(FORM), terms.mapping, terms.model)
    seen = SeenColumns(content.name, placing)
    issued, tagged, notes = "", 0, list[RowNote]()
    for item in document.items(("elements",)):
        if item.name == "osm3s" and isinstance(item.value, dict):
            issued = next(iter(texts_of(item.value.get("timestamp_osm_base"))), "")[:10]
        if item.name == "remark" and "error" in str(item.value):
            raise DataError(
                CUT_SHORT.format(remark=" ".join(str(item.value).split())[:LONGEST_REMARK]), file=content.name
            )
        if item.name == "elements" and _is_nameless(item):
            notes.append(RowNote(item.row, NO_NAME))
        for name, text in _tags(item.value).items() if item.name == "elements" else ():
            tagged += 1
            texts = (text,) if name in WHOLE else (part.strip() for part in text.split(placing.form.separator))
            seen.see(name, texts, judged=name not in ADDRESS)
    if not tagged:
        raise DataError(NO_ELEMENTS, file=content.name)
    issued = issued if re.fullmatch(r"\d{4}-\d\d-\d\d", issued) else ""
    things = _Places(placing).all(document)
    return SourceReading(things, seen.told(placing), LICENCE, PUBLISHER, issued, notes_of(notes))


def _is_nameless(item: JsonItem) -> bool:
    """Whether it is something, of which nobody says the name."""
    return bool(not item.problem and _page(item.value) and _tags(item.value) and "name" not in _tags(item.value))


def _tags(value: Any) -> dict[str, str]:
    tags = value.get("tags") if isinstance(value, dict) else None
    if not isinstance(tags, dict):
        return {}
    return {name: texts[0] for name, own in tags.items() if (texts := texts_of(own))}


@dataclass(frozen=True)
class _Places:
    """What an element says, in the terms of an instance."""

    placing: Placing

    @cached_property
    def kind(self) -> str:
        return self.placing.kind("name")

    def all(self, document: JsonDocument) -> Iterator[SourceEntity | SourceFault]:
        """The named things and the faults; what has no tags only draws the others, and is passed over."""
        for item in document.items(("elements",)):
            if item.name == "elements" and (item.problem or _tags(item.value) or not isinstance(item.value, dict)):
                yield from self._element(item)

    def _element(self, item: JsonItem) -> Iterator[SourceEntity | SourceFault]:
        said, tags = item.value, _tags(item.value)
        key = _page(said)
        if item.problem or not key:
            yield SourceFault(item.row, "", "", item.problem or NOT_AN_ELEMENT)
        elif not _is_nameless(item):
            yield from self.placing.thing(self.kind, key, self._values(said, tags, key), item.row)

    def _values(self, said: dict[str, Any], tags: dict[str, str], key: str) -> Iterator[SourceValue]:
        yield SourceValue(DCT["source"], key, "id")
        centre = said if "lat" in said else said.get("center")
        for part in ("lat", "lon"):
            for text in texts_of(centre.get(part) if isinstance(centre, dict) else None):
                yield from self.placing.said(part, text)
        yield from self._address(tags)
        for name, text in tags.items():
            if name not in ADDRESS:
                yield from self._tag(name, text)

    def _address(self, tags: dict[str, str]) -> Iterator[SourceValue]:
        number, street, place, postcode, town = (tags.get(name, "") for name in ADDRESS)
        line = postal_line(f"{number} {street or place}".strip() if street or place else "", postcode, town)
        if line and self.placing("addr:street").path:
            yield SourceValue(self.placing("addr:street").path, line, "addr:street")
        if not town and postcode and not line:
            yield kept(self.placing.form.elsewhere("addr:postcode"), postcode, "addr:postcode")
        if town and self.placing("addr:city").path:
            yield SourceValue(self.placing("addr:city").path, town_text(town, postcode), "addr:city")

    def _tag(self, name: str, text: str) -> Iterator[SourceValue]:
        form, place = self.placing.form, self.placing(name)
        if not place.path:
            return
        coarse = place.kept or name in form.codes or name == WHEELCHAIR
        if coarse:
            yield kept(form.elsewhere(name), text, name)
        if place.kept:
            return
        for part in self._parts(name, text):
            yield from self.placing.said(name, part, link=self.placing.leads(self.kind, place.path))

    def _parts(self, name: str, text: str) -> Iterator[str]:
        """What a tag means: choices for codes, yes or no, else its texts; nothing for a code that has none here."""
        form = self.placing.form
        if name == WHEELCHAIR:
            yield from (YES_NO[text],) if text in YES_NO else ()
        elif name in form.codes:
            for code in text.split(form.separator):
                meant = self.placing.meant(name, code.strip())
                yield from (meant,) if meant != code.strip() else form.choices(name, meant)
        elif name in WHOLE:
            yield text
        else:
            yield from filter(None, (part.strip() for part in text.split(form.separator)))


def _page(said: Any) -> str:
    """The address of the page of an element, "" for what is none."""
    own = said if isinstance(said, dict) else {}
    number = next(iter(texts_of(own.get("id"))), "")
    kind = own.get("type")
    return PAGE.format(type=kind, id=number) if kind in TYPES and re.fullmatch(r"-?\d{1,20}", number) else ""


source = SourceFormat(
    slug=FORM,
    label=Label("OpenStreetMap (Overpass)"),
    order=30,
    recognises=recognises,
    read=read,
)
