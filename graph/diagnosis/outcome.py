# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the answers lead to: needs and the answers that imply them, tools, audiences, readiness, what was not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.namespaces import VOCABULARY

if TYPE_CHECKING:
    from graph.diagnosis.given import Given
    from graph.diagnosis.questionnaire import Answer, Question
    from graph.model import Model, Texts

NEED, READINESS = "need", "readiness"
PRESSING = 6
"""How many needs are proposed first: a longer list helps nobody to begin."""


@dataclass(frozen=True)
class Because:
    """An answer that implies something, and the question it was given to."""

    question: Question
    answer: Answer


@dataclass(frozen=True)
class Implied:
    """A need, a tool or an audience (IRI) and why; `because` is empty for the default need of the questionnaire."""

    iri: str
    because: tuple[Because, ...]


@dataclass(frozen=True)
class Unsaid:
    """A broad theme (IRI of a top need) about which nothing was said, and the question skipped about it, if any."""

    iri: str
    skipped: Question | None


@dataclass(frozen=True)
class Outcome:
    """The end of a diagnosis.

    `needs` are the pressing ones, `later` the others; `readiness` is the IRI of the most cautious moment told, "" when
    no answer tells one; `steps`, `remarks` and `conditions` are those of the answers, each once.
    """

    needs: tuple[Implied, ...]
    later: tuple[Implied, ...]
    tools: tuple[Implied, ...]
    audiences: tuple[Implied, ...]
    readiness: str
    steps: tuple[Texts, ...]
    remarks: tuple[Texts, ...]
    conditions: tuple[Texts, ...]
    unsaid: tuple[Unsaid, ...]


def conclude(given: Given, model: Model) -> Outcome:
    """What the answers lead to; there is always a need."""
    said = [Because(question, answer) for question, answer in given.answered()]
    needs = _found((iri, because) for because in said for iri in because.answer.needs)
    needs = needs or [Implied(iri, ()) for iri in given.questionnaire.needs]
    ranked = _pressing_first(needs)
    return Outcome(
        needs=tuple(ranked[:PRESSING]),
        later=tuple(ranked[PRESSING:]),
        tools=tuple(_found((iri, because) for because in said for iri in because.answer.tools)),
        audiences=tuple(_found((iri, because) for because in said for iri in because.answer.audiences)),
        readiness=_readiness(model, said),
        steps=_once(because.answer.first_step for because in said),
        remarks=_once(because.answer.remark for because in said),
        conditions=_once(because.answer.condition for because in said),
        unsaid=tuple(_unsaid(given, model)),
    )


def _pressing_first(needs: list[Implied]) -> list[Implied]:
    """What several answers imply first; then one need of each question, before the second ones; stable."""
    rounds: Counter[str] = Counter()
    turn: dict[str, int] = {}
    for need in needs:
        question = need.because[0].question.iri if need.because else ""
        turn[need.iri] = rounds[question]
        rounds[question] += 1
    return sorted(needs, key=lambda need: (-len(need.because), turn[need.iri]))


def _found(implied: Iterable[tuple[str, Because]]) -> list[Implied]:
    """Each thing implied once, with all that implies it, in the order met."""
    reasons: dict[str, list[Because]] = {}
    for iri, because in implied:
        reasons.setdefault(iri, []).append(because)
    return [Implied(iri, tuple(because)) for iri, because in reasons.items()]


def _once(texts: Iterable[Texts]) -> tuple[Texts, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _readiness(model: Model, said: list[Because]) -> str:
    """The first in the order of the scheme (the most cautious) among those told."""
    told = {because.answer.readiness for because in said}
    return next((choice.iri for choice in model.scheme(READINESS).choices if choice.iri in told), "")


def _unsaid(given: Given, model: Model) -> Iterator[Unsaid]:
    """The broad themes that no answered question touches; a theme of a skipped question can still be answered."""
    themes = {question.slug: themes_of(question, model) for question in given.asked}
    told = {theme for question, _ in given.answered() for theme in themes[question.slug]}
    told |= {theme for _, answer in given.answered() for need in answer.needs for theme in _tops(need, model)}
    silent = [question for question in given.asked if not given.chosen.get(question.slug)]
    for choice in model.scheme(NEED).top:
        if choice.iri not in told:
            yield Unsaid(choice.iri, next((item for item in silent if choice.iri in themes[item.slug]), None))


def themes_of(question: Question, model: Model) -> frozenset[str]:
    """The broad themes (IRIs of top needs) that a question is about.

    Those that its answers come to at least a third as often as to the one they come to most: a need met in passing
    does not make it its theme.
    """
    counted = Counter(theme for answer in question.answers for need in answer.needs for theme in _tops(need, model))
    most = max(counted.values(), default=0)
    return frozenset(theme for theme, count in counted.items() if 3 * count >= most)


def _tops(need: str, model: Model) -> Iterator[str]:
    """What is at the top above a need; a circle, which the check of the ontology reports, is cut."""
    seen: set[str] = set()
    waiting = [need]
    while waiting:
        iri = waiting.pop()
        choice = model.choices.get(iri)
        if choice is None or iri in seen:
            continue
        seen.add(iri)
        waiting += choice.broader
        if not choice.broader and choice.scheme == f"{VOCABULARY}{NEED}":
            yield iri
