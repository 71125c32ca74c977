# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well the desk understands what people type: shares of right readings, and the time of one.

`python -m benchmarks.understanding [--show] [--folds] [file …]`. A file of phrasings has a line each, with tabs
between: what is typed, the needs that a good adviser would hear (`a|b` any of them, `a & b` all, `-` none is fine), the
tools, the kind of phrasing, a note. Those of `tuned-on.tsv` may be looked at while the reader is made better; those of
`held-out.tsv` were written apart, by somebody who knew neither the names nor the examples of the needs, and are only
counted: `--show` leaves them out. Tools with `+` were not in the catalogue when the line was written.

* right first: the first need read is right (all of them where several are asked for), and so are the tools;
* within three: so is one of the first three, with those that are proposed;
* wrongly certain: a need is read as sure that nobody asked for;
* off topic: phrasings (kind `off`) that ask for nothing here, and are answered as if understood, or with a guess.

`--folds` prints what is made of each fifth of the examples of the needs, and of what is said elsewhere, by the other
four: parameters are chosen by it. Examples are unlike one another on purpose, so that its shares are low.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.answers import shipped
from graph.errors import TisserandError
from graph.folders import folders_of_facts, territory_folder
from graph.model import Model
from graph.model.ontology import load_model
from graph.namespaces import local_name
from graph.referral.likely import likely_among
from graph.referral.question_words import words_of
from graph.referral.resolver import Resolver
from graph.referral.situation import NEED, AskedTool, Query, Situation
from graph.search import SearchIndex, entries_of
from graph.territory import Territories

PHRASINGS = Path(__file__).parent / "phrasings"
TUNED_ON, HELD_OUT = PHRASINGS / "tuned-on.tsv", PHRASINGS / "held-out.tsv"
HEADER, MARK, NONE, OFF = "typed\t", "#", "-", "off"
WITHIN, FOLDS = 3, 5

Groups = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class TypedText:
    """What is typed, and what a good adviser would hear."""

    typed: str
    needs: Groups
    tools: Groups
    kind: str

    @property
    def asked(self) -> frozenset[str]:
        """All needs that may be read."""
        return frozenset[str]().union(*self.needs)


@dataclass(frozen=True)
class HeardText:
    """What came of one phrasing."""

    text: TypedText
    first: bool
    within: bool
    certain: bool
    """Wrongly certain; for what is off topic, answered as understood."""
    read: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Shares:
    """In a hundred, of phrasings that ask for something; `off`: those that do not, answered, and all; milliseconds."""

    count: int
    first: float
    within: float
    certain: float
    off: tuple[int, int]
    guessed: int
    """Of those that ask for nothing, in how many something was guessed."""
    p50: float
    p95: float
    longest: float

    def __str__(self) -> str:
        """One line to print."""
        return (
            f"{self.count} phrasings: right first {self.first:.1f} %, within three {self.within:.1f} %, "
            f"wrongly certain {self.certain:.1f} %; off topic answered {self.off[0]}, guessed {self.guessed} "
            f"of {self.off[1]}; p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms, max {self.longest:.1f} ms"
        )


def phrasings(path: Path) -> list[TypedText]:
    """The phrasings of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith((MARK, HEADER)):
            typed, needs, tools, kind, *_ = (*line.split("\t"), "", "", "", "")
            found.append(TypedText(typed, _groups(needs), _groups(tools), kind))
    return found


def _groups(text: str) -> Groups:
    groups = (group.strip() for group in text.split("&") if group.strip())
    return tuple(frozenset(name.lstrip("+") for name in group.split("|")) for group in groups)


def outcome(resolver: Resolver, text: TypedText, commune: str = "") -> HeardText:
    """What the reader makes of a phrasing."""
    begin = time.thread_time()
    try:
        situation = resolver.resolve(Query(question=text.typed, commune=commune))
    except TisserandError:  # a choice of places comes first
        return HeardText(text, first=False, within=False, certain=False, read=(), seconds=time.thread_time() - begin)
    seconds = time.thread_time() - begin
    read, sure, proposed = _read(situation)
    named = frozenset(local_name(iri) for tool in situation.tools for iri in _iris(tool))
    if text.kind == OFF:
        return HeardText(text, not read, not read, bool(sure or named), read, seconds)
    tools = all(NONE in group or group & named for group in text.tools)
    first = tools and _is_heard(text, read, read[:1], bool(text.tools))
    return HeardText(
        text,
        first=first,
        within=first or (tools and _is_heard(text, proposed, proposed[:WITHIN], bool(text.tools))),
        certain=bool(set(sure) - text.asked),
        read=read,
        seconds=seconds,
    )


def _iris(tool: AskedTool) -> tuple[str, ...]:
    """Those of a tool, and of the online service that was named for it."""
    return (tool.iri, tool.service.iri) if tool.service else (tool.iri,)


def _read(situation: Situation) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The needs read, those that are sure, and all that is read or proposed, in order."""
    needs = [reading for reading in situation.readings if reading.kind == NEED]
    read = tuple(local_name(reading.asked.iri) for reading in needs)
    sure = tuple(local_name(reading.asked.iri) for reading in needs if reading.sure)
    others = [local_name(ref.iri) for reading in needs for ref in reading.others]
    near = [local_name(item.iri) for words in situation.unresolved for item in words.suggestions]
    return read, sure, (*read, *others, *near)


