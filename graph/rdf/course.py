# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last changes of a dataset in the memory of its process: what each touched, for who keeps what was made of it.

What is read of a dataset, and what a change touches, are told by marks: a thing of which something is said, a value
whose subjects are asked for, a property or a source that is read whole. Who read none of the marks that a change
touches would read the same again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

Mark = tuple[str, str | Literal]
Statement = tuple[str, str, str | Literal, str]
Statements = Collection[Statement]

THING, ENDED_BY, PATH, SOURCE = "s", "o", "p", "g"
EVERYTHING: Mark = ("", "")
"""Read where it cannot be told of what: any change touches it."""
# Beyond so many facts in a change, or so many changes, all is made again.
MOST_TOUCHED, MOST_CHANGES = 2000, 256


def marks_of(statements: Iterable[Statement]) -> frozenset[Mark]:
    """What these statements, once they enter or leave, touch: subject, property, object and source of each."""
    found: set[Mark] = {EVERYTHING}
    for s, p, o, source in statements:
        found.update(((THING, s), (PATH, p), (ENDED_BY, o), (SOURCE, source)))
    return frozenset(found)


@dataclass(frozen=True)
class Course:
    """The number of a state, and what the last changes that led to it touched, oldest first; None: everything."""

    number: int = 0
    changes: tuple[frozenset[Mark] | None, ...] = ()

    def after(self, touched: Statements | None) -> Course:
        """The same one change later."""
        marks = None if touched is None else marks_of(touched)
        return Course(self.number + 1, (*self.changes, marks)[-MOST_CHANGES:])

    def since(self, number: int) -> frozenset[Mark] | None:
        """What was touched since a state; None where it is too long ago, or where everything was."""
        late = self.number - number
        if late > len(self.changes) or late < 0:
            return None
        found: set[Mark] = set()
        for marks in self.changes[len(self.changes) - late :]:
            if marks is None:
                return None
            found |= marks
        return frozenset(found)
