# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting by bits is counting: whatever comes and leaves, and in whatever order."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from graph.readings.bits import EntryBits

VALUES = st.dictionaries(st.sampled_from("ab"), st.frozensets(st.sampled_from("xyz")), max_size=2)
STEPS = st.lists(st.dictionaries(st.integers(0, 40), st.none() | VALUES, max_size=6), max_size=8)


@dataclass(frozen=True)
class ValuedThing:
    """An entry."""

    iri: str
    values: dict[str, frozenset[str]] = field(hash=False)


@given(STEPS)
def test_bits_follow_what_comes_and_leaves(steps: list[dict[int, dict[str, frozenset[str]] | None]]) -> None:
    known: dict[str, ValuedThing] = {}
    bits = EntryBits.of_entries(())
    for step in steps:
        left = [known.pop(str(number)) for number in step if str(number) in known]
        came = [ValuedThing(str(number), values) for number, values in step.items() if values is not None]
        known |= {thing.iri: thing for thing in came}
        bits = bits.after(left, came)
        things = list(known.values())
        for parameter in "ab":
            for chosen in ("x", "xy", "z"):
                found = bits.having(parameter, chosen)
                expected = [it for it in things if it.values.get(parameter, frozenset()) & set(chosen)]
                assert bits.among(things, found) == expected
                assert found.bit_count() == len(expected)
                some = things[::2]
                assert bits.among(things, bits.of(some) & found) == [it for it in some if it in expected]
        assert not set(bits.masks.values()) & {0}
        assert len(bits.slots) == len(known)
