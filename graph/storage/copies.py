# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the two datasets follow the facts: the full one holds all, the public one only what anybody may see."""

from __future__ import annotations

from collections.abc import Collection

from graph.entity.disagreements import DisagreementRule
from graph.model import Model
from graph.rdf.dataset import Fact
from graph.storage.access import AccessRules, turned
from graph.storage.derivation import Background
from graph.storage.journal import Change
from graph.storage.store import Delta, Derived

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
        self._access = self._rules.access(derived.full.dataset)

    def refill(self, facts: Collection[Fact]) -> None:
        """Fills both, which are empty, with these facts and what derives from them."""
        full, public = self.derived.full, self.derived.public
        full.fill([*facts, *self.background.start(facts)])
        self._access = self._rules.access(full.dataset)
        seen = [fact for fact in facts if not self._access.hides(fact)]
        public.fill([*seen, *self._shown.start(seen)])

    def resume(self) -> None:
        """Takes up from stores that stand where the journal does."""
        self._access = self._rules.access(self.derived.full.dataset)
        self.background.resume(self.derived.full.dataset)
        self._shown.resume(self.derived.public.dataset)

    def take(self, change: Change) -> Effects:
        """Applies a change, and says what it really did to the full dataset and to the public one."""
        full, public = self.derived.full, self.derived.public
        written = full.apply(Delta(change.removed, change.added))
        derived = full.apply(self.background.follow(written, full.dataset))
        before = self._access
        if self._rules.concerns(written.touched):
            self._access = self._rules.access(full.dataset)
        seen = frozenset(fact for fact in written.added if not self._access.hides(fact))
        shown, hidden = turned(full.dataset, before, self._access)
        effect = public.apply(Delta(written.removed | hidden, seen | shown))
        described = public.apply(self._shown.follow(effect, public.dataset))
        return _both(written, derived), _both(effect, described)


def _both(first: Delta, second: Delta) -> Delta:
    return Delta(first.removed | second.removed, first.added | second.added)
