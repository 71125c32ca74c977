# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person writes in a cell, as values of a field; what cannot be one is said with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from graph.errors import InvalidInput
from graph.model import Choice, Model
from graph.namespaces import SCHEMA, SH, XSD
from graph.rdf.dataset import Value, boolean_literal, date_literal, text_literal
from graph.rdf.dates import DATES, is_right
from graph.sources._filled.columns import SheetColumn
from graph.storage.derivation import Background
from graph.storage.loading.safety import danger
from graph.territory import LEVELS
from graph.text.answers import NO_WORDS, YES_WORDS
from graph.text.folding import fold
from graph.text.personal import why_personal

FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
# A workbook takes the first zero of a telephone number, or of a postal code, for nothing.
SHORT_NUMBER, SHORT_POSTCODE = re.compile(r"[1-9]\d{8}"), re.compile(r"[1-9]\d{3}")
MOST_SHOWN = 5
NO_CHOICE = (
    "« {text} » n’est pas dans la liste. Les choix les plus proches : {choices}. "
    "Tous sont dans la feuille « Choix » du tableau à remplir."
)
UNFIT = "« {text} » ne convient pas. {message}"
NO_FLAG = "« {text} » n’est ni oui ni non."
NO_DAY = "« {text} » n’est pas une date. Écrivez-la comme 2026-09-01 ou 01/09/2026."


class CellParser:
    """Reads the cells of an instance: its choices, its places, the base of its IRIs."""

    def __init__(self, model: Model, background: Background) -> None:
        self._model = model
        self._background = background

    def values(self, column: SheetColumn, text: str) -> Iterator[Value]:
        """The values of a cell; raises InvalidInput saying what to write."""
        for part in re.split(r"[;\n]", text) if column.several else [text]:
            if part.strip():
                yield self._value(column, part.strip())

    def _value(self, column: SheetColumn, text: str) -> Value:
        field = column.field
        if column.is_place:
            return self._place(column, text)
        if field.scheme:
            return self._choice(field.scheme, text)
        value = _literal(field.datatypes, text) if field.node_kind != SH.IRI else text
        problem = danger(value)
        written = value if isinstance(value, str) else value.value
        if field.pattern and not re.search(field.pattern, written):
            raise InvalidInput(UNFIT.format(text=text, message=field.message.fr))
        if not field.pattern and isinstance(value, Literal) and not DATES.keys() & {*field.datatypes}:
            problem = problem or why_personal(written)
        if problem:
            raise InvalidInput(problem)
        return value

    def _place(self, column: SheetColumn, text: str) -> str:
        territories = self._background.territories
        levels = LEVELS[:1] if column.field.path == SCHEMA.location else LEVELS
        place = territories.resolve(f"0{text}" if SHORT_POSTCODE.fullmatch(text) else text, levels)
        return territories.iri(self._background.base, place)

    def _choice(self, scheme: str, text: str) -> str:
        choices = next(item.choices for item in self._model.schemes if item.iri == scheme)
        found = next((choice for choice in choices if fold(text) in _names(choice)), None)
        if found is None:
            labels = [choice.label.fr for choice in choices]
            near = process.extract(text, labels, scorer=fuzz.token_set_ratio, processor=fold, limit=MOST_SHOWN)
            raise InvalidInput(NO_CHOICE.format(text=text, choices=" ; ".join(label for label, *_ in near)))
        return found.iri


def _names(choice: Choice) -> set[str]:
    return {*map(fold, (choice.slug, *choice.label.languages.values(), *choice.alternatives))}


def _literal(datatypes: tuple[str, ...], text: str) -> Literal:
    if XSD.boolean in datatypes:
        if fold(text) not in YES_WORDS | NO_WORDS:
            raise InvalidInput(NO_FLAG.format(text=text))
        return boolean_literal(fold(text) in YES_WORDS)
    if XSD.date in datatypes:
        return _day(datatypes, text)
    if XSD.decimal in datatypes:
        return Literal(text.replace(",", "."), datatype=NamedNode(XSD.decimal))
    if XSD.string in datatypes:
        return text_literal(f"0{text}" if SHORT_NUMBER.fullmatch(text) else text)
    return text_literal(text, "fr")


def _day(datatypes: tuple[str, ...], text: str) -> Literal:
    french = FRENCH_DAY.fullmatch(text)
    try:
        if french:
            day, month, year = map(int, french.groups())
            return date_literal(date(year, month, day))
        return date_literal(date.fromisoformat(text))
    except ValueError as error:
        for datatype in DATES:
            if datatype in datatypes and is_right(text, datatype):
                return Literal(text, datatype=NamedNode(datatype))
        raise InvalidInput(NO_DAY.format(text=text)) from error
