# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questionnaires as read from a dataset: questions in order, their answers, and what each answer implies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.model import Texts, texts_of
from graph.namespaces import DCT, SKOS, TIS
from graph.rdf.positions import by_position

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

MOST_QUESTIONS = 8
"""How many questions a person may be asked, whatever they answer."""
SKIP = "passe"
"""What stands in an address for a question that was skipped, or to which nobody knows the answer."""


@dataclass(frozen=True)
class Answer:
    """One answer to choose: what it implies (IRIs) and what to say at the end to who chose it.

    `remark` is a kind sentence, `first_step` a modest action, `condition` what to see to before changing anything.
    """

    iri: str
    slug: str
    label: Texts
    remark: Texts
    first_step: Texts
    condition: Texts
    needs: tuple[str, ...]
    tools: tuple[str, ...]
    audiences: tuple[str, ...]
    readiness: str

    @property
    def says_something(self) -> bool:
        """Whether choosing it changes anything at the end."""
        texts = (self.remark, self.first_step, self.condition)
        return any(texts) or bool(self.needs or self.tools or self.audiences or self.readiness)


@dataclass(frozen=True)
class Question:
    """One question; `asked_if` are the answers (IRIs) of which one must have been given, empty when it always is."""

    iri: str
    slug: str
    label: Texts
    help: Texts
    several: bool
    asked_if: frozenset[str]
    answers: tuple[Answer, ...]

    @cached_property
    def by_slug(self) -> dict[str, Answer]:
        """Its answers by the word that stands for them in an address."""
        return {answer.slug: answer for answer in self.answers}


@dataclass(frozen=True)
class Questionnaire:
    """One diagnosis; `needs` (IRIs) are kept when no answer reveals any, `first_step` when no answer has its own."""

    iri: str
    slug: str
    label: Texts
    summary: Texts
    first_step: Texts
    needs: tuple[str, ...]
    questions: tuple[Question, ...]

    @cached_property
    def by_slug(self) -> dict[str, Question]:
        """Its questions by the word that stands for them in an address."""
        return {question.slug: question for question in self.questions}


def questionnaires(dataset: Dataset) -> tuple[Questionnaire, ...]:
    """Every questionnaire of a dataset, in order."""
    return tuple(_questionnaire(dataset, iri) for iri in by_position(dataset, dataset.instances(TIS.Questionnaire)))


def _questionnaire(dataset: Dataset, iri: str) -> Questionnaire:
    questions = by_position(dataset, dataset.subjects(TIS.inQuestionnaire, iri))
    return Questionnaire(
        iri=iri,
        slug=_word(dataset, iri),
        label=texts_of(dataset, iri, SKOS.prefLabel),
        summary=texts_of(dataset, iri, DCT.description),
        first_step=texts_of(dataset, iri, TIS.firstStep),
        needs=tuple(dataset.links(iri, TIS.impliesNeed)),
        questions=tuple(_question(dataset, question) for question in questions),
    )


def _question(dataset: Dataset, iri: str) -> Question:
    answers = by_position(dataset, dataset.subjects(TIS.answerTo, iri))
    return Question(
        iri=iri,
        slug=_word(dataset, iri),
        label=texts_of(dataset, iri, SKOS.prefLabel),
        help=texts_of(dataset, iri, DCT.description),
        several=dataset.flag(iri, TIS.severalAnswers) or False,
        asked_if=frozenset(dataset.links(iri, TIS.askedIf)),
        answers=tuple(_answer(dataset, answer) for answer in answers),
    )


def _answer(dataset: Dataset, iri: str) -> Answer:
    return Answer(
        iri=iri,
        slug=_word(dataset, iri),
        label=texts_of(dataset, iri, SKOS.prefLabel),
        remark=texts_of(dataset, iri, DCT.description),
        first_step=texts_of(dataset, iri, TIS.firstStep),
        condition=texts_of(dataset, iri, TIS.condition),
        needs=tuple(dataset.links(iri, TIS.impliesNeed)),
        tools=tuple(dataset.links(iri, TIS.impliesTool)),
        audiences=tuple(dataset.links(iri, TIS.impliesAudience)),
        readiness=dataset.link(iri, TIS.readiness) or "",
    )


def _word(dataset: Dataset, iri: str) -> str:
    return dataset.text(iri, SKOS.notation) or ""
