# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns that refuse, before it reaches the database, whatever is not of the shape that they are said to hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import sqlalchemy as sa

from graph.errors import InvalidInput
from graph.text.wording import Phrase

LONGEST = 120  # characters


class NotKept(InvalidInput, sa.exc.DontWrapMixin):
    """What no column of a table can hold; its message repeats nothing of it."""


class ShapedText(sa.types.TypeDecorator[str]):
    """A text of one of the shapes that a table knows by name."""

    impl = sa.String(LONGEST)
    cache_ok = True
    shapes: ClassVar[Mapping[str, re.Pattern[str]]]
    refusal: ClassVar[Phrase]

    def __init__(self, holds: str) -> None:
        super().__init__()
        self.holds = holds

    def fits(self, text: str) -> bool:
        """Whether a text is one that the column holds."""
        return len(text) <= LONGEST and self.shapes[self.holds].fullmatch(text) is not None

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        """The text itself; raises NotKept."""
        if not isinstance(value, str) or not self.fits(value):
            raise NotKept(self.refusal())
        return value


class WholeNumber(sa.types.TypeDecorator[int]):
    """A whole number that is not negative, and smaller than `below`."""

    impl = sa.Integer
    cache_ok = True
    refusal: ClassVar[Phrase]
    below: ClassVar[int] = 2**31

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> int:
        """The number itself; raises NotKept."""
        if not isinstance(value, int) or not 0 <= value < self.below:
            raise NotKept(self.refusal())
        return value
