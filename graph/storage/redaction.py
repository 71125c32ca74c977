# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a journal without some of what they say: counted and chained again, as if it had never been written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.chain import START, link_of, proof
from graph.rdf.dataset import Fact
from graph.rdf.nquads import from_text, to_absolute, to_text
from graph.storage.erased import Register

ERASED = "Effacé"
KIND = "erase"
# A text that was erased before, with what was told since.
_BLANK = re.compile(rf"{ERASED}(?: \(\d+ faits? effacés?\))*")
Row = dict[str, Any]
Holds = Callable[[Fact], bool]
TextsOf = Callable[[Mapping[str, Any]], frozenset[str]]


@dataclass(frozen=True)
class Redaction:
    """The rows that remain, all of them and in order, and what left.

    `facts`: the statements that left, each once; `by_change`: how many of each change; `texts`: the columns of changes
    whose words left, as (column, number, moment).
    """

    rows: tuple[Row, ...]
    facts: frozenset[Fact]
    by_change: Mapping[int, int]
    texts: tuple[tuple[str, str, str], ...]

    @property
    def changes(self) -> tuple[int, ...]:
        """The numbers of the changes that say less than they did."""
        return tuple(sorted({*self.by_change, *(int(number) for _, number, _ in self.texts)}))

    def __bool__(self) -> bool:
        return bool(self.by_change or self.texts)


def redacted(rows: Iterable[Mapping[str, Any]], base: str, holds: Holds, texts_of: TextsOf) -> Redaction:
    """These rows without the facts that `holds` names and the words of the columns that `texts_of` names.

    A fact that leaves every change leaves each state between them: what remains still applies exactly, one after the
    other. Rows of a journal of before, which are not chained, stay so.
    """
    kept: list[Row] = []
    facts: set[Fact] = set()
    by_change: dict[int, int] = {}
    texts: list[tuple[str, str, str]] = []
    total, link, moved = 0, START, False
    for row in map(dict, rows):
        before = row["source"], row["total"]
        gone = _without(row, base, holds)
        facts |= gone
        if gone:
            by_change[row["number"]] = len(gone)
        blank = sorted(name for name in texts_of(row) if not _BLANK.fullmatch(row[name]))
        texts += [(name, str(row["number"]), str(row["at"])) for name in blank]
        total += row["added_count"] - row["removed_count"]
        row["total"] = total
        other = bool(gone or blank) or before != (row["source"], total)
        if gone or blank:
            _marked(row, blank, len(gone))
        moved = _chained(row, link, other, moved)
        link = row["link"]
        kept.append(row)
    return Redaction(tuple(kept), frozenset(facts), by_change, tuple(texts))


def _without(row: Row, base: str, holds: Holds) -> frozenset[Fact]:
    """Takes out of a row the facts that are held, and counts the others; the former are returned."""
    gone: set[Fact] = set()
    for side in ("removed", "added"):
        said = from_text(row[side], base)
        out = {fact for fact in said if holds(fact)}
        if out:
            row[side], row[f"{side}_count"] = to_text(said - out, base), len(said) - len(out)
            gone |= out
    source = to_absolute(str(row["source"]), base)
    if source and holds(Fact(source, "", "", "")):
        row["source"] = ""
    return frozenset(gone)


def _marked(row: Row, blank: Iterable[str], facts: int) -> None:
    """Says in a row what left it, and nothing of what that was."""
    for name in blank:
        row[name] = ERASED
    if facts:
        row["summary"] += f" ({facts} fait{'s' if facts > 1 else ''} effacé{'s' if facts > 1 else ''})"


def _chained(row: Row, link: str, changed: bool, moved: bool) -> bool:
    """Ties a row to the one before where either is another than it was; says whether those after it are to be too."""
    if not row["content"]:
        return False
    if changed:
        row.update(proof(row, link))
    elif moved:
        row["link"] = link_of(link, row["number"], row["content"])
    return changed or moved


def without_erased(rows: Iterable[Mapping[str, Any]], base: str, register: Register) -> Redaction:
    """These rows without what a register knows as erased."""
    return redacted(rows, base, register.holds(base), register.texts_of)


def shipped_without(rows: Iterable[Mapping[str, Any]], base: str, holds: Holds) -> list[Row]:
    """What was last taken of shipped sources, without the facts that are held; a source that is held leaves whole."""
    kept = []
    for row in map(dict, rows):
        source = to_absolute(str(row["source"]), base)
        if holds(Fact(source, "", "", source)):
            continue
        said = from_text(row["said"], base)
        left = {fact for fact in said if not holds(fact)}
        kept.append({**row, "said": to_text(left, base)} if len(left) != len(said) else row)
    return kept
