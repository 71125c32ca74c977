# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributions without what was erased: such a one keeps its number, and says nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal

from graph.contributions.proposal import Proposal
from graph.contributions.tables import CONTRIBUTIONS, FORGOTTEN, SENT
from graph.rdf.nquads import SYMBOLIC

BLANK = {"proposal": "", "content": "", "likeness": "", "reason": "", "signs": "", "state": FORGOTTEN}
PLACE = "contributions"


def without_proposals(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    said: Callable[[str], bool],
    gone: Callable[[str], bool],
    erased: Callable[..., bool],
) -> tuple[dict[str, list[dict[str, Any]]], frozenset[tuple[str, ...]]]:
    """The rows by table, and the places of those that were forgotten, for the register of erasures.

    `said` tells of a text, `gone` of a path (`organisation/mill`), `erased` of a place.
    """
    kept, places = list[dict[str, Any]](), set[tuple[str, ...]]()
    for row in map(dict, rows.get(CONTRIBUTIONS.name, ())):
        place = (PLACE, str(row["number"]), row["received"])
        if row["proposal"] + row["reason"] and (erased(*place) or _tells(row, said, gone)):
            places.add(place)
            row |= BLANK
        kept.append(row)
    gone_numbers = {row["number"] for row in kept if row["state"] == FORGOTTEN}
    sent = [dict(row) for row in rows.get(SENT.name, ()) if row["number"] not in gone_numbers and not said(row["said"])]
    return {CONTRIBUTIONS.name: kept, SENT.name: sent}, frozenset(places)


def _tells(row: Mapping[str, Any], said: Callable[[str], bool], gone: Callable[[str], bool]) -> bool:
    texts = [row["reason"], *(_texts(Proposal.from_json(row["proposal"])) if row["proposal"] else ())]
    paths = (text.removeprefix(f"{SYMBOLIC}id/") for text in texts if text.startswith(f"{SYMBOLIC}id/"))
    return any(map(said, texts)) or any(map(gone, paths))


def _texts(proposal: Proposal) -> Iterator[str]:
    """All that is written in it: what was there, what is proposed, the addresses that name things."""
    for one in proposal.all():
        yield from (one.subject, one.comment, one.page)
        for field in one.fields:
            yield from (term.value if isinstance(term, Literal) else term for term in (*field.before, *field.after))
