# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of a standard as values of things: each field goes where its mapping has it, and nothing of it is lost.

What is kept under `exchange.elsewhere(field)` beside, or instead of, a value of the model is what that value could not
give back: a code without a choice, or one that says more; an address or a presentation cut in another way.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graph.errors import DataError, TisserandError
from graph.model.exchange import PAGES, Exchange, ExchangeField, as_page
from graph.namespaces import ORG, SCHEMA, WGS, compact, expand
from graph.sources._communes import COMMUNES, NEAREST, TWO_COMMUNES, CommuneNames
from graph.sources._mapping import cell_option
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceFault,
    SourceTerms,
    SourceValue,
    why_with_unread,
)
from graph.sources._streamed import NO_RECORDS, StreamedRecord, streamed
from graph.territory import Territory
from graph.text.composed import AddressParts, TextParts, address_parts, joined_address, joined_text, text_parts
from graph.text.folding import fold
from graph.text.official_numbers import is_right
from graph.text.opening import is_right as are_hours

KNOWN = "c’est un champ du standard"
KEPT = "gardé tel qu’il est dit : rien ici n’a exactement ce sens"
PERSONS = "des noms de personnes : ils n’entrent pas ici"
EMPTY = "rien dedans"
UNKNOWN = "ce n’est pas un champ du standard"
SETTLED, SETTLED_ASIDE = "comme vous l’avez réglé", "laissé, comme vous l’avez réglé"
MOST_EXAMPLES, LONGEST_EXAMPLE = 3, 80
Said = tuple[ExchangeField, SourceValue]
TableOf = Callable[[StreamedRecord], str]
_NUMBER = re.compile(r"-?\d{1,3}(\.\d+)?", re.ASCII)
_BOXED = re.compile(r"\{(.*)\}|\[.*\]", re.DOTALL)


@dataclass
class StandardSurvey:
    """What a whole file holds, by a first reading: its columns, who it says published it, the keys of a list."""

    examples: dict[tuple[str, str, str], dict[str, None]] = field(default_factory=dict)
    unread: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    publishers: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    @property
    def publisher(self) -> str:
        """Who published all of the file, "" where several did, or nobody is said to have."""
        return next(iter(self.publishers)) if len(self.publishers) == 1 else ""


