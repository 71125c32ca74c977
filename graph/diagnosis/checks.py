# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of questionnaires that no shape can say: ways short enough, no circle, no dead question, both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph.diagnosis.questionnaire import MOST_QUESTIONS, SKIP, Answer, Question, Questionnaire, questionnaires
from graph.diagnosis.ways import longest_way
from graph.model.finding import VIOLATION, Finding
from graph.namespaces import DCT, SKOS, TIS

if TYPE_CHECKING:
    from graph.model import Texts
    from graph.rdf.dataset import Dataset

RESERVED = frozenset(["apres", "besoin", "commune", "etape", "lang", "outil", "public", "revu", "suite"])
"""Words that already mean something in the address of a diagnosis."""
MOST_VALUES = 20
"""How many values one parameter of an address may have."""
PARTS = frozenset([TIS.Questionnaire, TIS.Question, TIS.Answer])


def diagnosis_findings(dataset: Dataset) -> list[Finding]:
    """Every defect of the questionnaires of a dataset, sorted."""
    found = questionnaires(dataset)
    faults = [fault for item in found for fault in _faults(dataset, item)]
    faults += _same_words(dataset, found, "deux questionnaires ont le même mot dans l’adresse : changez l’un des deux.")
    return sorted(set(faults))


def speaks_of_questionnaires(dataset: Dataset, subjects: Iterable[str]) -> bool:
    """Whether any of some things is a part of a questionnaire: without one, its defects stay as they are."""
    return any(PARTS.intersection(dataset.types(iri)) for iri in subjects)


def _faults(dataset: Dataset, item: Questionnaire) -> Iterator[Finding]:
    if not item.questions:
        yield _fault(dataset, item.iri, TIS.inQuestionnaire, "ce questionnaire n’a pas de question : ajoutez-en une.")
    longest = longest_way(item)
    if longest > MOST_QUESTIONS:
        message = f"on peut y être interrogé {longest} fois : {MOST_QUESTIONS} questions au plus, retirez-en une."
        yield _fault(dataset, item.iri, TIS.inQuestionnaire, message, str(longest))
    yield from _untranslated(dataset, item.iri, ((SKOS.prefLabel, item.label), (DCT.description, item.summary)))
    yield from _same_words(dataset, item.questions, "deux questions ont le même mot dans l’adresse : changez-en un.")
    for question in item.questions:
        yield from _question_faults(dataset, question)
    yield from _conditions(dataset, item)


def _question_faults(dataset: Dataset, question: Question) -> Iterator[Finding]:
    if question.slug in RESERVED:
        message = "ce mot a déjà un sens dans l’adresse : donnez-en un autre à la question."
        yield _fault(dataset, question.iri, SKOS.notation, message, question.slug)
    if len(question.answers) < 2:
        message = "question morte : donnez-lui au moins deux réponses au choix."
        yield _fault(dataset, question.iri, TIS.answerTo, message, str(len(question.answers)))
    if len(question.answers) > MOST_VALUES:
        message = f"trop de réponses : {MOST_VALUES} au plus, pour qu’on puisse les lire."
        yield _fault(dataset, question.iri, TIS.answerTo, message, str(len(question.answers)))
    yield from _untranslated(
        dataset, question.iri, ((SKOS.prefLabel, question.label), (DCT.description, question.help))
    )
    yield from _same_words(dataset, question.answers, "deux réponses ont le même mot dans l’adresse : changez-en un.")
    for answer in question.answers:
        if answer.slug == SKIP:
            message = f"« {SKIP} » veut dire que l’on passe la question : donnez un autre mot à la réponse."
            yield _fault(dataset, answer.iri, SKOS.notation, message, answer.slug)
        texts = ((SKOS.prefLabel, answer.label), (DCT.description, answer.remark), (TIS.condition, answer.condition))
        yield from _untranslated(dataset, answer.iri, (*texts, (TIS.firstStep, answer.first_step)))


def _conditions(dataset: Dataset, item: Questionnaire) -> Iterator[Finding]:
    """Each condition is an answer to an earlier question that can be asked; each question leads to something."""
    owner = {answer.iri: question for question in item.questions for answer in question.answers}
    place = {question.iri: number for number, question in enumerate(item.questions)}
    opening = {iri for question in item.questions for iri in question.asked_if}
    for question in item.questions:
        for iri in sorted(question.asked_if):
            asked = owner.get(iri)
            if asked is None:
                message = "question morte : sa condition est une réponse d’ailleurs, prenez-en une du questionnaire."
                yield _fault(dataset, question.iri, TIS.askedIf, message, iri)
            elif question in _above(asked, owner):
                message = "cette question dépend d’elle-même : rompez le cercle des conditions."
                yield _fault(dataset, question.iri, TIS.askedIf, message, iri)
            elif place[asked.iri] >= place[question.iri]:
                message = "question morte : sa condition vient après elle, donnez-lui un rang plus grand."
                yield _fault(dataset, question.iri, TIS.askedIf, message, iri)
        if not any(answer.says_something or answer.iri in opening for answer in question.answers):
            message = "question morte : aucune de ses réponses ne révèle rien, ni ne fait poser une autre question."
            yield _fault(dataset, question.iri, TIS.answerTo, message)


def _above(question: Question, owner: dict[str, Question]) -> set[Question]:
    """A question, and all those on whose answers its being asked depends."""
    found: set[Question] = set()
    waiting = [question]
    while waiting:
        item = waiting.pop()
        if item not in found:
            found.add(item)
            waiting += [owner[iri] for iri in item.asked_if if iri in owner]
    return found


def _untranslated(dataset: Dataset, iri: str, texts: tuple[tuple[str, Texts], ...]) -> Iterator[Finding]:
    """A name is in both languages; another text is in both, or absent."""
    for path, text in texts:
        english = text.languages.get("en", "")
        if not text.fr and not english and path != SKOS.prefLabel:
            continue
        for said, language in ((text.fr, "français (@fr)"), (english, "anglais (@en)")):
            if not said.strip():
                yield _fault(dataset, iri, path, f"ajoutez ce texte en {language}.")


def _same_words(
    dataset: Dataset, items: tuple[Questionnaire, ...] | tuple[Question, ...] | tuple[Answer, ...], message: str
) -> Iterator[Finding]:
    counted = Counter(item.slug for item in items)
    for item in items:
        if item.slug and counted[item.slug] > 1:
            yield _fault(dataset, item.iri, SKOS.notation, message, item.slug)


def _fault(dataset: Dataset, iri: str, path: str, message: str, value: str = "") -> Finding:
    """A violation about a resource, in the first source that speaks of it."""
    source = min((fact.source for fact in dataset.facts(s=iri)), default="")
    return Finding(VIOLATION, source, iri, path, message, value)
