# SPDX-License-Identifier: AGPL-3.0-or-later
"""One question of a guided diagnosis as its page shows it: its answers, the way so far, where to go back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from graph.diagnosis.given import Given
from graph.diagnosis.questionnaire import Answer, Question
from graph.diagnosis.ways import longest_way
from web.app.language import language

END = "bilan"


@dataclass(frozen=True)
class ThreadMark:
    """One knot of the thread of questions; state is done, skipped, here or ahead; `href` goes back to it, or ""."""

    number: int
    label: str
    href: str
    state: str


@dataclass(frozen=True)
class AnswerTold:
    """What was answered to one question, "" when it was skipped, and the address where to change it."""

    question: str
    answer: str
    href: str


@dataclass(frozen=True)
class QuestionPage:
    """One question to ask, of `total` at most, with the answers chosen so far; `kept` are those to other questions,
    `back` and `end` are "" for none."""

    question: Question
    chosen: tuple[Answer, ...]
    number: int
    total: int
    marks: tuple[ThreadMark, ...]
    told: tuple[AnswerTold, ...]
    kept: tuple[tuple[str, str], ...]
    back: str
    end: str


def address(given: Given, step: str = "") -> str:
    """The address of a diagnosis with these answers, at a step (the first question without answer by default)."""
    values: dict[str, str | list[str]] = {**given.sent(), **({"etape": step} if step else {})}
    return url_for("diagnosis.show", slug=given.questionnaire.slug, **values)  # type: ignore[arg-type]


def question_page(given: Given, question: Question) -> QuestionPage:
    """The page of one question, which is on the way that the answers take."""
    before = given.before(question)
    others = [(name, value) for name, values in given.sent().items() for value in values if name != question.slug]
    return QuestionPage(
        question=question,
        chosen=given.chosen.get(question.slug, ()),
        number=given.asked.index(question) + 1,
        total=longest_way(given.questionnaire, given.chosen),
        marks=tuple(_marks(given, question)),
        told=told(given, question),
        kept=tuple(others),
        back=address(given, before.slug) if before else "",
        end=address(given, END) if any(given.answered()) and given.next else "",
    )


def _marks(given: Given, here: Question) -> Iterator[ThreadMark]:
    total = longest_way(given.questionnaire, given.chosen)
    for number, question in enumerate(given.asked, 1):
        label = question.label(language())
        if question == here:
            yield ThreadMark(number, label, "", "here")
        elif question.slug in given.chosen:
            state = "done" if given.chosen[question.slug] else "skipped"
            yield ThreadMark(number, label, address(given, question.slug), state)
        else:
            yield ThreadMark(number, label, "", "ahead")
    # What may be asked later depends on answers to come.
    yield from (ThreadMark(number, "", "", "ahead") for number in range(len(given.asked) + 1, total + 1))


def told(given: Given, but: Question | None = None) -> tuple[AnswerTold, ...]:
    """What was answered so far, one question left out."""
    lang = language()
    return tuple(
        AnswerTold(
            question.label(lang),
            ", ".join(answer.label(lang) for answer in given.chosen[question.slug]),
            address(given, question.slug),
        )
        for question in given.asked
        if question.slug in given.chosen and question != but
    )