class StandardReader:
    """Reads the records of a format by its mapping; a table of it is "" where it has one only."""

    def __init__(self, form: Exchange, terms: SourceTerms) -> None:
        self.form = form
        self._territories = terms.background.territories
        self._base = terms.background.base
        self._names = CommuneNames(self._territories)
        self._settled, self._options = terms.mapping.columns, terms.mapping.options

    def name_of(self, table: str, column: str) -> str:
        """The name of the field of a column of a table."""
        return f"{table}.{column}" if table else column

    def field_of(self, table: str, column: str) -> ExchangeField | None:
        """The field of a column of a table, None where the format has none."""
        return self.form.fields.get(self.name_of(table, column))

    def said(self, record: StreamedRecord, role: str) -> str:
        """What a record says in the field of a role, "" where it says nothing."""
        return next(iter(record.texts.get(self.form.roles.get(role, ""), ())), "")

    def values(self, record: StreamedRecord, table: str, as_said: str = "") -> Mapping[str, list[SourceValue]]:
        """The values of the things of a record, by kind; those of the kind `as_said` are all kept as they are said."""
        found: dict[str, list[SourceValue]] = {}
        for own, value in self._values(_Cells(self, record, table, as_said)):
            found.setdefault(own.kind, []).append(value)
        return found

    def doubt(self, record: StreamedRecord, table: str) -> SourceFault | None:
        """What must be asked of a record whose code is that of a commune, and whose town that of another one."""
        found = self._two_communes(_Cells(self, record, table, ""))
        return None if found is None or cell_option(found.column, found.value) in self._options else found

    def survey(self, content: SourceContent, table_of: TableOf) -> StandardSurvey:
        """Reads the whole file once, without keeping it; raises DataError where it is broken or has no records."""
        found = StandardSurvey()
        for record in streamed(content):
            if isinstance(record, StreamedRecord):
                self._see(found, record, table_of(record))
        if not found.examples:
            raise DataError(NO_RECORDS, file=content.name)
        return found

    def columns(self, survey: StandardSurvey) -> tuple[SourceColumn, ...]:
        """What becomes of each column."""
        return tuple(self._column(key, survey) for key in survey.examples)

    # --- columns -------------------------------------------------------------------------------------------------

    def _see(self, found: StandardSurvey, record: StreamedRecord, table: str) -> None:
        for name, texts in record.texts.items():
            key = (record.group, table, name)
            examples = found.examples.setdefault(key, {})
            own = self.field_of(table, name)
            if own is not None and own.path and not all(_is_read(own.path, text) for text in texts):
                found.unread[key] += 1
            if texts and len(examples) < MOST_EXAMPLES:
                examples[texts[0][:LONGEST_EXAMPLE]] = None
        found.publishers.add(self.said(record, "publisher"))
        if table == self.form.roles.get("organisation", ""):
            found.keys.add(self.said(record, "id"))

    def _column(self, key: tuple[str, str, str], survey: StandardSurvey) -> SourceColumn:
        group, table, name = key
        label, examples = f"{group}.{name}" if group else name, tuple(survey.examples[key])
        own = self.field_of(table, name)
        if label in self._settled:
            place = self._settled[label]
            return SourceColumn(label, place, SETTLED if place else SETTLED_ASIDE, examples if place else ())
        if own is None:
            return SourceColumn(label, "", UNKNOWN, examples)
        if not own.kind:
            return SourceColumn(label, "", PERSONS)
        if not examples:
            return SourceColumn(label, "", EMPTY)
        if not own.path:
            return SourceColumn(label, f"{own.kind} {self.form.elsewhere(own.name)}", KEPT, examples)
        unread = survey.unread[key]
        why = why_with_unread(KNOWN, unread)
        return SourceColumn(label, f"{own.kind} {compact(own.path)}", why, examples)

    # --- values --------------------------------------------------------------------------------------------------

    def _values(self, cells: _Cells) -> Iterator[Said]:
        yield from self._settled_values(cells)
        yield from self._address(cells)
        yield from self._place(cells)
        yield from self._position(cells)
        yield from self._presentation(cells)
        for name in list(cells.left):
            own = cells.own(name)
            if own is None or not own.kind:
                continue
            for part in self._parts(own, cells.left[name]):
                yield from self._plain(cells, own, part, name)

    def _settled_values(self, cells: _Cells) -> Iterator[Said]:
        """What somebody settled otherwise than the standard has it."""
        for name in list(cells.left):
            place = self._settled.get(cells.label(name))
            if place is None:
                continue
            kind, _, path = place.partition(" ")
            for text in cells.left.pop(name):
                if path:
                    yield ExchangeField(name, kind, expand(path)), SourceValue(expand(path), text, cells.label(name))

    def _plain(self, cells: _Cells, own: ExchangeField, text: str, name: str) -> Iterator[Said]:
        if own.kind == cells.as_said:
            yield self._kept(cells, own, text, name)
        elif own.name in self.form.codes:
            yield from self._coded(cells, own, text, name)
        elif own.path == SCHEMA.areaServed:
            yield from self._area(cells, own, text, name)
        elif own.path and _is_read(own.path, text):
            yield own, SourceValue(own.path, text, cells.label(name), link=own.path == SCHEMA.provider)
            if own.coarse or (own.path in PAGES and as_page(text) != text):
                yield self._kept(cells, own, text, name)
        else:
            yield self._kept(cells, own, text, name)

    def _coded(self, cells: _Cells, own: ExchangeField, text: str, name: str) -> Iterator[Said]:
        code = self._codes[own.name].get(fold(text), text)
        choices = self.form.choices(own.name, code)
        for choice in choices:
            yield own, SourceValue(own.path, choice, cells.label(name))
        if [self.form.written(own.name, choice) for choice in choices] != [code]:
            yield self._kept(cells, own, code, name)

    def _kept(self, cells: _Cells, own: ExchangeField, text: str, name: str) -> Said:
        return own, SourceValue(self.form.elsewhere(own.name), text, cells.label(name))

    def _parts(self, own: ExchangeField, texts: tuple[str, ...]) -> Iterable[str]:
        """The values of a cell: a list, as JSON and databases write them too."""
        if not own.several and own.name not in self.form.codes:
            return texts
        parts = [part.strip() for text in texts for part in self._split(own, text)]
        return dict.fromkeys(part for part in parts if part)

    def _split(self, own: ExchangeField, text: str) -> list[str]:
        boxed = _BOXED.fullmatch(text)
        if boxed and boxed[1] is not None:
            return [part.strip(' "') for part in boxed[1].split(",")]
        if boxed:
            try:
                return [str(part) for part in json.loads(text.replace("'", '"'))]
            except (ValueError, RecursionError):
                return [text]
        codes = self._codes.get(own.name, {})
        if "," in text and all(fold(part) in codes for part in text.split(",")):
            return text.split(",")
        return text.split(self.form.separator)

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[str, str]]:
        """The codes of each list by how they are spelled, capitals and accents aside."""
        return {
            name: {fold(code): code for code in (*self.form.known(name), *self.form.gone.get(name, ()))}
            for name in self.form.codes
        }

    # --- what is one here and several fields there ------------------------------------------------------------------

    def _address(self, cells: _Cells) -> Iterator[Said]:
        roles = [self.form.roles.get(role, "") for role in ("street", "complement", "postcode", "town")]
        own = cells.own(roles[0])
        if own is None or own.path != SCHEMA.address:
            return
        parts = AddressParts(*(cells.first(name) for name in roles))
        text = joined_address(parts)
        if text:
            yield own, SourceValue(own.path, text, cells.label(roles[0]))
        whole = bool(text) and address_parts(text, parts.complement) == parts
        for name, part in zip(roles, parts, strict=True):
            field_of = cells.own(name)
            if part and field_of and (not whole or name == roles[1]):
                yield self._kept(cells, field_of, part, name)
        for name in roles[:3]:
            cells.left.pop(name, None)

    def _place(self, cells: _Cells) -> Iterator[Said]:
        """The commune: that of its code where there is one of it, else that of its name and postal code."""
        roles = self.form.roles
        town, town_code = roles.get("town", ""), roles.get("town_code", "")
        own, code = cells.own(town_code), cells.first(town_code)
        if own is None or own.path != SCHEMA.location:
            return
        named = " ".join(part for part in (cells.said(roles["postcode"]), cells.first(town)) if part)
        answer = self._answer(cells)
        if answer is not None:  # of the code and the name, one is wrong
            if answer:
                yield own, SourceValue(own.path, answer, cells.label(town))
            cells.left.pop(town, None)
            cells.left.pop(town_code, None)
            return
        found = self._commune(code)
        text = found or (named if cells.first(town) else "")
        if text:
            yield own, SourceValue(own.path, text, cells.label(town_code if found else town))
        if code and code != found:
            yield self._kept(cells, own, code, town_code)
        own_town = cells.own(town)
        street = cells.own(roles["street"])
        if own_town and cells.first(town) and street and street.path != SCHEMA.address:
            yield self._kept(cells, own_town, cells.first(town), town)
        cells.left.pop(town, None)
        cells.left.pop(town_code, None)

    def _commune(self, code: str) -> str:
        """The code of the commune of a code, "" where there is none."""
        place = self._place_of(code)
        return place.code if place else ""

    def _place_of(self, code: str) -> Territory | None:
        try:
            return self._territories.by_code(COMMUNES[0], code.upper()) if code else None
        except TisserandError:
            return None

    def _two_communes(self, cells: _Cells) -> SourceFault | None:
        """The fault of a record whose code is that of a commune, and whose town is the name of another."""
        town, town_code = (self.form.roles.get(role, "") for role in ("town", "town_code"))
        own, code, name = cells.own(town_code), cells.said(town_code), cells.said(town)
        settled = not self._settled.keys().isdisjoint({cells.label(town), cells.label(town_code)})
        place = None if settled or own is None or own.path != SCHEMA.location else self._place_of(code)
        if not name or place is None or self._names.may_be(name, place):
            return None
        others = self._names.named(name, cells.said(self.form.roles["postcode"]))[:NEAREST]
        near = (place.label, *(other.label for other in others))
        why = TWO_COMMUNES.format(code=code, commune=place.name)
        return SourceFault(cells.row, cells.label(town), f"{code}, {name}", why, near)

    def _answer(self, cells: _Cells) -> str | None:
        """What was answered where the code and the town were of two communes: a code, "" for neither."""
        doubt = self._two_communes(cells)
        said = self._options.get(cell_option(doubt.column, doubt.value)) if doubt else None
        try:
            return self._territories.resolve(said, COMMUNES).code if said else said
        except TisserandError:
            return ""

    def _position(self, cells: _Cells) -> Iterator[Said]:
        """Latitude and longitude, which go together."""
        names = [self.form.roles.get(role, "") for role in ("latitude", "longitude")]
        owns = [cells.own(name) for name in names]
        texts = [cells.first(name) for name in names]
        if not all(own and own.path in (WGS.lat, WGS.long) for own in owns):
            return
        numbers = [text.replace(",", ".") for text in texts]
        right = all(_NUMBER.fullmatch(number) for number in numbers)
        for name, own, text, number in zip(names, owns, texts, numbers, strict=True):
            if own and right:
                yield own, SourceValue(own.path, number, cells.label(name))
            elif own and text:
                yield self._kept(cells, own, text, name)
            cells.left.pop(name, None)

    def _presentation(self, cells: _Cells) -> Iterator[Said]:
        names = [self.form.roles.get(role, "") for role in ("summary", "detail")]
        parts = TextParts(*(cells.first(name) for name in names))
        own = cells.own(names[0]) if parts.summary else cells.own(names[1])
        if own is None or not any(parts):
            return
        text = joined_text(parts)
        yield own, SourceValue(own.path, text, cells.label(names[0] if parts.summary else names[1]))
        for name, part in zip(names, parts, strict=True):
            field_of = cells.own(name)
            if part and field_of and text_parts(text) != parts:
                yield self._kept(cells, field_of, part, name)
            cells.left.pop(name, None)

    def _area(self, cells: _Cells, own: ExchangeField, text: str, name: str) -> Iterator[Said]:
        """A territory by its code; what is the code of none is kept."""
        level, code = self._level(cells, text)
        try:
            place = self._territories.by_code(level, code)
        except TisserandError:
            yield self._kept(cells, own, text, name)
            return
        yield own, SourceValue(own.path, self._territories.iri(self._base, place), cells.label(name))
        whole = self.form.roles["whole_country"]
        if text != (whole if place.level == "pays" else place.code):
            yield self._kept(cells, own, text, name)

    def _level(self, cells: _Cells, text: str) -> tuple[str, str]:
        """The level and the code by which a territory is known here."""
        roles = self.form.roles
        said = cells.said(roles["area_level"])
        if text in (roles["whole_country"], roles["country_code"]) or said == "pays":
            return "pays", "fr"
        if said:
            return said, text
        return {9: "epci", 5: "commune", 3: "departement", 2: "departement"}.get(len(text), ""), text


class _Cells:
    """The cells of a record that are still to be read, with the fields that they are of."""

    def __init__(self, reader: StandardReader, record: StreamedRecord, table: str, as_said: str) -> None:
        self._reader, self._record, self._table = reader, record, table
        self.as_said = as_said
        self.left = dict(record.texts)

    def own(self, name: str) -> ExchangeField | None:
        """The field of a name."""
        return self._reader.field_of(self._table, name)

    def label(self, name: str) -> str:
        """How the file names a column."""
        return f"{self._record.group}.{name}" if self._record.group else name

    @property
    def row(self) -> int:
        """The number of the record."""
        return self._record.row

    def said(self, name: str) -> str:
        """What a cell says, "" where there is nothing."""
        return next(iter(self._record.texts.get(name, ())), "")

    def first(self, name: str) -> str:
        """What a cell says that was not read yet, "" where there is nothing."""
        return next(iter(self.left.get(name, ())), "")


def _is_read(path: str, text: str) -> bool:
    """Whether a text is what a property of the model holds; others are left for the stage that judges all of them."""
    if path == SCHEMA.openingHours:
        return are_hours(text)
    return path != ORG.identifier or is_right(text)
