# SPDX-License-Identifier: AGPL-3.0-or-later
"""What answers from one dataset, the public or the full one: its names and its referral, made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from graph.model import Model
from graph.namespaces import TIS
from graph.rdf.dataset import Dataset
from graph.storage.steps import Steps

if TYPE_CHECKING:
    from graph.readings.nearby import Surroundings
    from graph.referral._types import Criterion
    from graph.referral.engine import ReferralEngine
    from graph.referral.resolver import Resolver
    from graph.referral.situation import Query, Situation
    from graph.search import SearchIndex
    from graph.storage.store import Delta
    from graph.territory import Territories

# Beyond so many facts, making an index again is quicker than following.
LARGE = 2000


class Desk:
    """Names and referral of one dataset and of nothing else; two desks share neither an index nor an engine.

    `dataset` gives the dataset; `making` is held while a part is made or changed.
    """

    def __init__(
        self,
        dataset: Callable[[], Dataset],
        model: Callable[[], Model],
        territories: Callable[[], Territories],
        criteria: Callable[[], tuple[Criterion, ...]],
        making: AbstractContextManager[object],
    ) -> None:
        self._dataset, self._model, self._territories = dataset, model, territories
        self._criteria = criteria
        self._making = making
        self.steps = Steps()
        self._search: SearchIndex | None = None
        self._referral: ReferralEngine | None = None
        self._grown: Model | None = None

    @property
    def dataset(self) -> Dataset:
        """The facts it answers from."""
        return self._dataset()

    @property
    def model(self) -> Model:
        """The model, with the words that these facts give to its choices."""
        known = self._grown
        if known is not None:
            return known
        with self._making:
            if self._grown is None:
                from graph.synonyms.grown import grown

                self._grown = grown(self._model(), self.dataset)
            return self._grown

    @property
    def search(self) -> SearchIndex:
        """The index of the names in the dataset."""
        known = self._search
        if known is not None:
            return known
        with self._making:
            if self._search is None:
                from graph.search import SearchIndex, entries_of

                self._search = SearchIndex(entries_of(self.dataset, self.model))
            return self._search

    @property
    def referral(self) -> ReferralEngine:
        """The referral over the dataset."""
        ready = self._referral
        if ready is not None:  # nobody waits where it is there
            return ready
        with self._making:
            if self._referral is None:
                from graph.referral.engine import ReferralEngine
                from graph.referral.index import ReferralIndex

                known = self._model(), self._territories(), self._criteria()
                self._referral = ReferralEngine(ReferralIndex(self.dataset, *known))
            return self._referral

    @property
    def surroundings(self) -> Surroundings:
        """The area of the instance, as this dataset describes it."""
        from graph.readings.nearby import Surroundings

        return Surroundings(self.resolver, self.referral)

    @property
    def resolver(self) -> Resolver:
        """Understands requests with the names of this dataset."""
        from graph.referral.resolver import Resolver

        return Resolver(self.dataset, self.model, self._territories(), self.search)

    def situation(self, query: Query) -> Situation:
        """The situation understood with the names of this dataset; raises Ambiguous, UnknownThing or InvalidInput."""
        return self.resolver.resolve(query)

    def forget(self) -> None:
        """Makes everything again when next asked for."""
        with self._making:
            self._search = self._referral = self._grown = None

    def follow(self, delta: Delta | None) -> None:
        """Keeps what was made current with a change of the dataset; None when everything changed."""
        with self._making:
            if delta is None or len(delta.touched) > LARGE:
                self.forget()
                return
            if any(fact.s in self._model().choices for fact in delta.touched):
                self._grown = None
            if self._search is not None:
                self._rename(self._search, delta)
            if self._referral is not None:
                from graph.referral.engine import ReferralEngine

                index = self._referral.index
                index.update(delta.added, delta.removed)
                # A new engine around the same index: none of its sentences is older than the facts.
                self._referral = ReferralEngine(index)

    def _rename(self, index: SearchIndex, delta: Delta) -> None:
        """Names again the things touched, and those that touched acronyms stand for."""
        from graph.entity.disagreements import WORTH
        from graph.search import entries_about

        iris = {fact.s for fact in delta.touched}
        iris |= {str(fact.o) for fact in delta.touched if fact.p == TIS.acronymOf}
        # A source that is worth more, or less, may name all that it speaks of otherwise.
        for source in {fact.s for fact in delta.touched if fact.p in WORTH}:
            iris |= {fact.s for fact in self.dataset.facts(source=source)}
        iris |= {meant for iri in iris for meant in self.dataset.links(iri, TIS.acronymOf)}
        for iri in sorted(iris):
            index.replace(iri, entries_about(self.dataset, self.model, iri))
