# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of words typed: counts under a digest, and the words themselves once enough people have typed them."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from graph.columns import NotKept, ShapedText
from graph.synonyms.refused import is_refused
from graph.text.wording import Phrase

SHAPES = {
    "digest": re.compile(r"[0-9a-f]{32}"),
    # What was chosen (`need/website`), "" for nothing.
    "choice": re.compile(r"|(?:need|tool|instance|audience)/[a-z0-9]+(?:[-_.][a-z0-9]+)*"),
    "month": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII),
}
NOT_KEPT = Phrase("Ces mots ne sont pas de ceux que l’on garde.")


class Shaped(ShapedText):
    """A text of one of the shapes."""

    cache_ok = True
    shapes = SHAPES
    refusal = NOT_KEPT


class Speakable(sa.types.TypeDecorator[str]):
    """Words that tell of nobody, "" for none; anything else is refused before it reaches the database."""

    impl = sa.String(120)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        """The words themselves; raises NotKept."""
        if not isinstance(value, str) or (value and is_refused(value)):
            raise NotKept(NOT_KEPT())
        return value


TABLES = sa.MetaData()
# How often words were typed and what was chosen for them. The words cannot be read: only their digest under a key is
# there. `days`: on how many different days they came, the first of each counted with what was chosen then.
HEARD = sa.Table(
    "words_heard",
    TABLES,
    sa.Column("digest", Shaped("digest"), primary_key=True),
    sa.Column("chosen", Shaped("choice"), primary_key=True),
    sa.Column("month", Shaped("month"), primary_key=True),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
)
# Words that enough people have typed; those that were refused are known by their digest alone.
KNOWN = sa.Table(
    "words_known",
    TABLES,
    sa.Column("digest", Shaped("digest"), primary_key=True),
    sa.Column("words", Speakable(), nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
)
ALL = (HEARD, KNOWN)
