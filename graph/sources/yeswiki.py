# SPDX-License-Identifier: AGPL-3.0-or-later
"""YesWiki: the entries of a form (Bazar), by their identifier, as a list, or as the container of linked data it gives.

Options that this format knows: `kind`, what the entries are; `field=code`, what a code of a list means here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import DCT, SCHEMA, SKOS
from graph.sources._json import JsonDocument, JsonItem, json_head, texts_of, written
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
    kept_json,
    notes_of,
    plain,
    postal_line,
    town_text,
)
from graph.text.wording import Label

FORM = "yeswiki"
CONTAINED = "ldp:contains"
LISTED = re.compile(r"(?:liste|checkbox|radio)", re.IGNORECASE)
LINKED = re.compile(r"(?:liste|checkbox|radio)fiche", re.IGNORECASE)
STREETS = ("bf_adresse", "bf_adresse1", "bf_adresse2")
POSTCODE, TOWN, GEO = "bf_code_postal", "bf_ville", "geolocation"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?")
DAY_PARTS = ("bf_date_debut_evenement", "bf_date_fin_evenement")
NO_ENTRIES = (
    "ce formulaire n’a aucune fiche, ou aucune qui soit publique. Demandez l’adresse de l’API à qui tient le wiki."
)
NOT_AN_ENTRY = "ce n’est pas une fiche : il y faut un identifiant (id_fiche) et un titre (bf_titre)."
NO_TITLE = "cette fiche n’a pas de titre (bf_titre). Si le titre est dans un autre champ, dites lequel."
NOT_PUBLISHED = "Une fiche qui n’est pas publiée sur le wiki n’entre pas ici"
LINKED_DATA = ("@context", "@id", "@type")


def recognises(content: SourceContent) -> bool:
    """Whether its beginning has the identifiers of entries."""
    head = json_head(content)
    return bool(re.search(r'"(?:id_fiche|id_typeannonce|bf_titre)"\s*:', head)) or f'"{CONTAINED}"' in head


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The entries of a form; raises DataError where there is none."""
    document, count, notes = JsonDocument(content), 0, list[RowNote]()
    entries = _Entries(Placing(exchange(FORM), terms.mapping, terms.model), terms.mapping.options.get("kind", ""))
    seen = SeenColumns(content.name, entries.placing)
    for item in entries.items(document):
        count += 1
        notes += [RowNote(item.row, NOT_PUBLISHED)] if _is_draft(item.value) else []
        for name, value in item.value.items() if isinstance(item.value, dict) else ():
            if name not in LINKED_DATA:
                texts = texts_of(value) or ((written(value),) if isinstance(value, dict) else ())
                seen.see(name, texts, judged=not entries.is_part(name))
    if not count:
        raise DataError(NO_ENTRIES, file=content.name)
    return SourceReading(entries.all(document), seen.told(entries.placing), notices=notes_of(notes))


