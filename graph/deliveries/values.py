# SPDX-License-Identifier: AGPL-3.0-or-later
"""The texts of a file as values of the model; what cannot be one is said, with what comes nearest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from graph.errors import Suggestion, TisserandError
from graph.model import Choice, Field, Model, Scheme
from graph.namespaces import ORG, SCHEMA, SH, SKOS, XSD
from graph.rdf.dataset import Value, boolean_literal, text_literal
from graph.rdf.dates import DATES, is_right
from graph.storage.loading.safety import danger
from graph.territory.types import LEVELS
from graph.text import official_numbers, opening
from graph.text.answers import NO_WORDS, YES_WORDS
from graph.text.characters import SOFT
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.sources import SourceValue
    from graph.storage.derivation import Background

INSEE = re.compile(r"(?:\d{2}|2[ABab])\d{3}", re.ASCII)
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
LONGEST, MOST_NEAR, LEAST_LIKE = 20_000, 3, 50
TOO_LONG = "ce texte dépasse {most} signes : raccourcissez-le."
NO_CHOICE = "ce n’est pas dans la liste « {name} ». Choisissez une valeur de la liste, ou laissez vide."
NO_FLAG = "ce n’est ni oui ni non : écrivez l’un des deux, ou laissez vide."
NO_DAY = "cette date ne se lit pas : écrivez-la comme 2026-09-01, 2026-09 ou 2026."
NO_NUMBER = "ce n’est pas un nombre : écrivez-le en chiffres, comme 47.39."
NO_ADDRESS = "cette adresse ne se lit pas : écrivez-la entière, comme https://exemple.org/page."
NO_KEY = "ce numéro n’a pas la bonne clé : relisez-le, un chiffre est faux ou manque."
NO_HOURS = "ces horaires ne se lisent pas."


class Unread(Exception):
    """A text that is no value of its field: why and what to do, in French, and the nearest values."""

    def __init__(self, why: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.nearest = nearest


@dataclass(frozen=True)
class ValueParser:
    """Reads texts for the fields of a model: its choices, its places, its patterns."""

    model: Model
    background: Background

    @cached_property
    def _places(self) -> dict[tuple[str, tuple[str, ...]], str]:
        return {}

    def value(self, field: Field, said: SourceValue) -> Value:
        """The value of a text; a link to another thing of the file is read by who knows them. Raises Unread."""
        text = said.text.translate(SOFT).strip()
        if len(text) > LONGEST:
            raise Unread(TOO_LONG.format(most=LONGEST))
        value = self._value(field, text, said.lang)
        problem = danger(value)
        if problem:
            raise Unread(problem)
        written = value if isinstance(value, str) else value.value
        if field.pattern and not re.search(field.pattern, written):
            raise Unread(field.message.fr)
        return value

    def other(self, said: SourceValue) -> Value:
        """The value of a text whose property the model does not have, as it is said. Raises Unread."""
        text = said.text.translate(SOFT).strip()
        if len(text) > LONGEST:
            raise Unread(TOO_LONG.format(most=LONGEST))
        value: Value = (
            self._address(text) if said.link and ABSOLUTE.match(text) else _typed(text, said.lang, said.datatype)
        )
        problem = danger(value)
        if problem:
            raise Unread(problem)
        return value

    def _value(self, field: Field, text: str, lang: str) -> Value:
        if is_territory_field(field):
            return self._place(field, text)
        if field.scheme and SKOS.Concept in field.targets:
            return self._choice(field, text)
        if field.node_kind == SH.IRI:
            return self._address(text)
        return self._literal(field, text, lang)

    def _place(self, field: Field, text: str) -> str:
        levels = LEVELS[:1] if field.path == SCHEMA.location else LEVELS
        known = self._places.get((text, levels))
        if known is None:
            known = self._places[text, levels] = self._resolved(text, levels)
        return known

    def _resolved(self, text: str, levels: tuple[str, ...]) -> str:
        territories, base = self.background.territories, self.background.base
        try:
            if text.startswith(f"{base}/"):
                place = territories.from_iri(base, text)
            elif INSEE.fullmatch(text) and "commune" in levels:
                place = territories.by_code("commune", text.upper())
            else:
                place = territories.resolve(text, levels)
        except TisserandError as error:
            raise Unread(error.message, _labels(error.suggestions)) from error
        return territories.iri(base, place)

    def _choice(self, field: Field, text: str) -> str:
        names = next(_written(scheme) for scheme in self.model.schemes if scheme.iri == field.scheme)
        found = names.get(text) or names.get(fold(text))
        if found is None:
            labels = [self.model.choices[iri].label.fr for iri in dict.fromkeys(names.values())]
            near = process.extract(
                text, labels, scorer=fuzz.WRatio, processor=fold, limit=MOST_NEAR, score_cutoff=LEAST_LIKE
            )
            raise Unread(NO_CHOICE.format(name=field.name.fr), tuple(label for label, *_ in near))
        return found

    def _address(self, text: str) -> str:
        found = f"http://{text}" if not ABSOLUTE.match(text) and DOMAIN.fullmatch(text) else text
        if not is_iri(found):
            raise Unread(NO_ADDRESS)
        return found

    def _literal(self, field: Field, text: str, lang: str) -> Literal:
        if XSD.boolean in field.datatypes:
            if fold(text) not in YES_WORDS | NO_WORDS:
                raise Unread(NO_FLAG)
            return boolean_literal(fold(text) in YES_WORDS)
        if DATES.keys() & {*field.datatypes}:
            return _day(field.datatypes, text)
        if XSD.decimal in field.datatypes or XSD.integer in field.datatypes:
            return _number(field.datatypes, text)
        if XSD.string in field.datatypes:
            return _string(field, text)
        return _typed(text, lang or "fr", "")


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI that RDF allows."""
    try:
        return bool(ABSOLUTE.match(text)) and bool(NamedNode(text))
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _written(scheme: Scheme) -> dict[str, str]:
    """What each choice of a scheme is written as; of two that are written alike, the first counts."""
    return {name: choice.iri for choice in reversed(scheme.choices) for name in _names(choice)}


