# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of verdicts: what whoever sorts cards said of each, by a number; nobody is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

import sqlalchemy as sa

from graph.columns import ShapedText, WholeNumber
from graph.contributions.tables import SHAPES, OwnWords
from graph.text.wording import Phrase

RIGHT, IMPROVE, WRONG, PASSED = "right", "improve", "wrong", "passed"
NOT_KEPT = Phrase("Ce texte n’est pas de ceux que l’on garde ici.")


class VerdictText(ShapedText):
    """A text of one of the shapes."""

    cache_ok = True
    shapes: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "card": re.compile(r"[a-z]+(?:-[a-z]+)*/[^\s/]+"),
        "verdict": re.compile("|".join((RIGHT, IMPROVE, WRONG, PASSED))),
        "author": SHAPES["author"],
    }
    refusal = NOT_KEPT


class VerdictNumber(WholeNumber):
    """A whole number that is not negative."""

    cache_ok = True
    refusal = NOT_KEPT


class VerdictMoment(sa.types.TypeDecorator[int]):
    """Whole seconds since 1970, 0 for never."""

    impl = sa.BigInteger
    cache_ok = True


TABLES = sa.MetaData()
# `change`: that of the journal which says that the card was read again, `contribution`: what waits of one that is
# wrong, 0 for none. `done`: when what was to be improved was, 0 while it is not.
VERDICTS = sa.Table(
    "verdicts",
    TABLES,
    sa.Column("number", VerdictNumber(), primary_key=True, autoincrement=False),
    sa.Column("card", VerdictText("card"), nullable=False),
    sa.Column("verdict", VerdictText("verdict"), nullable=False),
    sa.Column("words", OwnWords(), nullable=False),
    sa.Column("given", VerdictMoment(), nullable=False, index=True),
    sa.Column("author", VerdictText("author"), nullable=False, index=True),
    sa.Column("change", VerdictNumber(), nullable=False),
    sa.Column("contribution", VerdictNumber(), nullable=False),
    sa.Column("done", VerdictMoment(), nullable=False),
)
ALL = (VERDICTS,)
