# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long tests by chance go on: a few rounds by `make test-slow`, many others by `make siege`, which counts them.

`python -m tests.siege NOTES [--write]` makes one table of what they noted; `--write` keeps it in docs/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# How many times as long, and from which chance: the same each time but in a siege, which tells its own.
LENGTH = int(os.environ.get("SIEGE", "1"))
SEED = int(os.environ.get("SIEGE_SEED", "37"))
# Where each row is noted once its test ends; "" where nobody counts.
NOTES = "SIEGE_NOTES"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "figures-siege.md"
LOST, HALF, LEAKED, CRASHED, WRONG = "lost", "half applied", "leaked", "crashed", "wrong"
FAULTS = (LOST, HALF, LEAKED, CRASHED, WRONG)


@dataclass(frozen=True)
class SiegeRow:
    """A line of the table: what is done, what a round of it is, how many are wanted, which faults it would find."""

    code: str
    told: str
    unit: str
    wanted: int
    faults: tuple[str, ...]


ROWS = {
    "writer": SiegeRow("G1", "kill -9 of a process that writes the journal", "kills", 200, (LOST, HALF)),
    "forms": SiegeRow("G1", "kill -9 of a server while six people send its form", "kills", 50, (LOST, HALF, CRASHED)),
    "forms of two": SiegeRow("G1", "the same, two servers of one database", "kills", 50, (LOST, HALF, CRASHED)),
    "deliveries": SiegeRow("G1", "kill -9 while files are imported by page and command", "kills", 40, (LOST, HALF)),
    "cuts": SiegeRow("G2", "power cut, what was not synced is lost or torn", "cuts", 120, (LOST, HALF)),
    "derived": SiegeRow("G3", "files of the derived copy deleted, cut short or turned", "damages", 200, (WRONG,)),
    "journal": SiegeRow("G3", "journal damaged, with rows missing, older, or gone", "damages", 120, (WRONG, CRASHED)),
    "backups": SiegeRow("G4", "backups made under load, restored and compared", "backups", 30, (LOST, WRONG)),
    "restores": SiegeRow("G4", "kill -9 of a restore", "kills", 200, (HALF,)),
    "erasures": SiegeRow("G4", "kill -9 of an erasure, asked again after", "kills", 200, (HALF, LEAKED)),
    "requests": SiegeRow("G5", "requests to the API, made from its description", "requests", 1_000, (CRASHED,)),
    "addresses": SiegeRow("G5", "bad values in every parameter of every address", "addresses", 1_000, (CRASHED,)),
    "hostile": SiegeRow("G7, G12", "hostile texts in facts, in each way out", "texts", 120, (LEAKED, CRASHED)),
    "canaries": SiegeRow("G8", "surfaces with and without restricted facts", "surfaces", 2_500, (LEAKED,)),
    "links": SiegeRow("G13", "single-use links followed by sixty at once, then again", "races", 40, (WRONG,)),
    "connections": SiegeRow("G15", "a thousand connections at once", "answers", 1_000, (WRONG, CRASHED)),
    "undoing": SiegeRow("G17", "changes undone in any order", "sequences", 500, (WRONG,)),
}  # fmt: skip


@dataclass
class SiegeTally:
    """What was done of a row so far, and what was found; a fault ends it."""

    faults: tuple[str, ...]
    rounds: int = 0
    found: Counter[str] = field(default_factory=Counter)
    at_stake: str = ""

    def round(self, many: int = 1) -> None:
        """So many more went well."""
        self.rounds += many

    @contextmanager
    def looking_for(self, fault: str) -> Iterator[None]:
        """What fails here is a fault of that kind."""
        before, self.at_stake = self.at_stake, fault
        yield
        self.at_stake = before

    def fail(self, error: Exception) -> None:
        """Counts what ended it."""
        self.rounds += 1
        self.found[self.at_stake if isinstance(error, AssertionError) else CRASHED] += 1


def chance(name: str) -> random.Random:
    """The chance of a test."""
    return random.Random(f"{SEED} {name}")


@contextmanager
def counted(name: str) -> Iterator[SiegeTally]:
    """Counts the rounds of a row, where they are counted; what fails is a fault of it, the first it looks for."""
    row = ROWS[name]
    tally = SiegeTally(row.faults, at_stake=row.faults[0])
    try:
        yield tally
    except Exception as error:
        tally.fail(error)
        raise
    finally:
        if notes := os.environ.get(NOTES):
            line = json.dumps(
                {"row": name, "rounds": tally.rounds, "found": tally.found, "length": LENGTH, "seed": SEED}
            )
            with Path(notes).open("a") as file:  # one line at once: several processes note
                file.write(line + "\n")


def table(lines: Iterable[str]) -> list[str]:
    """The table of what was noted, each row once; a row that nothing ran says so."""
    rounds, found = Counter[str](), Counter[tuple[str, str]]()
    for line in lines:
        note = json.loads(line)
        rounds[note["row"]] += note["rounds"]
        found.update({(note["row"], fault): many for fault, many in note["found"].items()})
    made = [
        f"| | what | rounds | asked | {' | '.join(FAULTS)} |",
        f"|---|---|---|---|{'---|' * len(FAULTS)}",
    ]
    for name, row in ROWS.items():
        ran = rounds[name]
        told = [str(found[name, fault]) if fault in row.faults or found[name, fault] else "" for fault in FAULTS]
        cells = told if ran else ["not run", *[""] * (len(FAULTS) - 1)]
        made.append(f"| {row.code} | {row.told} | {ran:,} {row.unit} | {row.wanted:,} | {' | '.join(cells)} |")
    return made


def chances(lines: Iterable[str]) -> str:
    """By which lengths and chances what was noted was run."""
    found = {(note.get("length", LENGTH), note.get("seed", SEED)) for note in map(json.loads, lines)}
    return ", ".join(f"`SIEGE={length} SIEGE_SEED={seed}`" for length, seed in sorted(found))


def page(made: list[str], ran: str) -> str:
    """The table as it is kept, with the day, and the lengths and chances by which it was run."""
    return "\n".join(
        [
            "<!-- Written by `python -m tests.siege`, which `make siege WRITE=1` calls. -->",
            "# Faults that a siege tried",
            "",
            f"{time.strftime('%Y-%m-%d')}, {ran}. Each row is counted by the tests that "
            "ran; nothing is written here by hand. Again: `make siege`.",
            "",
            *made,
            "",
            "An empty cell: the row does not look for that fault. A row stops at its first fault.",
            "",
        ]
    )


def main() -> None:
    """Prints the table, and keeps it where that is asked."""
    parser = argparse.ArgumentParser(description="the table of a siege")
    parser.add_argument("notes", type=Path)
    parser.add_argument("--write", action="store_true", help="keep it in docs/")
    asked = parser.parse_args()
    notes = asked.notes.read_text().splitlines() if asked.notes.exists() else []
    made = table(notes)
    print("\n".join(made))
    if asked.write:
        PAGE.write_text(page(made, chances(notes)), encoding="utf-8")


if __name__ == "__main__":
    main()
