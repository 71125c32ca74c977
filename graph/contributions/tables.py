# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of contributions: what is proposed, by which sort of sender, and what became of it; nobody is named."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from graph.columns import NotKept, ShapedText, WholeNumber
from graph.contributions.proposal import NotAProposal, Proposal
from graph.text.wording import Phrase

WAITING, ASKED, LATER, ACCEPTED, REFUSED, FORGOTTEN = "waiting", "asked", "later", "accepted", "refused", "forgotten"
OPEN = (WAITING, ASKED, LATER)
"""The states of what is still to be decided."""
MINUTE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d"
SLUG = r"[a-z]+(?:-[a-z]+)*"
SHAPES = {
    "minute": re.compile(MINUTE, re.ASCII),
    "no minute": re.compile(f"|{MINUTE}", re.ASCII),
    "sender": re.compile("visitor|link|account|card-link"),
    "state": re.compile("|".join((*OPEN, ACCEPTED, REFUSED, FORGOTTEN))),
    "slug": re.compile(f"|{SLUG}"),
    "slugs": re.compile(f"|{SLUG}(?:,{SLUG})*"),
    "digest": re.compile(r"|[0-9a-f]{32}"),
    # « modération, invitation 3 », or « lien de fiche n° 4 »: a duty and a number, never a name.
    "author": re.compile(r"|[^\W\d_]+(?:, [^\W\d_]+(?: n°)?\s\d{1,9})?|lien de fiche n°\s\d{1,9}"),
}
LONGEST_SAID = 1_000
LONGEST_PROPOSAL = 400_000
NOT_KEPT = Phrase("Ce texte n’est pas de ceux que l’on garde ici.")


class Formed(ShapedText):
    """A text of one of the shapes."""

    cache_ok = True
    shapes = SHAPES
    refusal = NOT_KEPT


class OwnWords(sa.types.TypeDecorator[str]):
    """What a moderator writes in their own words."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        """The text itself; raises NotKept."""
        if not isinstance(value, str) or len(value) > LONGEST_SAID:
            raise NotKept(NOT_KEPT())
        return value


class Proposed(sa.types.TypeDecorator[str]):
    """A proposal as it is written, "" once it is forgotten."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        """The text itself; raises NotKept."""
        if not isinstance(value, str) or len(value) > LONGEST_PROPOSAL:
            raise NotKept(NOT_KEPT())
        try:
            if value:
                Proposal.from_json(value)
        except NotAProposal as error:
            raise NotKept(error.message) from error
        return value


class Whole(WholeNumber):
    """A whole number that is not negative."""

    cache_ok = True
    refusal = NOT_KEPT


TABLES = sa.MetaData()
# `content` tells one proposal from another once it is forgotten, `likeness` those that say nearly the same: both are
# made under a key of the instance. `times`: how often it was sent. `turn`: the rank of its decision
# among all, 0 for none, as minutes are too coarse; `change`: by which change it was accepted, 0: none.
CONTRIBUTIONS = sa.Table(
    "contributions",
    TABLES,
    sa.Column("number", Whole(), primary_key=True, autoincrement=False),
    sa.Column("received", Formed("minute"), nullable=False),
    sa.Column("sender", Formed("sender"), nullable=False),
    sa.Column("sender_number", Whole(), nullable=False),
    sa.Column("sender_right", Formed("slug"), nullable=False),
    sa.Column("proposal", Proposed(), nullable=False),
    sa.Column("content", Formed("digest"), nullable=False, index=True),
    sa.Column("likeness", Formed("digest"), nullable=False, index=True),
    sa.Column("times", Whole(), nullable=False),
    sa.Column("risk", Whole(), nullable=False),
    sa.Column("signs", Formed("slugs"), nullable=False),
    sa.Column("state", Formed("state"), nullable=False, index=True),
    sa.Column("decided", Formed("no minute"), nullable=False),
    sa.Column("turn", Whole(), nullable=False),
    sa.Column("decided_by", Formed("author"), nullable=False),
    sa.Column("reason", OwnWords(), nullable=False),
    sa.Column("change", Whole(), nullable=False),
)
# One that was sent to the site from which its card comes: `there`, the address of the card there; `follow`, where its
# fate is told; `said`, what was answered last. `next`: when it is sent, or asked after, again, which who does so moves
# first (seconds since 1970).
SENT = sa.Table(
    "sent_proposals",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("there", sa.String(2_000), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("follow", sa.String(2_000), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next", sa.BigInteger, nullable=False, index=True),
    sa.Column("sent", sa.BigInteger, nullable=False),
)
ALL = (CONTRIBUTIONS, SENT)
