# SPDX-License-Identifier: AGPL-3.0-or-later
"""What colleagues say and ask, without what is to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
PLACE = "hand"
SKILLS, HANDS, WORDS = "skills", "helping_hands", "helping_words"


def without_skills(
    rows: Rows,
    text: Callable[[str], bool],
    thing: Callable[[str], bool],
    account: Callable[[int], bool],
    erased: Callable[..., bool],
) -> tuple[dict[str, list[dict[str, Any]]], int, frozenset[tuple[str, ...]]]:
    """The rows by table, how many left, and the places of the requests that did.

    `account` tells of the number of an account that leaves: with it goes what they said, asked and were asked. A place
    names nobody: it is the seed of a request.
    """
    told = {row["hand"] for row in rows.get(WORDS, ()) if text(row["words"])}

    def leaves(row: Mapping[str, Any]) -> bool:
        theirs = account(row["account"]) or (row["asker"] and account(row["asker"]))
        return bool(
            theirs or thing(row["subject"]) or text(row["email"]) or row["number"] in told or erased(PLACE, row["seed"])
        )

    gone = {row["number"]: row["seed"] for row in rows.get(HANDS, ()) if leaves(row)}
    kept = {name: list(map(dict, found)) for name, found in rows.items()}
    kept[SKILLS] = [row for row in kept.get(SKILLS, []) if not (account(row["account"]) or thing(row["subject"]))]
    kept[HANDS] = [row for row in kept.get(HANDS, []) if row["number"] not in gone]
    kept[WORDS] = [row for row in kept.get(WORDS, []) if row["hand"] not in gone]
    count = len(gone) + len(rows.get(SKILLS, ())) - len(kept[SKILLS])
    return kept, count, frozenset((PLACE, seed) for seed in gone.values())
