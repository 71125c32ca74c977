# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of pairs shows: one pair side by side, the next ones, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app

from graph.entity import Mention, Reader
from graph.identity.comparison import SamenessPair
from graph.identity.merges import MergeDesk, kept_first
from graph.identity.waiting import WaitingPairs, keys_of
from graph.namespaces import TIS
from graph.readings.merging import LEVELS, ComparedPair, compared_pair
from graph.text.days import ZONE
from web.app.language import language
from web.app.pages import ecosystem

if TYPE_CHECKING:
    from graph.identity.merges import SamenessDecision

NAME = "merging"
MOST_NEXT, MOST_DECIDED = 12, 60


@dataclass(frozen=True)
class NextPair:
    """A pair that waits: both things, the score, how sure that is."""

    one: Mention
    other: Mention
    score: int
    level: str


@dataclass(frozen=True)
class DecidedPair:
    """A decision to be read: its number in the journal, when, of which two things, whether they are one; `brought`: no
    person compared them, a file did."""

    number: int
    at: datetime
    one: Mention
    other: Mention
    same: bool
    brought: bool


@dataclass(frozen=True)
class MergingPage:
    """One pair (None where nothing waits), its place among those that wait, the next ones, what was decided.

    `sought`: more pairs are being looked for; `failed`: that came to nothing.
    """

    pair: ComparedPair | None
    place: int
    waiting: int
    sought: bool
    failed: bool
    next: tuple[NextPair, ...]
    decided: tuple[DecidedPair, ...]
    decisions: int


def desk() -> MergeDesk:
    """Where decisions are taken."""
    return MergeDesk(ecosystem().repository, ecosystem().model)


def waiting() -> WaitingPairs:
    """The pairs of this process that wait."""
    found: WaitingPairs = current_app.extensions[NAME]
    return found


def iri_of(key: str) -> str:
    """The IRI of `organisation/mill`."""
    return f"{ecosystem().repository.base}/id/{key}"


def merging_page(one: str, other: str) -> MergingPage:
    """The page for a pair of keys, `one` to be kept; for any other keys, the first pair that waits."""
    here, reader = ecosystem(), _reader()
    queue = waiting().of(here.repository, here.model, here.territories)
    pairs = queue.pairs
    asked = _asked(one, other, pairs)
    pair = asked or next(iter(pairs), None)
    shown = None
    if pair is not None:
        ends = (iri_of(one), iri_of(other)) if asked else _in_order(pair)
        shown = compared_pair(reader, *ends, pair)
    place = next((place for place, item in enumerate(pairs, 1) if pair and keys_of(item) == keys_of(pair)), 0)
    others = [item for item in pairs if pair is None or keys_of(item) != keys_of(pair)]
    return MergingPage(
        shown,
        place,
        queue.total,
        queue.sought,
        queue.failed,
        tuple(_next(reader, item) for item in others[:MOST_NEXT]),
        tuple(_decided(reader, item) for item in desk().decisions(MOST_DECIDED)),
        desk().count(),
    )


def sources_chosen(one: str, other: str, form: Mapping[str, str]) -> dict[str, str]:
    """By field, the source that was chosen though its answer would not be shown by itself."""
    reader = _reader()
    pair = _compared(one, other)
    if pair is None:
        return {}
    found = {}
    for field in compared_pair(reader, one, other, pair).fields:
        side = {"un": field.one, "autre": field.other}.get(form.get(f"montre-{field.path}", ""))
        if field.choice and side is not None and side.source is not None and not side.shown:
            found[field.path] = side.source.iri
    return found


def _reader() -> Reader:
    return Reader(ecosystem().full.dataset, ecosystem().model, language())


def _asked(one: str, other: str, pairs: list[SamenessPair]) -> SamenessPair | None:
    """The pair of two keys, whether it waits or not; None where they are no two things of one kind."""
    if not one or not other:
        return None
    both = frozenset((iri_of(one), iri_of(other)))
    found = next((item for item in pairs if keys_of(item) == both), None)
    return found or _compared(iri_of(one), iri_of(other))


def _compared(one: str, other: str) -> SamenessPair | None:
    """Two things compared, though nobody proposed it; None where they are no two things of one kind."""
    from graph.identity.description import Describer
    from graph.identity.matching import IdentityMatcher  # what compares things stands on much

    reader = _reader()
    own, same = reader.class_of(one), reader.class_of(other)
    if own is None or own is not same or one == other or own.scheme:
        return None
    describer = Describer(ecosystem().territories)
    first, second = describer.of_all(reader.dataset, (one, other), own.kind)
    return IdentityMatcher((first, second)).compare(first, second)


def _in_order(pair: SamenessPair) -> tuple[str, str]:
    data = ecosystem().full.dataset
    delivered = frozenset(fact.s for fact in data.facts(p=TIS.deliveredOn))
    return kept_first(data, pair.one.key, pair.other.key, delivered)


def _next(reader: Reader, item: SamenessPair) -> NextPair:
    one, other = (reader.mention(iri) for iri in _in_order(item))
    return NextPair(one, other, item.score, LEVELS[item.level](reader.lang))


def _decided(reader: Reader, item: SamenessDecision) -> DecidedPair:
    """The names of both as their sources have them: a merged thing has none of its own to be read."""
    said = Reader(ecosystem().repository.said, reader.model, reader.lang)
    one, other = said.mention(item.one), said.mention(item.other)
    return DecidedPair(item.number, item.at.astimezone(ZONE), one, other, item.same, item.brought)
