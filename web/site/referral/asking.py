# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a request did not get: words that were not understood, and what nobody offers, with whom to tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.referral.missing import is_not_understood
from web.app.language import translate
from web.app.pages import ecosystem, reader
from web.app.values import Display
from web.site.card.tools import display_of
from web.site.referral.answers import BESIDE, CLOSING, GROUPS, Group
from web.site.referral.page import Correction, corrections

if TYPE_CHECKING:
    from graph.referral.answer import Referral
    from graph.referral.situation import Situation, Unresolved

ALIKE = 0.6  # how near a name must be to what was typed to be shown as what was perhaps meant


def corrections_of(situation: Situation, but: str = "") -> tuple[Correction, ...]:
    """What was not understood, with the cards that bear that name although they are no need and no tool.

    `but`: the field that is being typed in, whose last words are not finished.
    """
    unresolved = list(situation.unclear)
    last = next((words for words in reversed(unresolved) if words.field == but), None)
    told = [words for words in unresolved if words is not last]
    named = {words.query: tuple(map(_card, _bearers(words))) for words in told}
    return corrections(told, named)


def _bearers(words: Unresolved) -> tuple[str, ...]:
    """What these words name, else what bears nearly that name: three at most."""
    hits = [] if words.named else [hit for hit in ecosystem().search.search(words.query, 3) if hit.score >= ALIKE]
    return tuple(dict.fromkeys([ref.iri for ref in words.named] or [hit.iri for hit in hits]))


def _card(iri: str) -> Display:
    return display_of(reader(), iri)


def missing_of(referral: Referral) -> tuple[str, ...]:
    """What was asked and not found, but for the words not understood: they are told above the answers."""
    return tuple(said.text(reader()) for said in referral.missing if not is_not_understood(said))


def ladder(found: Iterable[Group]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each rung that was tried, in order, and who stands on it."""
    by_kind = {group.kind: tuple(answer.actor.text for answer in group.answers) for group in found}
    return tuple(
        (translate(title), tuple(dict.fromkeys(by_kind.get(kind, ()))))
        for kind, title, _ in GROUPS
        if kind in by_kind or kind not in (BESIDE, CLOSING)
    )
