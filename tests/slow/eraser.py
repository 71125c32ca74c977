# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that erases and is killed at a line of it, once for each of many lines."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.erasure.erasing import erase
from graph.erasure.finding import find
from graph.erasure.wanted import wanted
from graph.settings import ROOT
from tests.instances import BASE, model, settings_in
from tests.slow import restorer


def main(before: Path, into: Path, words: str, points: list[float]) -> None:
    """Erases words over copies of an instance."""
    restorer.WATCHED = (*restorer.WATCHED, str(ROOT / "graph" / "erasure"))
    finds = find(settings_in(before), model(), wanted([words], BASE), lambda _: True)
    restorer.killed_at_each(before, into, points, lambda folder: erase(settings_in(folder), finds, "essais"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], [float(part) for part in sys.argv[4:]])