@dataclass(frozen=True)
class _Entries:
    """What an entry says, in the terms of an instance."""

    placing: Placing
    settled: str  # what somebody said that all of them are, "" for nothing

    def items(self, document: JsonDocument) -> Iterator[JsonItem]:
        """The entries of any of the three forms, as they are."""
        for item in document.items((CONTAINED,)):
            contained = item.name in ("", CONTAINED)
            if item.value is not None and (contained or (isinstance(item.value, dict) and _is_entry(item))):
                yield item

    def all(self, document: JsonDocument) -> Iterator[SourceEntity | SourceFault]:
        """The entries and the faults, in the order of the file."""
        for item in self.items(document):
            yield from self._entry(item)

    def _entry(self, item: JsonItem) -> Iterator[SourceEntity | SourceFault]:
        said = item.value
        if item.problem or not isinstance(said, dict):
            yield SourceFault(item.row, "", "", item.problem or NOT_AN_ENTRY)
            return
        key = next((text for name in ("id_fiche", "@id") for text in texts_of(said.get(name))), item.name)
        if _is_draft(said):
            return
        kind = self._kind_of(said)
        values = list(self._values(said, kind))
        if not key or key == CONTAINED or not any(value.path == SKOS.prefLabel for value in values):
            yield SourceFault(item.row, "bf_titre", key, NO_TITLE if key else NOT_AN_ENTRY)
            return
        yield from self.placing.thing(kind, key, values, item.row)

    def _kind_of(self, said: dict[str, Any]) -> str:
        """What somebody settled; else what a field that is filled in says by itself, as a date does of an event."""
        usual = self.placing.form.fields["bf_titre"].kind
        kinds = (self.placing(name).kind for name, value in said.items() if texts_of(value))
        return self.settled or next((kind for kind in kinds if kind and kind != usual), usual)

    def _values(self, said: dict[str, Any], kind: str) -> Iterator[SourceValue]:
        yield from self._address(said)
        position = said.get(GEO)
        flat = {**said, **position} if isinstance(position, dict) else said
        if texts_of(said.get("@id")) and str(said["@id"]).startswith("http"):
            yield SourceValue(DCT["source"], str(said["@id"]), "@id")
        for name, value in flat.items():
            if name not in (GEO, *LINKED_DATA) and not self.is_part(name):
                yield from self._field(name, value, said, kind)

    def is_part(self, name: str) -> bool:
        """Whether it is a part of an address, which nobody settled otherwise."""
        form = self.placing.form
        return name in (*STREETS, POSTCODE, TOWN) and self.placing(name).path == form.fields[name].path

    def _address(self, said: dict[str, Any]) -> Iterator[SourceValue]:
        def text(name: str) -> str:
            return next(iter(texts_of(said.get(name))), "") if self.is_part(name) else ""

        line = postal_line(", ".join(filter(None, map(text, STREETS))), text(POSTCODE), text(TOWN))
        if line:
            yield SourceValue(SCHEMA.address, line, "bf_adresse")
        if not text(TOWN) and text(POSTCODE) and not line:
            yield kept(self.placing.form.elsewhere(POSTCODE), text(POSTCODE), POSTCODE)
        if text(TOWN):
            yield SourceValue(self.placing(TOWN).path, town_text(text(TOWN), text(POSTCODE)), TOWN)

    def _field(self, name: str, value: Any, said: dict[str, Any], kind: str) -> Iterator[SourceValue]:
        place = self.placing(name)
        if not place.path:
            return
        if place.kept and isinstance(value, dict):
            yield from (kept_json(place.path, written(value), name) for _ in range(bool(value)))
            return
        link = LINKED.match(name) is not None or self.placing.leads(kind, place.path)
        for text in self._texts(name, value, said):
            meant = self.placing.meant(name, text)
            bare = meant if place.kept else plain(meant)
            yield from self.placing.said(name, bare, link=link)
            if bare != meant:
                yield kept(self.placing.form.elsewhere(name), meant, name)

    def _texts(self, name: str, value: Any, said: dict[str, Any]) -> Iterator[str]:
        """Codes of a list one by one, moments in ISO, anything else as it is."""
        for text in texts_of(value):
            if LISTED.match(name):
                yield from filter(None, (code.strip() for code in text.split(self.placing.form.separator)))
            elif name in DAY_PARTS:
                yield _moment(name, text, said)
            elif MOMENT.fullmatch(text) and not self.placing(name).kept:
                yield text[:10]
            else:
                yield text


def _is_draft(value: Any) -> bool:
    return isinstance(value, dict) and texts_of(value.get("statut_fiche"))[:1] == ("0",)


def _is_entry(item: JsonItem) -> bool:
    return any(name in item.value for name in ("id_fiche", "bf_titre"))


def _moment(name: str, text: str, said: dict[str, Any]) -> str:
    """The day of an event, with its hour unless it lasts the day."""
    hour, minutes = (next(iter(texts_of(said.get(f"{name}_{part}"))), "") for part in ("hour", "minutes"))
    all_day = next(iter(texts_of(said.get(f"{name}_allday"))), "") == "1"
    if "T" in text or not re.fullmatch(r"\d{4}-\d\d-\d\d", text) or all_day or not re.fullmatch(r"[01]\d|2[0-3]", hour):
        return text[:10] if all_day else text
    return f"{text}T{hour}:{minutes if re.fullmatch('[0-5][0-9]', minutes) else '00'}:00"


source = SourceFormat(
    slug=FORM,
    label=Label("YesWiki (fiches Bazar)"),
    order=35,
    recognises=recognises,
    read=read,
    asks_columns=True,
)
