# SPDX-License-Identifier: AGPL-3.0-or-later
"""Same or not the same: what is right of labelled pairs, and what 20,000 things against 20,000 cost one core.

`python -m benchmarks.identity [--things 20000] [--write]`. Of the others, half are copies of known things with another
legal form, a typing error, a telephone written otherwise or fewer fields; half are new. Times are those of the
processor. `--write` keeps the table in `docs/figures-identity.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import time
from typing import Any, NamedTuple

from benchmarks.names import association
from benchmarks.search import misspell
from graph.clock import today
from graph.identity.comparison import LIKELY, SAME, SamenessPair
from graph.identity.description import Describer, Description
from graph.identity.matching import IdentityMatcher
from graph.namespaces import FOAF, SCHEMA, SKOS
from graph.settings import ROOT
from graph.territory import Territories
from tests.graph.identity.labelled import judged

PAGE = ROOT / "docs" / "figures-identity.md"
KIND = "organisation"
STREETS = ("rue du Moulin", "avenue de la Gare", "place de la Mairie", "rue des Lilas", "chemin Vert", "quai Neuf")
FORMS = ("Association {}", "ASSO {}", "{} (loi 1901)", "{}")
PRECISION, RECALL, SECONDS, MILLISECONDS, MEGABYTES = 0.99, 0.95, 60.0, 5.0, 500.0
TYPED = 500
Said = dict[str, list[str]]


class IdentityFigure(NamedTuple):
    """A line of the table."""

    what: str
    found: str
    bar: str
    held: bool


def things(count: int, chance: random.Random) -> list[Said]:
    """What is said of made-up associations in real communes."""
    communes = list(Territories.load().all("commune"))[::7]
    found = []
    for number in range(count):
        place = chance.choice(communes)
        town = f"{place.postcodes[0]} {place.name}" if place.postcodes else place.name
        said: Said = {
            SKOS.prefLabel: [association(number, place.name)],
            SCHEMA.location: [place.code],
            SCHEMA.address: [f"{chance.randrange(1, 90)} {chance.choice(STREETS)}, {town}"],
        }
        if chance.random() < 0.5:
            said[SCHEMA.telephone] = [f"02 61 91 {chance.randrange(100):02d} {chance.randrange(100):02d}"]
        if chance.random() < 0.4:
            said[FOAF.homepage] = [f"https://a{number}.example/"]
        found.append(said)
    return found


def copied(said: Said, chance: random.Random) -> Said:
    """What another file says of the same."""
    name = chance.choice(FORMS).format(said[SKOS.prefLabel][0])
    name = misspell(name, chance) if chance.random() < 0.4 else name.upper()
    kept = {path: values for path, values in said.items() if path == SCHEMA.location or chance.random() < 0.6}
    if SCHEMA.telephone in kept:
        kept[SCHEMA.telephone] = [f"+33{kept[SCHEMA.telephone][0].replace(' ', '')[1:]}"]
    return kept | {SKOS.prefLabel: [name]}


def quality() -> list[IdentityFigure]:
    """Both halves of the labelled pairs."""
    figures = []
    for half in ("tuned", "held-out"):
        found = judged(half)
        wrong, missed = len(found.wrong), len(found.missed)
        figures += [
            IdentityFigure(
                f"precision of « sans doute la même », {half} half",
                f"{found.precision:.3f} ({wrong} wrong of {found.sure})",
                f"≥ {PRECISION}",
                found.precision >= PRECISION,
            ),
            IdentityFigure(
                f"recall with « à regarder », {half} half",
                f"{found.recall:.3f} ({missed} missed of {found.same})",
                f"≥ {RECALL}",
                found.recall >= RECALL,
            ),
            IdentityFigure(f"looked at for nothing, {half} half", f"{found.asked} pairs", "", True),
        ]
    return figures


def described(given: list[Said], chance: random.Random, describer: Describer) -> tuple[list[Description], ...]:
    """What is known, and as many others: every second one is the known thing of its number."""
    count = len(given) // 2
    known = [describer.made(f"k{number}", KIND, said) for number, said in enumerate(given[:count])]
    others = [
        describer.made(f"o{number}", KIND, copied(said, chance) if number % 2 else given[count + number])
        for number, said in enumerate(given[:count])
    ]
    return known, others


def _is_right(pair: SamenessPair) -> bool:
    """Whether the other is a copy of the known thing."""
    return pair.one.key[1:] == pair.other.key[1:] and int(pair.other.key[1:]) % 2 == 1


def speed(count: int) -> list[IdentityFigure]:
    """The processor time of many against many, and of one while somebody types."""
    chance = random.Random(45)
    given, describer = things(2 * count, chance), Describer(Territories.load())
    started = time.process_time()
    known, others = described(given, chance, describer)
    ready = time.process_time()
    matcher = IdentityMatcher(known)
    pairs = list(matcher.pairs(others))
    matched = time.process_time()
    sure = [pair for pair in pairs if pair.level in (SAME, LIKELY)]
    wrong = sum(not _is_right(pair) for pair in sure)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = len({pair.other.key for pair in pairs if _is_right(pair)}) / (count // 2)
    seconds, typed = matched - ready, _typed(matcher, others)
    size = f"{count:,} × {count:,}"
    return [
        IdentityFigure(f"descriptions of {2 * count:,} things", f"{ready - started:.1f} s", "", True),
        IdentityFigure(f"{size} on one core", f"{seconds:.1f} s", f"< {SECONDS:.0f} s", seconds < SECONDS),
        IdentityFigure("memory of the whole process", f"{memory:.0f} MB", f"< {MEGABYTES:.0f} MB", memory < MEGABYTES),
        IdentityFigure("copies found among them", f"{found:.3f}", f"≥ {RECALL}", found >= RECALL),
        IdentityFigure("over the first bar and wrong", f"{wrong} of {len(sure)}", "", True),
        IdentityFigure(
            "one thing while somebody types", f"{typed:.2f} ms", f"< {MILLISECONDS:.0f} ms", typed < MILLISECONDS
        ),
    ]


def _typed(matcher: IdentityMatcher, others: list[Description]) -> float:
    """Milliseconds that one takes, on average."""
    asked = others[: min(TYPED, len(others))]
    started = time.process_time()
    for description in asked:
        matcher.alike(description)
    return (time.process_time() - started) * 1000 / len(asked)


def written(figures: list[IdentityFigure]) -> str:
    """The page of the figures."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    rows = [("figure", "found", "bar", "held"), ("---",) * 4]
    rows += [(line.what, line.found, line.bar, ("yes" if line.held else "NO") if line.bar else "") for line in figures]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in rows)
    return (
        "<!-- Written by `python -m benchmarks.identity --write`. -->\n# Same or not the same\n\n"
        f"Measured on {today().isoformat()}: {machine}; processor time. Again: `python -m benchmarks.identity`.\n\n"
        f"{table}\n\n{NOTES}"
    )


NOTES = """\
The labelled pairs (`tests/graph/identity/pairs-*.json`) are altered copies, near-misses and new ones of places of two
public files (`places.md` beside them says which). Each other side is looked for among all that is known, not only
compared with its pair: whatever else is said to be the same counts as wrong. The held-out half was written and
committed before any matcher, and nothing was tuned on it.

- *precision*: of all that is said to be « sans doute la même », the share that is.
- *recall*: of the pairs that are one, the share proposed as « sans doute la même » or « à regarder ».
- *looked at for nothing*: pairs between both bars that are two things.
- the large lists are made up (`benchmarks/names.py`), so that many names are nearly alike in neighbouring communes.
"""


def main(arguments: list[str] | None = None) -> list[IdentityFigure]:
    """Prints the figures, and keeps them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--write", action="store_true")
    options: Any = parser.parse_args(arguments)
    figures = [*quality(), *speed(options.things)]
    for line in figures:
        print(f"{line.what:56}{line.found:30}{line.bar:10}{'' if line.held else 'NOT HELD'}")
    if options.write:
        PAGE.write_text(written(figures), encoding="utf-8")
    return figures


if __name__ == "__main__":
    main()
