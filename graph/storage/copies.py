# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the two datasets follow the facts: the full one holds all, the public one only what anybody may see."""

from __future__ import annotations

from collections.abc import Collection

from graph.entity.disagreements import DisagreementRule
from graph.model import Model
from graph.rdf.dataset import Dataset, Fact
from graph.storage.access import AccessRules, turned
from graph.storage.derivation import Background
from graph.storage.journal import Change
from graph.storage.store import Copy, Delta, Derived

Effects = tuple[Delta, Delta]


class Copies:
    """The full and the public dataset of a repository, each with the territories that its own facts refer to.

    What is derived for a restricted fact is restricted as well: the public dataset describes no territory that only
    such facts refer to.
    """

    def __init__(self, model: Model, derived: Derived, background: Background) -> None:
        self.derived = derived
        rule = DisagreementRule(model)
        derived.full.dataset.rule = derived.public.dataset.rule = rule
        self.background = background
        self._shown = Background(background.territories, background.base, background.ontology)
        self._rules = AccessRules.of(model, background.base)
        self._access = self._rules.access(derived.full.said)

    @property
    def said(self) -> Dataset:
        """Every fact as it was said; the same as the full dataset where nothing is merged."""
        return self.derived.full.said

    def refill(self, facts: Collection[Fact]) -> None:
        """Fills both, which are empty, with these facts and what derives from them."""
        full, public = self.derived.full, self.derived.public
        full.fill(facts, self.background.start(facts))
        self._access = self._rules.access(full.said)
        seen = [fact for fact in facts if not (self._access.hides(fact) or full.merging.is_merge(fact))]
        public.fill(seen, self._shown.start(seen))
        public.say(self._merges(full, public))

    def resume(self) -> None:
        """Takes up from stores that stand where the journal does."""
        full, public = self.derived.full, self.derived.public
        self._access = self._rules.access(full.said)
        self.background.resume(full.dataset)
        self._shown.resume(public.dataset)

    def take(self, change: Change) -> Effects:
        """Applies a change, and says what it really did to the full dataset and to the public one."""
        full, public = self.derived.full, self.derived.public
        written = full.say(Delta(change.removed, change.added))
        derived = full.apply(self.background.follow(written, full.dataset))
        before = self._access
        if self._rules.concerns(change.touched):
            self._access = self._rules.access(full.said)
        seen = frozenset(fact for fact in change.added if not self._access.hides(fact))
        shown, hidden = turned(full.said, before, self._access)
        effect = public.say(Delta(change.removed | hidden, (seen | shown) - full.merging.merges))
        effect = _after(effect, public.say(self._merges(full, public)))
        described = public.apply(self._shown.follow(effect, public.dataset))
        return _both(written, derived), _both(effect, described)

    def _merges(self, full: Copy, public: Copy) -> Delta:
        """The merges that the public sees from now on, and those that it no longer does."""
        merges = full.merging.merges
        said, seen = full.said, public.said
        secret = frozenset(fact for fact in merges if self._is_secret(fact, said, seen))
        return Delta(secret, merges - secret)

    def _is_secret(self, merge: Fact, full: Dataset, public: Dataset) -> bool:
        """Whether a merge names a thing that only those who may see restricted facts know of."""
        ends = (merge.s, str(merge.o))
        return self._access.hides(merge) or any(full.types(iri) and not public.types(iri) for iri in ends)


def _after(first: Delta, then: Delta) -> Delta:
    """Two changes as one."""
    removed = (first.removed - then.added) | (then.removed - first.added)
    return Delta(removed, (first.added - then.removed) | (then.added - first.removed))


def _both(first: Delta, second: Delta) -> Delta:
    return Delta(first.removed | second.removed, first.added | second.added)
