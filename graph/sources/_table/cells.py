# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells as values of a place: each is written as the model wants it, or is told with why not and what comes near."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.errors import TisserandError
from graph.model import Field
from graph.namespaces import ORG, SCHEMA, SH, SKOS, TIS, XSD
from graph.sources._communes import CEDEX, COMMUNES, LONGEST_NAME, MOST_KNOWN, NEAREST, CommuneNames
from graph.sources._reading import SourceTerms
from graph.sources._table.days import AMBIGUOUS, day_of
from graph.sources._table.places import PLACE, POINT, POSTCODE, TablePlace, titles_of
from graph.sources._table.shapes import (
    code_of_five,
    emails,
    is_abridged,
    number,
    official_number,
    point,
    telephones,
    urls,
)
from graph.sources._table.words import ChoiceWords, words_of
from graph.territory import Territory
from graph.text.answers import NO_WORDS, YES_WORDS
from graph.text.folding import fold
from graph.text.personal import why_personal, without_mobiles
from graph.text.spoken_hours import as_opening_hours
from graph.text.strange_names import is_strange

# How many unknown names of places are looked for among others.
MOST_LOOKED_FOR = 500
# How many letters stand before the amount with which a text of a cost begins: « Environ 12 € ».
MOST_BEFORE = 15
# Longer, what lists words, places or pages is no cell of a table: each part of it would be looked for.
LONGEST_LIST, LONGEST_SHOWN = 2_000, 80
POSTED = re.compile(r"(?<!\d)(\d{5})\s{1,9}([^\d,;]{2,60}?)(?:,? france)?$", re.IGNORECASE)
_AMOUNT = re.compile(r"(?<!\d)(\d{1,9}(?:[.,]\d{1,4})?)\s{0,3}(?:€|euros?\b)", re.IGNORECASE)
NO_COMMUNE = "cette commune n’existe pas. {nearest}"
SOME_NEAR, NONE_NEAR = "Voici celles qui lui ressemblent.", "Vérifiez son nom, ou donnez son code postal."
SEVERAL_COMMUNES = "plusieurs communes s’appellent ainsi. Donnez le code postal, ou choisissez."
NO_AREA = "ce territoire n’est pas connu. Écrivez une commune, une intercommunalité, un département ou une région."
NO_CHOICE = "ce mot n’est pas dans la liste « {list} »."
NO_EMAIL, HALF_EMAIL = "ce n’est pas une adresse de courriel.", "il manque la fin de l’adresse (« .fr », « .org »…)."
NO_URL = "ce n’est pas une adresse de page. Écrivez-la comme https://exemple.org."
NO_TELEPHONE = "ce n’est pas un numéro de téléphone. Écrivez-le avec ses dix chiffres."
NO_NUMBER = "ce numéro officiel n’est pas juste : une faute de frappe, sans doute. Recopiez-le."
ABRIDGED = "le tableur a raccourci ce numéro : mettez la colonne au format « Texte », et recopiez-le."
NO_DAY = "ce n’est pas une date. Écrivez-la comme 2026-09-01 ou 01/09/2026."
NO_WHOLE_DAY = "il faut le jour entier, comme 2026-09-01."
NO_FLAG = "ce n’est ni oui ni non."
NO_COORDINATE = "ce n’est pas une coordonnée. Écrivez des degrés avec un point, comme 47.3911, ou du Lambert-93."
NO_POSTCODE = "ce code postal n’existe pas."
TOO_LONG = "cette cellule a {count} caractères, et {most} au plus se lisent ici : gardez ce qui compte."
STRANGE_NAME = "est-ce bien un nom ? Choisissez-le pour le garder ainsi, ou écrivez le vrai nom dans le fichier."
UNFIT = "ne convient pas. {message}"


@dataclass(frozen=True)
class CellFault:
    """A part of a cell that cannot be taken, why, and what comes near."""

    value: str
    why: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellValues:
    """What a cell says: texts as the model wants them, faults, and what is only kept as it is written."""

    texts: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    aside: tuple[str, ...] = ()


def tells_somebody(text: str) -> CellFault | None:
    """What is wrong with a free text that names somebody, or gives a number that may be theirs."""
    why = why_personal(text)
    left = without_mobiles(text) if why else ""
    return CellFault(text, why, (left,) if left and not why_personal(left) else ()) if why else None


