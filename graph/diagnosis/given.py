# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers given: read from what was sent, kept where they are valid, refused with what to do where they are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.diagnosis.questionnaire import SKIP, Answer, Question, Questionnaire
from graph.text.wording import FRENCH, Phrase, Speaker, Spoken

if TYPE_CHECKING:
    from graph.model import Texts

UNKNOWN = Phrase("« {sent} » n’est pas une réponse à « {question} » : choisissez parmi celles proposées.")
TWO = Phrase("« {question} » a reçu deux réponses : choisissez-en une seule.")
NOT_ASKED = Phrase(
    "La réponse à « {question} » est mise de côté : avec vos autres réponses, cette question ne se pose pas."
)
LONGEST = 40  # characters of a wrong answer that are shown again


@dataclass(frozen=True)
class _Words(Spoken):
    """The words of a question within a sentence."""

    texts: Texts

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The words in that language."""
        return self.texts(speaker.lang)


@dataclass(frozen=True)
class RefusedAnswer:
    """What cannot be used among what was sent, and why; `aside` when it would be valid with other answers."""

    question: Question
    why: Spoken
    aside: bool = False


@dataclass(frozen=True)
class Given:
    """Valid answers by question slug, in the order of the questions; an empty tuple is a question that was skipped."""

    questionnaire: Questionnaire
    chosen: Mapping[str, tuple[Answer, ...]]

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions on the way that these answers take, answered or not."""
        return tuple(_asked(self.questionnaire, self.chosen))

    @property
    def next(self) -> Question | None:
        """The first question still to be asked, None at the end."""
        return next((question for question in self.asked if question.slug not in self.chosen), None)

    def before(self, question: Question) -> Question | None:
        """The question asked just before that one, None for the first."""
        place = self.asked.index(question)
        return self.asked[place - 1] if place else None

    def answered(self) -> Iterator[tuple[Question, Answer]]:
        """Each answer with its question, in order."""
        for question in self.asked:
            for answer in self.chosen.get(question.slug, ()):
                yield question, answer

    def sent(self) -> dict[str, list[str]]:
        """What to write in an address for these answers: the words of answers by that of their question."""
        return {slug: [answer.slug for answer in answers] or [SKIP] for slug, answers in self.chosen.items()}


def read_given(
    questionnaire: Questionnaire, sent: Mapping[str, Sequence[str]]
) -> tuple[Given, tuple[RefusedAnswer, ...]]:
    """The valid answers among what was sent by question slug, and what is refused; what else is sent is left alone."""
    chosen: dict[str, tuple[Answer, ...]] = {}
    refused: list[RefusedAnswer] = []
    for question in questionnaire.questions:
        values = list(dict.fromkeys(value.strip() for value in sent.get(question.slug, ()) if value.strip()))
        known = tuple(question.by_slug[value] for value in values if value in question.by_slug)
        unknown = [value for value in values if value not in question.by_slug and value != SKIP]
        refused += [
            RefusedAnswer(question, UNKNOWN(sent=value[:LONGEST], question=_Words(question.label))) for value in unknown
        ]
        if SKIP in values:
            chosen[question.slug] = ()
        elif len(known) > 1 and not question.several:
            refused.append(RefusedAnswer(question, TWO(question=_Words(question.label))))
        elif known:
            chosen[question.slug] = known
    asked = {question.slug for question in _asked(questionnaire, chosen)}
    refused += [
        RefusedAnswer(question, NOT_ASKED(question=_Words(question.label)), aside=True)
        for question in questionnaire.questions
        if question.slug in chosen and question.slug not in asked
    ]
    return Given(questionnaire, {slug: answers for slug, answers in chosen.items() if slug in asked}), tuple(refused)


def _asked(questionnaire: Questionnaire, chosen: Mapping[str, tuple[Answer, ...]]) -> Iterator[Question]:
    """The questions without condition, and those of which one condition is met by a question asked before."""
    said: set[str] = set()
    for question in questionnaire.questions:
        if question.asked_if and not question.asked_if & said:
            continue
        said |= {answer.iri for answer in chosen.get(question.slug, ())}
        yield question