def _is_heard(text: TypedText, several: tuple[str, ...], one: tuple[str, ...], named: bool) -> bool:
    """Whether all that is asked for is among several readings, or what is asked for among the first."""
    if len(text.needs) > 1:
        return all(NONE in group or group & {*several} for group in text.needs)
    if NONE in text.asked:
        return named or {*several} <= text.asked
    return bool(text.asked & {*one})


def shares(outcomes: list[HeardText]) -> Shares:
    """The figures of some outcomes."""
    asked = [one for one in outcomes if one.text.kind != OFF]
    off = [one for one in outcomes if one.text.kind == OFF]
    times = sorted(1000 * one.seconds for one in outcomes)
    whole = max(len(asked), 1)
    return Shares(
        len(asked),
        100 * sum(one.first for one in asked) / whole,
        100 * sum(one.within for one in asked) / whole,
        100 * sum(one.certain for one in asked) / whole,
        (sum(one.certain for one in off), len(off)),
        sum(not one.first for one in off),
        statistics.median(times),
        times[int(len(times) * 0.95)],
        times[-1],
    )


@dataclass(frozen=True)
class FoldShares:
    """In a hundred: examples whose need is the likeliest, or one of the three likeliest; examples taken for what is
    said elsewhere; what is said elsewhere that is taken for it."""

    first: float
    within: float
    lost: float
    caught: float

    def __str__(self) -> str:
        """One line to print."""
        return (
            f"{FOLDS} folds: right first {self.first:.1f} %, within three {self.within:.1f} %, "
            f"taken for off topic {self.lost:.1f} %; off topic told {self.caught:.1f} %"
        )


def folds(model: Model) -> FoldShares:
    """What is made of each part of the examples by the others."""
    choices = model.scheme(NEED).choices
    first, within, lost, caught = [], [], [], []
    for fold in range(FOLDS):
        kept = tuple(replace(choice, examples=_but(fold, choice.examples)) for choice in choices)
        index = likely_among.__wrapped__(kept, _but(fold, model.elsewhere), model.short)
        for choice in choices:
            for text in choice.examples[fold::FOLDS]:
                words = words_of(text)
                ranked = [one.choice.iri for one in index.ranked(words)[:WITHIN]]
                first.append(choice.iri in ranked[:1])
                within.append(choice.iri in ranked)
                lost.append(index.is_elsewhere(words))
        caught += [index.is_elsewhere(words_of(text)) for text in model.elsewhere[fold::FOLDS]]
    return FoldShares(*(100 * statistics.mean(told) for told in (first, within, lost, caught)))


def _but(fold: int, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for place, text in enumerate(texts) if place % FOLDS != fold)


def shipped_resolver() -> Resolver:
    """The reader of the facts that are shipped."""
    model = load_model()
    territories = Territories.load()
    dataset = shipped(territories, folders_of_facts(territory_folder("")))
    resolver = Resolver(dataset, model, territories, SearchIndex(entries_of(dataset, model)))
    resolver.resolve(Query(question="une salle à Tours"))  # what is made once, at the first sentence
    return resolver


def main() -> None:
    """Prints the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[TUNED_ON, HELD_OUT])
    parser.add_argument("--show", action="store_true", help="print what is not right, but for the held-out file")
    parser.add_argument("--folds", action="store_true", help="cross-validate the examples instead")
    asked = parser.parse_args()
    if asked.folds:
        print(folds(load_model()))
        return
    resolver = shipped_resolver()
    for path in asked.files:
        outcomes = [outcome(resolver, text) for text in phrasings(path)]
        print(f"{path.name}: {shares(outcomes)}")
        for kind in dict.fromkeys(one.text.kind for one in outcomes):
            print(f"  {kind}: {shares([one for one in outcomes if one.text.kind == kind])}")
        for one in outcomes if asked.show and path.resolve() != HELD_OUT.resolve() else ():
            if one.certain or not one.first:
                fault = "certain" if one.certain else "within" if one.within else "missed"
                print(f"  {fault}: {one.text.typed} → {' '.join(one.read)}")


if __name__ == "__main__":
    main()
