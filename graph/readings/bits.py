# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of many entries have each value of each facet, as the bits of whole numbers: sets that are counted at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

Value = tuple[str, str]


class ValuedEntry(Protocol):
    """An entry, by what it can be found by."""

    @property
    def iri(self) -> str:
        """What tells it from the others."""

    @property
    def values(self) -> Mapping[str, frozenset[str]]:
        """The values of each facet."""


Entry = TypeVar("Entry", bound=ValuedEntry)


@dataclass(frozen=True)
class EntryBits:
    """Each entry has a bit of its own (`slots`, by IRI); `masks` has the bits of all that have a value, by facet and
    value. Never changed."""

    slots: Mapping[str, int]
    masks: Mapping[Value, int]
    free: tuple[int, ...] = ()
    """The bits of entries that left."""

    @classmethod
    def of_entries(cls, entries: Iterable[ValuedEntry]) -> EntryBits:
        """Those of all entries, none of them twice."""
        slots: dict[str, int] = {}
        having: dict[Value, list[int]] = {}
        for entry in entries:
            slot = slots[entry.iri] = len(slots)
            for value in _values(entry):
                having.setdefault(value, []).append(slot)
        return cls(slots, {value: bits_of(found, len(slots)) for value, found in having.items()})

    def after(self, left: Iterable[ValuedEntry], came: Iterable[ValuedEntry]) -> EntryBits:
        """The same once some entries left and others came; one that changed did both."""
        slots, masks, free = dict(self.slots), dict(self.masks), list(self.free)
        for entry in left:
            slot = slots.pop(entry.iri)
            free.append(slot)
            for value in _values(entry):
                masks[value] &= ~(1 << slot)
                if not masks[value]:
                    del masks[value]
        for entry in came:
            slot = slots[entry.iri] = free.pop() if free else len(slots)
            for value in _values(entry):
                masks[value] = masks.get(value, 0) | 1 << slot
        return EntryBits(slots, masks, tuple(free))

    def of(self, entries: Collection[ValuedEntry]) -> int:
        """The bits of some entries, none of them twice."""
        everything = len(entries) == len(self.slots)
        slots = self.slots.values() if everything else [self.slots[entry.iri] for entry in entries]
        return bits_of(slots, len(self.slots) + len(self.free))

    def having(self, parameter: str, values: Iterable[str]) -> int:
        """The bits of those that have one of these values of a facet."""
        found = 0
        for value in values:
            found |= self.masks.get((parameter, value), 0)
        return found

    def among(self, entries: Iterable[Entry], bits: int) -> list[Entry]:
        """Those of these entries whose bits are among some."""
        known = bits.to_bytes((bits.bit_length() + 7) // 8 or 1, "little")
        last, slots = 8 * len(known), self.slots
        placed = ((entry, slots[entry.iri]) for entry in entries)
        return [entry for entry, slot in placed if slot < last and known[slot >> 3] >> (slot & 7) & 1]


def bits_of(slots: Iterable[int], size: int) -> int:
    """The whole number with those bits, of so many at most."""
    found = bytearray((size + 7) // 8)
    for slot in slots:
        found[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(found, "little")


def _values(entry: ValuedEntry) -> Iterator[Value]:
    return ((parameter, value) for parameter, values in entry.values.items() for value in values)
