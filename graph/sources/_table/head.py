# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a table begins: its row of titles under whatever stands above it, titles over two rows, totals at its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from graph.sheets import SheetRow
from graph.sources._table.days import day_of
from graph.sources._table.places import titles_with_numbers
from graph.sources._table.shapes import code_of_five, emails, is_blank, number, official_number, telephones, urls
from graph.text.folding import fold

LOOKED_AT = 40
# The titles stand in the first rows, and fill at least this share of the columns.
TITLE_ROWS, LEAST_FILLED = 25, 0.5
LONGEST_TITLE = 90
# Not « Total Machin », which may be the name of somebody.
_TOTAL = re.compile(
    r"(?:(?:sous|nombre)[ -])?(?:tota(?:l|ux)(?: g[ée]n[ée]ra(?:l|ux))?|somme)(?: des? [^:]*)?\W*(?:\d.*)?",
    re.IGNORECASE,
)
# Where this many rows in a hundred are short, the program that wrote them leaves out the last empty cells.
OFTEN_SHORT, SEVERAL = 0.2, 3


@dataclass(frozen=True)
class TableHead:
    """The titles of the columns, the number of the row that ends them, whether short rows are usual here, whether the
    table has titles at all; `guessed`: nothing but their place tells that they are titles."""

    titles: tuple[str, ...]
    row: int
    may_be_short: bool
    is_titled: bool = True
    guessed: bool = False


def head_of(rows: Iterator[SheetRow], known: Callable[[str], object]) -> TableHead | None:
    """The head of a table from its first rows, None where there is none; `known` tells a title that says something."""
    first = list(islice(rows, LOOKED_AT))
    if not first:
        return None
    width = max(len(cells) for _, cells in first)
    place = _titles_at(first, known)
    if place is None:
        row = first[0][0]
        return TableHead(tuple(titles_with_numbers([""] * width)), row - 1, may_be_short=True, is_titled=False)
    titles, last = _joined(first, place)
    after = [cells for row, cells in first if row > last]
    short = sum(len(cells) < len(titles) for cells in after)
    often = short >= SEVERAL and short > OFTEN_SHORT * len(after)
    guessed = not any(map(known, filter(None, titles)))
    return TableHead(tuple(titles_with_numbers(titles)), last, often, guessed=guessed)


def body(rows: Iterable[SheetRow], head: TableHead) -> Iterator[SheetRow]:
    """The rows under a head; without those that only add up the others, or say the titles again."""
    again = [title.casefold() for title in head.titles]
    for row, cells in rows:
        if row > head.row and not is_total(cells) and [cell.casefold() for cell in cells] != again:
            yield row, cells


def is_total(cells: tuple[str, ...]) -> bool:
    """Whether a row only adds up those above it: « Total : 426 »."""
    filled = [cell for cell in cells if cell]
    if not filled or len(filled[0]) > LONGEST_TITLE:
        return False
    return _TOTAL.fullmatch(filled[0]) is not None and all(number(cell) is not None for cell in filled[1:])


def _titles_at(first: list[SheetRow], known: Callable[[str], object]) -> int | None:
    """The place of the row of titles among the first rows: the first full one, or one with more known titles."""
    usual = _usual_width(first)
    best, most = None, -1
    for place, (_, cells) in enumerate(first[:TITLE_ROWS]):
        filled = [cell for cell in cells if cell]
        if len(filled) < max(1, LEAST_FILLED * usual) or any(map(_is_data, filled)):
            continue
        if usual > 1 and len(set(map(fold, filled))) == 1:  # one title over all the columns
            continue
        says = sum(bool(known(cell)) for cell in filled)
        if best is None or says >= max(2, most + 1):
            best, most = place, says
    return best


def _usual_width(first: list[SheetRow]) -> int:
    counts = Counter(sum(map(bool, cells)) for _, cells in first)
    return max(counts, key=lambda width: (counts[width], width))


def _is_data(text: str) -> bool:
    """Whether no title is written so."""
    if len(text) > LONGEST_TITLE:
        return True
    return bool(
        number(text) is not None or emails(text) or telephones(text) or official_number(text) or code_of_five(text)
        or day_of(text) or (urls(text) and "." in text)
    )  # fmt: skip


def _joined(first: list[SheetRow], place: int) -> tuple[list[str], int]:
    """The titles, with those of the row above or below where they are said over two rows."""
    row, cells = first[place]
    titles = list(cells)
    if place and _is_group_row(first[place - 1][1], cells):
        above = list(_carried(first[place - 1][1], len(titles)))
        twice = {fold(title) for title, count in Counter(titles).items() if count > 1}
        pairs = zip(above, titles, strict=True)
        titles = [f"{group} {title}".strip() if fold(title) in twice or not title else title for group, title in pairs]
    if place + 1 < len(first) and _is_below(cells, first[place + 1][1]):
        below = first[place + 1][1]
        width = max(len(titles), len(below))
        own = [*titles, *[""] * (width - len(titles))]
        pairs = zip(own, [*below, *[""] * (width - len(below))], strict=True)
        return [part or title for title, part in pairs], first[place + 1][0]
    return titles, row


def _is_group_row(above: tuple[str, ...], cells: tuple[str, ...]) -> bool:
    """Whether the row above titles holds titles of several columns: fewer, and more than one."""
    groups = [cell for cell in above if cell]
    return 1 < len(groups) < sum(map(bool, cells)) and not any(map(_is_data, groups))


def _is_below(cells: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether the row below titles fills what they leave empty, and nothing else but parts of them."""
    parts = [place for place, cell in enumerate(below) if cell]
    empty = [place for place in parts if place >= len(cells) or not cells[place]]
    return bool(empty) and len(parts) <= 2 * len(empty) and len(parts) < len(below) and not any(
        _is_data(below[place]) or is_blank(below[place]) for place in parts
    )  # fmt: skip


def _carried(cells: tuple[str, ...], width: int) -> Iterator[str]:
    """Each title of several columns over all of them."""
    last = ""
    for cell in islice(chain(cells, iter(lambda: "", None)), width):
        last = cell or last
        yield last
