# SPDX-License-Identifier: AGPL-3.0-or-later
"""The trail of a dataset tells what became of things since any of its last states, and says when it does not know."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.namespaces import ORG, RDF
from graph.rdf.dataset import Fact
from graph.storage.steps import MOST_STEPS, MOST_THINGS, Steps
from graph.storage.store import Copy, Delta
from tests.instances import BASE, ID, fact, label

Told = dict[str, str]
MILL = f"{ID}organisation/mill"


class Walked:
    """A dataset and its steps: each change is one of them."""

    def __init__(self) -> None:
        self.copy, self.steps, self.number = Copy(ox.Store(), BASE), Steps(), 1
        self.steps.reach(1, None, self.copy.dataset)

    def change(self, added: set[Fact] | None = None, removed: set[Fact] | None = None) -> None:
        delta = self.copy.apply(Delta(frozenset(removed or ()), frozenset(added or ())))
        self.number += 1
        self.steps.reach(self.number, delta, self.copy.dataset)

    def since(self, number: int) -> Told | None:
        found = self.steps.trail.since(number)
        return None if found is None else {iri: touch.became.value for iri, touch in found.items()}


def _mill(name: str = "Le Moulin") -> set[Fact]:
    return {fact("organisation/mill", RDF.type, ORG.FormalOrganization), label("organisation/mill", name)}


@pytest.fixture
def followed() -> Walked:
    return Walked()


def test_a_thing_is_added_changes_and_is_gone(followed: Walked) -> None:
    followed.change(_mill())
    followed.change({label("organisation/mill", "Le Grand Moulin")}, {label("organisation/mill", "Le Moulin")})
    followed.change(removed=_mill("Le Grand Moulin"))
    assert followed.since(1) == {}
    assert followed.since(2) == {MILL: "gone"}
    assert followed.since(3) == {MILL: "gone"}
    assert followed.since(4) == {}
    touch = (followed.steps.trail.since(3) or {})[MILL]
    assert touch.types == (ORG.FormalOrganization,)
    assert {name for names in (touch.names or {}).values() for name in names} == {
        label("organisation/mill", "Le Grand Moulin").o
    }


def test_a_thing_that_is_new_stays_new_and_one_that_comes_back_has_changed(followed: Walked) -> None:
    followed.change(_mill())
    followed.change({label("organisation/mill", "La Meule")})
    assert followed.since(1) == {MILL: "added"}
    followed.change(removed={*_mill(), label("organisation/mill", "La Meule")})
    followed.change(_mill())
    assert followed.since(3) == {MILL: "changed"}


def test_what_has_no_class_is_no_thing(followed: Walked) -> None:
    followed.change({label("organisation/ghost", "Personne")})
    assert followed.since(1) == {}


def test_who_is_too_far_behind_is_to_read_everything_again(followed: Walked) -> None:
    for rank in range(MOST_STEPS + 1):
        followed.change({label("organisation/mill", f"Moulin {rank}")})
    assert followed.since(1) is None
    assert followed.since(2) == {}
    assert followed.since(999) is None


def test_so_is_who_would_be_told_too_much(followed: Walked) -> None:
    many = [fact(f"organisation/n{rank}", RDF.type, ORG.FormalOrganization) for rank in range(MOST_THINGS + 1)]
    followed.change(set(many))
    followed.change(_mill())
    assert followed.since(1) is None
    assert followed.since(2) == {MILL: "added"}
    for half in (many[:100], many[100:]):
        followed.change(removed=set(half))
    assert followed.since(3) is None
    assert len(followed.since(4) or {}) == MOST_THINGS + 1 - 100


def test_a_change_that_got_no_number_breaks_the_trail(followed: Walked) -> None:
    followed.steps.lose()
    followed.change(_mill())
    assert followed.since(1) is None
    followed.change({label("organisation/mill", "La Meule")})
    assert followed.since(2) == {MILL: "changed"}