class TableCells:
    """Reads the cells of an instance; what it was asked before, it knows."""

    def __init__(self, terms: SourceTerms) -> None:
        self._terms = terms
        self.territories = terms.background.territories
        self.words: Mapping[str, ChoiceWords] = words_of(terms.model)
        self.exchange = titles_of(terms.model).exchange
        self._names = CommuneNames(self.territories)
        self._communes: dict[tuple[str, str], Territory | CellFault] = {}
        self._looked_for = 0
        self.labels = {iri: choice.label.fr for iri, choice in terms.model.choices.items()}
        self._lists = {scheme.iri: scheme.label.fr for scheme in terms.model.schemes}

    def iri(self, place: Territory) -> str:
        """The IRI of a territory: a code alone could be that of the post."""
        return self.territories.iri(self._terms.background.base, place)

    # --- what a place asks for ---------------------------------------------------------------------------------------

    def read(self, place: TablePlace, text: str, separator: str = "", order: str = "") -> CellValues:
        """The values of a cell for a place; `separator` parts several, `order` tells days from months."""
        if place.choice:
            named = place.field is not None and self.words[place.field.scheme].find(text) == place.choice
            return CellValues((place.choice,) if named or fold(text) in YES_WORDS else ())
        if len(text) > LONGEST_LIST and (separator or _is_list(place)):
            why = TOO_LONG.format(count=len(text), most=LONGEST_LIST)
            return CellValues(faults=(CellFault(f"{text[:LONGEST_SHOWN]}…", why),))
        many = self._many.get(place.path)
        if many is not None:
            return many(text)
        if place.field is not None and place.field.scheme:
            return self._choices(place.field, text, separator)
        if place.field is not None and place.field.node_kind == SH.IRI:
            return _pages(place.field, text, separator)
        return self._one_by_one(place, text, separator, order)

    @cached_property
    def _many(self) -> Mapping[str, Callable[[str], CellValues]]:
        """Places whose values are found in a cell wherever they stand."""
        return {
            SCHEMA.telephone: lambda text: _found(telephones(text), text, NO_TELEPHONE),
            SCHEMA.email: lambda text: _found(emails(text), text, _why_no_email(text)),
            SCHEMA.openingHours: self._hours,
            SCHEMA.areaServed: self._area,
        }

    def _one_by_one(self, place: TablePlace, text: str, separator: str, order: str) -> CellValues:
        parts = [part.strip() for part in text.split(separator) if part.strip()] if separator else [text]
        found: list[str] = []
        faults: list[CellFault] = []
        for part in parts:
            value = self._value(place, part, order)
            if isinstance(value, CellFault):
                faults.append(value)
            elif value:
                found.append(value)
        return CellValues(tuple(found), tuple(faults))

    def _value(self, place: TablePlace, text: str, order: str) -> str | CellFault:
        field = place.field
        if place.path == ORG.identifier:
            found = official_number(text)
            return found or CellFault(text, ABRIDGED if is_abridged(text) else NO_NUMBER)
        if place.path == POSTCODE:
            found = code_of_five(text)
            return found if found in self.territories.names.postcodes else CellFault(text, NO_POSTCODE)
        if place.path == POINT:
            both = point(text)
            return text if both else CellFault(text, NO_COORDINATE)
        if field is None:
            return " ".join(text.split())
        return self._typed(field, text, order)

    def _typed(self, field: Field, text: str, order: str) -> str | CellFault:
        if XSD.boolean in field.datatypes:
            said = fold(text)
            if said in YES_WORDS | NO_WORDS:
                return "true" if said in YES_WORDS else "false"
            return CellFault(text, NO_FLAG)
        if XSD.date in field.datatypes:
            return _day(field, text, order)
        if XSD.decimal in field.datatypes:
            value = number(text)
            return CellFault(text, NO_COORDINATE) if value is None else repr(value)
        somebody = tells_somebody(text)
        if somebody is not None:
            return somebody
        if field.path == SKOS.prefLabel and is_strange(text):
            return CellFault(text, STRANGE_NAME, (text,))
        written = " ".join(text.split()) if field.pattern else text
        fits = not field.pattern or re.search(field.pattern, written)
        return written if fits else CellFault(text, UNFIT.format(message=field.message.fr))

    # --- words -------------------------------------------------------------------------------------------------------

    def _choices(self, field: Field, text: str, separator: str) -> CellValues:
        words = self.words[field.scheme]
        whole = words.find(text)
        if whole:
            return CellValues((whole,))
        if field.path == TIS.cost and (amounts := _amounts(text)):
            said = "" if 0 in amounts and any(amounts) else "something" if any(amounts) else "nothing"
            only_nothing = said == "nothing" and _AMOUNT.fullmatch(text)
            return CellValues(self.exchange.choices("cost", said), (), () if only_nothing else (text,))
        parts = {part: words.find(part) for part in _parts(text, separator)}
        found, unknown = dict.fromkeys(filter(None, parts.values())), [part for part, iri in parts.items() if not iri]
        if field.path == TIS.cost:  # said in words, it has a place of its own
            return CellValues(tuple(found), (), (text,) if unknown else ())
        why = NO_CHOICE.format(list=self._lists[field.scheme])
        faults = tuple(CellFault(part, why, words.nearest(part)) for part in unknown)
        return CellValues(tuple(found), faults, tuple(unknown))

    def _hours(self, text: str) -> CellValues:
        found = as_opening_hours(text)
        return CellValues((found,)) if found else CellValues(aside=(text,))

    # --- places ------------------------------------------------------------------------------------------------------

    def _area(self, text: str) -> CellValues:
        found: list[str] = []
        faults: list[CellFault] = []
        for part in _parts(text, ";"):
            whole = self._resolved(part)  # « commune, département » is one, « département, département » are two
            for own in [part] if isinstance(whole, Territory) else _parts(part, ","):
                place = self._resolved(own)
                if isinstance(place, CellFault):
                    faults.append(place)
                else:
                    found.append(self.iri(place))
        return CellValues(tuple(found), tuple(faults))

    def _resolved(self, text: str) -> Territory | CellFault:
        try:
            return self.territories.resolve(text)
        except TisserandError as error:
            return CellFault(text, NO_AREA, tuple(item.label for item in error.suggestions[:NEAREST]))

    def commune(self, name: str, postcode: str = "") -> Territory | CellFault:
        """The commune of a name, which a postal code makes precise; or of an INSEE code."""
        asked = name, postcode
        found = self._communes.get(asked)
        if found is None:
            found = self._commune(CEDEX.sub("", " ".join(name[: LONGEST_NAME + 1].split())), postcode)
            if len(self._communes) < MOST_KNOWN:
                self._communes[asked] = found
        return found

    def _commune(self, name: str, postcode: str) -> Territory | CellFault:
        if len(name) > LONGEST_NAME:
            return CellFault(name[:LONGEST_NAME], NO_COMMUNE.format(nearest=NONE_NEAR))
        code = code_of_five(name)
        if code:
            return self._coded(code, name)
        several: tuple[str, ...] = ()
        for text in (f"{postcode} {name}", name) if postcode else (name,):
            found = self._candidates(text)
            if len(found) == 1 and (place := self._one(text)) is not None:
                return place
            several = several or tuple(place.label for place in found[:NEAREST])
        if several:
            return CellFault(name, SEVERAL_COMMUNES, several)
        near = self._near(name)
        return CellFault(name, NO_COMMUNE.format(nearest=SOME_NEAR if near else NONE_NEAR), near)

    def _candidates(self, text: str) -> list[Territory]:
        """The communes that a text may mean: without looking for what comes near, much quicker."""
        try:
            return self.territories.candidates(text, COMMUNES)
        except TisserandError:
            return []

    def _one(self, text: str) -> Territory | None:
        """The one commune of a text; None where its name is also one of abroad."""
        try:
            return self.territories.resolve(text, COMMUNES)
        except TisserandError:
            return None

    def _near(self, name: str) -> tuple[str, ...]:
        """The communes whose names come near, as long as few had to be looked for."""
        if self._looked_for >= MOST_LOOKED_FOR:
            return ()
        self._looked_for += 1
        try:
            return (self.territories.resolve(name, COMMUNES).label,)
        except TisserandError as error:
            return tuple(item.label for item in error.suggestions[:NEAREST])

    def _coded(self, code: str, text: str) -> Territory | CellFault:
        """In a column of communes, a code is that of INSEE before it is that of the post."""
        try:
            return self.territories.by_code(COMMUNES[0], code)
        except TisserandError:
            places = [self.territories.names.territory(row) for row in self.territories.names.postcodes.get(code, ())]
        if len(places) == 1:
            return places[0]
        near = tuple(place.label for place in places[:NEAREST])
        return CellFault(text, SEVERAL_COMMUNES if places else NO_COMMUNE.format(nearest=NONE_NEAR), near)

    def only_commune_of(self, postcode: str) -> Territory | None:
        """The commune of a postal code that has only one."""
        rows = self.territories.names.postcodes.get(postcode, ())
        return self.territories.names.territory(rows[0]) if len(rows) == 1 else None

    def may_be(self, name: str, place: Territory) -> bool:
        """Whether a name may be that of a commune: its own or one that it had, or that of none that is known."""
        return self._names.may_be(name, place)

    def is_commune(self, text: str) -> bool:
        """Whether a text is the name or the code of a commune, or could be that of several."""
        return len(text) <= LONGEST_NAME and bool(code_of_five(text) or self._candidates(CEDEX.sub("", text)))

    def is_area(self, text: str) -> bool:
        """Whether a text names a territory of any level, or several."""
        return len(text) <= LONGEST_NAME and any(map(self._names_areas, {text, *_parts(text, ";"), *_parts(text, ",")}))

    def _names_areas(self, text: str) -> bool:
        try:
            return bool(self.territories.candidates(text))
        except TisserandError:
            return False

    def is_postcode(self, text: str) -> bool:
        """Whether a postal code exists."""
        return code_of_five(text) in self.territories.names.postcodes


