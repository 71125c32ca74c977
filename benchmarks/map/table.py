# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the map's figures: beside each peer, with its bar, and whether it is held."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.settings import ROOT

PAGE = ROOT / "docs" / "figures-map.md"
HEAD = ("figure", "this map", "peer", "its figure", "ratio", "bar", "held")


@dataclass(frozen=True)
class Row:
    """One line; `held` is None where nothing was promised."""

    what: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: float | None = None
    bar: str = ""
    held: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """What the line shows."""
        ratio = "" if self.ratio is None else f"{self.ratio:.3f}"
        held = {None: "", True: "yes", False: "NO"}[self.held]
        return self.what, self.ours, self.peer, self.theirs, ratio, self.bar, held


def at_most(row: Row, most: float) -> Row:
    """The row with its bar on the ratio."""
    assert row.ratio is not None, row.what
    return Row(row.what, row.ours, row.peer, row.theirs, row.ratio, f"≤ {most:g}", row.ratio <= most)


def printed(rows: Iterable[Row]) -> str:
    """The table for a terminal."""
    table = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in table)
    return "\n".join(line.rstrip() for line in lines)


def written(rows: Iterable[Row], notes: str, browser: str) -> None:
    """Keeps the table in the documentation, with the day and the machine."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (HEAD, ("---",) * len(HEAD), *(row.cells for row in rows))]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, Chromium {browser}, no GPU"
    text = (
        "<!-- Written by `python -m benchmarks.map --write`. -->\n# The map beside its peers\n\n"
        f"Measured on {date.today().isoformat()}: {machine}; load {os.getloadavg()[2]:.1f} meanwhile. "
        "Again: `python -m benchmarks.map` (ten minutes); "
        "`--write` keeps the table here.\n\n" + "\n".join(lines) + "\n\n" + notes + "\n"
    )
    PAGE.write_text(text, encoding="utf-8")
