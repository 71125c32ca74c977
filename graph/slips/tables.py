# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of slips: every column is a reference, a number, a day or a count, and takes nothing else."""

from __future__ import annotations

import re
from datetime import date, datetime

import sqlalchemy as sa

from graph.columns import ShapedText, WholeNumber
from graph.slips.number import SIGNS
from graph.text.wording import Phrase

# A telephone number, as a slug might spell it.
NO_TELEPHONE = r"(?!.*(?<!\d)(0|33|0033)[1-9]([-_.]?\d\d){4}(?!\d))"
ENTITY = NO_TELEPHONE + r"[a-z]+(-[a-z]+)*/[a-z0-9]+([-_.][a-z0-9]+)*"
MINUTE = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"
# What each sort of column may hold, whole. None of these can spell an e-mail, a telephone number or a sentence.
SHAPES = {
    "number": re.compile(f"[{SIGNS}]{{9}}"),
    "concept": re.compile(r"[a-z]+(-[a-z]+)*"),
    "no concept": re.compile(r"|[a-z]+(-[a-z]+)*"),
    "commune": re.compile(r"commune-(\d{5}|2[AB]\d{3})", re.ASCII),
    "entity": re.compile(ENTITY, re.ASCII),
    "no entity": re.compile(f"|{ENTITY}", re.ASCII),
    "day": re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    "month": re.compile(r"\d{4}-\d{2}", re.ASCII),
    "minute": re.compile(MINUTE, re.ASCII),
    "no minute": re.compile(f"|{MINUTE}", re.ASCII),
}
MOST_NEEDS = 5
NOT_A_REFERENCE = Phrase("Un bon ne garde que des choix connus : ce texte n’en est pas un.")


class Reference(ShapedText):
    """A text that can only have one of the shapes, and be what it looks like; anything else is refused."""

    cache_ok = True
    shapes = SHAPES
    refusal = NOT_A_REFERENCE

    def fits(self, text: str) -> bool:
        """Whether a text is one that the column holds; a day is one of the calendar."""
        return super().fits(text) and _is_real(self.holds, text)


class Count(WholeNumber):
    """A small whole number: a rank or a count, never a code."""

    cache_ok = True
    refusal = NOT_A_REFERENCE
    below = 1_000_000


def _is_real(holds: str, text: str) -> bool:
    try:
        if holds.endswith("minute"):
            return not text or bool(datetime.fromisoformat(text))
        return holds not in ("day", "month") or bool(date.fromisoformat(text if holds == "day" else f"{text}-01"))
    except ValueError:
        return False


TABLES = sa.MetaData()
SLIPS = sa.Table(
    "slips",
    TABLES,
    sa.Column("number", Reference("number"), primary_key=True),
    sa.Column("day", Reference("day"), nullable=False),
    sa.Column("commune", Reference("commune"), nullable=False),
    sa.Column("actor", Reference("entity"), nullable=False, index=True),
    sa.Column("service", Reference("no entity"), nullable=False),
)
NEEDS = sa.Table(
    "slip_needs",
    TABLES,
    sa.Column("number", Reference("number"), primary_key=True),
    sa.Column("need", Reference("concept"), primary_key=True),
)
# What became of a slip, mark after mark: the last one counts. The minute (UTC) at which it was said tells a wave ("" in
# marks of before); the number of the invitation, who came in by a link to say it (0: anonymous).
MARKS = sa.Table(
    "slip_marks",
    TABLES,
    sa.Column("number", Reference("number"), primary_key=True),
    sa.Column("rank", Count(), primary_key=True, autoincrement=False),
    sa.Column("outcome", Reference("concept"), nullable=False),
    sa.Column("day", Reference("day"), nullable=False),
    sa.Column("minute", Reference("no minute"), nullable=False, server_default=""),
    sa.Column("invitation", Count(), nullable=False, server_default="0"),
)
# Marks that ask for nothing more, since somebody has checked the card: for one need, or for none in particular.
SETTLED = sa.Table(
    "slip_settled",
    TABLES,
    sa.Column("number", Reference("number"), primary_key=True),
    sa.Column("rank", Count(), primary_key=True, autoincrement=False),
    sa.Column("need", Reference("no concept"), primary_key=True),
)
# Requests that nobody could answer, counted: who asked is not known, nor on which day.
GAPS = sa.Table(
    "gap_counts",
    TABLES,
    sa.Column("need", Reference("concept"), primary_key=True),
    sa.Column("commune", Reference("commune"), primary_key=True),
    sa.Column("month", Reference("month"), primary_key=True),
    sa.Column("requests", Count(), nullable=False),
)
# Visitors who could not reach somebody, without a slip: how many in which minute, and not who.
UNREACHED = sa.Table(
    "unreached_counts",
    TABLES,
    sa.Column("actor", Reference("entity"), primary_key=True),
    sa.Column("day", Reference("day"), primary_key=True),
    sa.Column("minute", Reference("no minute"), primary_key=True),
    sa.Column("requests", Count(), nullable=False),
)
# Professionals who said the same once they had come in: the number of their invitation, and the last day.
SIGNED = sa.Table(
    "signed_unreached",
    TABLES,
    sa.Column("actor", Reference("entity"), primary_key=True),
    sa.Column("invitation", Count(), primary_key=True, autoincrement=False),
    sa.Column("day", Reference("day"), nullable=False),
)
# What was decided of a wave of anonymous reports, from its first minute to its last: left out, or kept.
WAVES = sa.Table(
    "wave_decisions",
    TABLES,
    sa.Column("first", Reference("minute"), primary_key=True),
    sa.Column("last", Reference("minute"), nullable=False),
    sa.Column("decision", Reference("concept"), nullable=False),
    sa.Column("day", Reference("day"), nullable=False),
)
ALL = (SLIPS, NEEDS, MARKS, SETTLED, GAPS, UNREACHED, SIGNED, WAVES)
