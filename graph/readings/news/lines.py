# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of each field of a thing, as far as anybody may read it: a text that was withdrawn is not repeated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.existence import STOPPED
from graph.namespaces import DCT, RDF, SCHEMA, SKOS, TIS, XSD
from graph.rdf.dataset import Fact, Value
from graph.readings.disagreements import answer_text
from graph.readings.news import BulletinLine
from graph.text.sentences import inner, sentence
from graph.text.wording import listed

if TYPE_CHECKING:
    from datetime import date

    from graph.entity import Reader
    from graph.model import EntityClass, Field
    from graph.storage.access import Access

# Told otherwise, or of the card more than of the thing.
UNTOLD = frozenset(
    {RDF.type, SKOS.hiddenLabel, DCT.modified, TIS.openQuestion, TIS.stateOn}
    | {TIS.confirmedOn, TIS.confirmedBy, TIS.reviewedOn, TIS.unansweredSince}
)
PLACES = (SCHEMA.location, SCHEMA.address)
PLAIN = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.boolean})


class ChangedFields:
    """The fields of one thing between what left and what entered; both are facts that were never restricted."""

    def __init__(self, reader: Reader, access: Access, own: EntityClass, iri: str) -> None:
        self._reader = reader
        self._access = access
        self._own = own
        self._iri = iri

    def lines(self, removed: Iterable[Fact], added: Iterable[Fact]) -> tuple[BulletinLine, ...]:
        """A line a field, in the model's order; of what entered, only what is shown now."""
        removed, added = list(removed), list(added)
        return tuple(
            line
            for field in self._own.fields
            if field.path not in UNTOLD
            and (line := self._line(field, *([f.o for f in facts if f.p == field.path] for facts in (removed, added))))
        )

    def _line(self, field: Field, old: list[Value], new: list[Value]) -> BulletinLine | None:
        shown = self._reader.dataset.values(self._iri, field.path)
        held = [value for value in new if value in shown]
        name = field.name(self._reader.lang)
        if not held:
            # What came in and is not shown was withdrawn since, or another source is believed.
            return BulletinLine(sentence(name), withdrawn=True) if old and not new and not shown else None
        told = self._told(field, held)
        if not told:
            return BulletinLine(inner(name))
        gone = [value for value in old if value not in shown]
        before = gone if field.is_single or len(gone) == len(held) == 1 else []
        return BulletinLine(sentence(name), told, self._told(field, before))

    def _told(self, field: Field, values: list[Value]) -> str:
        """Answers in words; "" where one is a text, which the card shows whole, or names what is not to be seen."""
        if not values or not all(may_be_told(self._reader, self._access, value) for value in values):
            return ""
        texts = (answer_text(self._reader, field.path, value) for value in sorted(values, key=str))
        return listed((inner(text) if field.scheme else text for text in texts), self._reader.lang)


def may_be_told(reader: Reader, access: Access, value: Value) -> bool:
    """Whether an answer can be repeated once it is no longer given: a choice, a day, a yes or no, a public thing."""
    if isinstance(value, Literal):
        return value.datatype.value in PLAIN
    if value in reader.model.choices:
        return True
    return bool(reader.dataset.types(value)) and not access.restricts(value)


def has_ended(reader: Reader, added: Iterable[Fact], today: date) -> bool:
    """Whether facts say that a thing is no more on a day."""
    for fact in added:
        end = reader.dataset.day(fact.s, SCHEMA.endDate) if fact.p == SCHEMA.endDate else None
        if (end is not None and end <= today) or (fact.p == TIS.state and fact.o in STOPPED):
            return True
    return False


def has_moved(removed: Iterable[Fact], added: Iterable[Fact]) -> bool:
    """Whether a place left and another one came."""
    left, came = ({fact.p for fact in facts if fact.p in PLACES} for facts in (removed, added))
    return bool(left & came)
