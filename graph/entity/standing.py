# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a source is worth on one thing, beside the others: its rank, then its date, then whether somebody confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal

from graph.entity.knowledge import Knowledge
from graph.entity.known import CONFIRMED, SAID, Known, covers
from graph.namespaces import PROV, TIS
from graph.text.days import read_day

if TYPE_CHECKING:
    from graph.model import Model
    from graph.rdf.dataset import Dataset, Fact

CHOSEN_FIRST = -1  # before every rank that can be written: somebody chose that source, for one field of one thing
LAST = 100  # after every rank that can be written


class Standing(NamedTuple):
    """The smaller, the more it is believed.

    `rank`: that of the source, or of a confirmation that it holds; `foreign`: not said by the thing itself; `age`: the
    more recent, the smaller, 0 without a date; `unconfirmed`: nobody confirmed since it was said; `less`: how little
    else it says of the thing. The source itself comes last, so that no two are equal.
    """

    rank: int
    foreign: bool
    age: int
    unconfirmed: bool
    less: int
    source: str

    @property
    def worth(self) -> tuple[int, bool, int, bool]:
        """What makes it believed against a source that says nothing."""
        return self[:4]


class Standings:
    """The sources of a dataset, each read once."""

    def __init__(self, data: Dataset, model: Model) -> None:
        self._data = data
        self._knowledge = Knowledge(data)
        basis = next((scheme for scheme in model.schemes if scheme.slug == "basis"), None)
        self._ranks = {choice.slug: choice.order for choice in basis.choices} if basis else {}
        self._own_ranks: dict[str, int] = {}

    def of(self, facts: Iterable[Fact]) -> dict[str, Standing]:
        """Each source of the facts about one thing."""
        by_source: dict[str, list[Fact]] = {}
        for fact in facts:
            by_source.setdefault(fact.source, []).append(fact)
        confirmed = {source: self._confirmation(own) for source, own in by_source.items()}
        made = [known for known in confirmed.values() if known]
        last = max(made, key=lambda known: known.on or date.min, default=None)
        return {source: self._standing(source, own, confirmed[source], last) for source, own in by_source.items()}

    def _standing(self, source: str, facts: list[Fact], confirmed: Known | None, last: Known | None) -> Standing:
        known = self._knowledge.said_of(facts[0].s, source)
        days = [day for day in (known.on, confirmed.on if confirmed else None) if day]
        rank = self._rank(source, known)
        return Standing(
            rank=min(rank, self._ranks.get(CONFIRMED, LAST)) if confirmed else rank,
            foreign=facts[0].s not in self._data.links(source, PROV.wasAttributedTo),
            age=-max(day.toordinal() for day in days) if days else 0,
            unconfirmed=last is None or not covers(last, known),
            less=-len(facts),
            source=source,
        )

    def _rank(self, source: str, known: Known) -> int:
        """That which is written of the source, else that of how it is known."""
        if source not in self._own_ranks:
            written = self._data.text(source, TIS.rank) or ""
            usual = self._ranks.get(known.how, self._ranks.get(SAID, LAST))
            self._own_ranks[source] = int(written) if written.isascii() and written.isdecimal() else usual
        return self._own_ranks[source]

    def _confirmation(self, facts: Iterable[Fact]) -> Known | None:
        """The confirmation that one source holds; None where it does not say the day, and who."""
        said = {fact.p: fact for fact in facts if fact.p in (TIS.confirmedOn, TIS.confirmedBy)}
        if len(said) < 2:
            return None
        written = said[TIS.confirmedOn].o
        day = read_day(written.value) if isinstance(written, Literal) else None
        return Known(CONFIRMED, day, str(said[TIS.confirmedBy].o)) if day else None