def _is_list(place: TablePlace) -> bool:
    """Whether a cell of a place holds words of a list, areas or pages."""
    field = place.field
    return field is not None and bool(
        field.scheme or field.node_kind == SH.IRI or field.path in (SCHEMA.areaServed, PLACE)
    )


def _found(texts: list[str], text: str, why: str) -> CellValues:
    return CellValues(tuple(texts)) if texts else CellValues(faults=(CellFault(text, why),))


def _pages(field: Field, text: str, separator: str) -> CellValues:
    """The addresses of a cell; where its field holds one alone, the others are kept as they are written."""
    parts = [part for part in text.split(separator or "\0") if part.strip()]
    found = [address for part in parts for address in urls(part)]
    faults = tuple(CellFault(part.strip(), NO_URL) for part in parts if not urls(part))
    most = 1 if field.is_single else len(found)
    return CellValues(tuple(found[:most]), faults, tuple(found[most:]))


def _why_no_email(text: str) -> str:
    return HALF_EMAIL if re.fullmatch(r"[^@\s]+@[^@\s.]+\.?", text.strip()) else NO_EMAIL


def _day(field: Field, text: str, order: str) -> str | CellFault:
    """The day of a cell, without its hour where the field holds none; nothing for one that could be two."""
    found = day_of(text, order)
    if found == AMBIGUOUS:
        return ""
    hour = XSD.dateTime in field.datatypes
    found = found if hour else found.partition("T")[0]
    if not found:
        return CellFault(text, NO_DAY)
    partial = len(found) < len("2026-09-01")
    fits = not partial or (XSD.gYear in field.datatypes if len(found) == 4 else XSD.gYearMonth in field.datatypes)
    return found if fits else CellFault(text, NO_WHOLE_DAY)


def _amounts(text: str) -> list[float]:
    """The amounts of a text that begins with one, or nearly."""
    found = list(_AMOUNT.finditer(text))
    first = text[: found[0].start()] if found else ""
    begins = len(first) <= MOST_BEFORE and not re.search(r"\d", first)
    return [float(one[1].replace(",", ".")) for one in found] if begins else []


def _parts(text: str, separator: str) -> Iterator[str]:
    parts = re.split(r"[\n;]" if separator in ("", ";", "\n") else re.escape(separator), text)
    return (part.strip(' «»"') for part in parts if part.strip(' «»"'))
