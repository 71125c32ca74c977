# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sends a contribution, as far as it is kept: which sort, a number and a right; never a person nor an address."""

from __future__ import annotations

from dataclasses import dataclass

VISITOR, LINK, ACCOUNT, CARD_LINK = "visitor", "link", "account", "card-link"


@dataclass(frozen=True)
class Sender:
    """A visitor, who came in by a link, an account, or who opened one card by its mailed link; `number`: of the
    invitation, the account or that link, 0 for a visitor.

    `right`: the slug of the right by which they send it, "" for none; `signs`: what the page that took it noticed
    (slugs of `graph.contributions.risk.POINTS`).
    """

    kind: str = VISITOR
    number: int = 0
    right: str = ""
    signs: frozenset[str] = frozenset()
