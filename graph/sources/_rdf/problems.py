# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be taken of a document: one fault a kind of problem, with its first line and how often it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from graph.rdf.dataset import Value
from graph.rdf.dates import is_right
from graph.sources._reading import SourceFault, SourceValue, exact_value
from graph.storage.loading.safety import danger
from graph.text.characters import refused_in_address, shown
from graph.text.sentences import ended

MOST_SHOWN = 200
NO_DATE = "cette date n’existe pas : écrivez année-mois-jour, comme 2021-06-01."
NO_TEXT = "un caractère invisible ou de contrôle est dans ce texte : retirez-le."
NO_ADDRESS = "cette adresse contient un signe qui n’y a pas sa place (espace, accolade, signe invisible) : corrigez-la."
NO_LANGUAGE = "la langue de ce texte n’est pas écrite comme « fr » ou « en » : corrigez-la."


@dataclass(frozen=True, order=True)
class FaultPlace:
    """Where something is said: its line (0 where it has none), the property, the value as it is written."""

    line: int
    column: str
    value: str


@dataclass
class Problems:
    """Faults as they are met, by what they are."""

    _met: dict[str, list[FaultPlace]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, why: str, line: int, value: str, column: str = "") -> None:
        """One more of these; what is first in the file is shown."""
        place = FaultPlace(line, column, shown(value)[:MOST_SHOWN])
        self._met[why] = [min(place, *self._met.get(why, ()))] if why in self._met else [place]
        self._counts[why] = self._counts.get(why, 0) + 1

    def faults(self) -> Iterator[SourceFault]:
        """One fault a kind of problem, in the order of the file.

        Each is about the whole file: a thing enters without the value that is wrong, whichever comes first.
        """
        for why, (place,) in sorted(self._met.items(), key=lambda met: met[1]):
            count = self._counts[why]
            often = [f"{count} fois"] if count > 1 else []
            where = [f"{'d’abord ' if often else ''}ligne {place.line}"] if place.line else []
            said = ", ".join((*often, *where))
            text = f"{why.rstrip('.')} ({said})." if said else ended(why)
            yield SourceFault(0, place.column, place.value, text)


def problem_of(value: Value) -> str:
    """What is wrong with a value that no fact may carry, "" when nothing is; the same words for the same problem."""
    if isinstance(value, Literal):
        if not is_right(value.value, value.datatype.value):
            return NO_DATE
        return NO_TEXT if danger(value) else ""
    if refused_in_address(value) or not _is_address(value):
        return NO_ADDRESS
    return danger(value) or ""


def problem_of_value(value: SourceValue) -> str:
    """The same for a value of a thing, where the languages of texts and the addresses of types may be wrong too."""
    try:
        return problem_of(exact_value(value))
    except ValueError:
        return NO_LANGUAGE if value.lang else NO_ADDRESS


def _is_address(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return not set(iri) & set('<>"{}|\\^`')