def _names(choice: Choice) -> tuple[str, ...]:
    """What a choice is written as, its own label the strongest."""
    written = (*choice.notation, *choice.alternatives, choice.slug, *choice.label.languages.values())
    return choice.iri, *map(fold, written)


def is_territory_field(field: Field) -> bool:
    """Whether the values of a field are places of the official code."""
    return field.targets == (SCHEMA.AdministrativeArea,)


def is_link_field(field: Field) -> bool:
    """Whether the values of a field are things that have their own card, and neither choices nor places."""
    return field.is_link and not is_territory_field(field) and not (field.scheme and SKOS.Concept in field.targets)


def _string(field: Field, text: str) -> Literal:
    if field.path == ORG.identifier:
        text = re.sub(r"[\s.\u00a0-]", "", text).upper()
        if official_numbers.register(text) and not official_numbers.is_right(text):
            raise Unread(NO_KEY)
    if field.path == SCHEMA.openingHours and not opening.is_right(text):
        raise Unread(f"{NO_HOURS} {field.message.fr}".strip())
    return text_literal(text)


def _number(datatypes: tuple[str, ...], text: str) -> Literal:
    written = text.replace(",", ".").replace("\u00a0", "").replace(" ", "")
    whole = XSD.decimal not in datatypes
    if not NUMBER.fullmatch(written) or (whole and "." in written):
        raise Unread(NO_NUMBER)
    return Literal(written, datatype=NamedNode(XSD.integer if whole else XSD.decimal))


def _day(datatypes: tuple[str, ...], text: str) -> Literal:
    """A date as precise as it is said; of a moment, the day alone where the field holds no hour."""
    for written in (text, text[:10]):
        for datatype in DATES:
            if datatype in datatypes and is_right(written, datatype):
                return Literal(written, datatype=NamedNode(datatype))
    raise Unread(NO_DAY)


def _typed(text: str, lang: str, datatype: str) -> Literal:
    """A text with its language, else its type; one that is none of RDF is left out."""
    try:
        if lang:
            return Literal(text, language=lang)
        return Literal(text, datatype=NamedNode(datatype)) if datatype else Literal(text)
    except ValueError:
        return Literal(text)


def _labels(suggestions: tuple[Suggestion, ...]) -> tuple[str, ...]:
    return tuple(item.label for item in suggestions[:MOST_NEAR])
