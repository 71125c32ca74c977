# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that writes one change after another, each a function of its number, until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.namespaces import ACCESS_RIGHT, DCT, FOAF, ORG, RDF, SCHEMA
from graph.rdf.dataset import Fact
from tests.instances import BARE, ID, SECRET, draft, fact, label, opened, settings_in
from tests.noted import noting


def content(number: int) -> tuple[set[Fact], set[Fact]]:
    """What change `number` adds and removes: names, territories, persons, and a source whose rights come and go."""
    right = fact(SECRET, DCT.accessRights, ACCESS_RIGHT.RESTRICTED, SECRET)
    added = {
        *(label(f"network/{number}-{part}", f"Réseau {number}, partie {part}") for part in range(4)),
        label(f"network/{number}-0", "Réservé", SECRET),
        fact(f"network/{number}-1", SCHEMA.areaServed, f"{ID}territory/commune-{37001 + number % 250}"),
        fact(f"membership/{number}", ORG.member, f"post/{number}"),
        label(f"membership/{number}", "Adhésion"),
        fact(f"post/{number - 1}", RDF.type, FOAF.Person),
    }
    old = number - 3
    removed = {
        label(f"network/{old}-0", f"Réseau {old}, partie 0"),
        fact(f"network/{old}-1", SCHEMA.areaServed, f"{ID}territory/commune-{37001 + old % 250}"),
        fact(f"post/{old - 1}", RDF.type, FOAF.Person),
    }
    (added if number % 2 else removed).add(right)
    return added, removed


def state(number: int) -> set[Fact]:
    """Every fact after that many changes."""
    facts: set[Fact] = set()
    for done in range(1, number + 1):
        added, removed = content(done)
        facts = (facts - removed) | added
    return facts


def main(folder: Path, *also: str) -> None:
    """Writes for ever; a number is printed once its change is acknowledged. `slips`: then a slip is given too."""
    repository = opened(folder, ontology=BARE)
    with noting(settings_in(folder)) as note:
        print("ready", flush=True)
        while True:
            added, removed = content(repository.number + 1)
            change = repository.commit(draft(added, removed))
            assert change is not None
            if also:
                note(change.number)
            print(change.number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
