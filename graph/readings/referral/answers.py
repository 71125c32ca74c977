# SPDX-License-Identifier: AGPL-3.0-or-later
"""One answer as every face takes it (page, JSON, command line): each sentence, each fact of its path, each detail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graph.referral.answer import RULES
from graph.text.wording import Label, Speaker

if TYPE_CHECKING:
    from graph.rdf.dataset import Fact
    from graph.referral.answer import CriterionReason, Referral, Result

BESIDE, CLOSING, LOST = "beside", "closing", "lost"
# In the order to show; the engine says which results are of each kind, and which of them are no answer to the need, or
# are about to close, or are not heard of: these three are told only where there are some.
GROUPS = (
    ("direct", Label("Réponse directe"), Label("Ils répondent à ce qui est demandé.")),
    ("indirect", Label("Par un réseau"), Label("Des collègues les connaissent : demandez-leur de faire le lien.")),
    (
        BESIDE,
        Label("Peuvent aider à côté"),
        Label("Ils aident pour l’outil cité, pas pour ce qui est demandé."),
    ),
    ("entry-point", Label("À qui s’adresser d’abord"), Label("Leur rôle est d’accueillir, puis d’orienter.")),
    ("nearby", Label("Ailleurs"), Label("Plus loin, mais cela existe.")),
    ("animator", Label("Qui anime le réseau"), Label("À défaut d’une adresse, ceux qui relient les autres.")),
    (
        CLOSING,
        Label("Fermeture annoncée"),
        Label("Ils répondent encore, mais doivent fermer : à éviter pour commencer."),
    ),
    (
        LOST,
        Label("Plus de nouvelles"),
        Label("Personne ne nous a dit s’ils sont encore ouverts : à vérifier avant d’orienter."),
    ),
)


TITLES = {kind: title for kind, title, _ in GROUPS}


class CriterionSentence(NamedTuple):
    """One sentence of a criterion: its slug and its name, the score it gave (0 to 1), whether it is met, the text."""

    criterion: str
    label: str
    score: float
    state: str
    text: str


class ToldFact(NamedTuple):
    """One fact of the path, in words."""

    fact: Fact
    text: str


@dataclass(frozen=True)
class AnswerReading:
    """One answer, in one language; `warning` is what must be said wherever it is named, and `rule` what leads to it
    where no fact does, "" for nearly all.

    Names in the `result` are those that the engine knows, in French.
    """

    result: Result
    sentences: tuple[CriterionSentence, ...]
    path: tuple[ToldFact, ...]
    warning: str
    rule: str

    @property
    def group(self) -> str:
        """The group it is shown in."""
        if self.result.last:
            return CLOSING if self.result.closing else LOST
        return BESIDE if self.result.beside else self.result.kind


def read_answers(speaker: Speaker, referral: Referral) -> tuple[AnswerReading, ...]:
    """The answers of a referral, in the language of a speaker."""
    return tuple(read_answer(speaker, result) for result in referral.results)


def sentences_of(speaker: Speaker, reasons: tuple[CriterionReason, ...]) -> tuple[CriterionSentence, ...]:
    """Every sentence of these reasons, in their order."""
    return tuple(
        CriterionSentence(
            reason.criterion.slug, reason.criterion.label(speaker.lang), reason.verdict.score, state, text
        )
        for reason in reasons
        for text, state in reason.sentences(speaker)
    )


def read_answer(speaker: Speaker, result: Result) -> AnswerReading:
    """One answer, in the language of a speaker."""
    sentences = sentences_of(speaker, result.reasons)
    path = tuple(ToldFact(edge.fact, edge.text(speaker)) for edge in result.path)
    rule = RULES[result.rule]().text(speaker) if result.rule else ""
    return AnswerReading(result, sentences, path, _warning(speaker, result, sentences), rule)


def _warning(speaker: Speaker, result: Result, sentences: tuple[CriterionSentence, ...]) -> str:
    """That it is to close, else that it does not answer to the need: what nobody should learn too late."""
    told = result.warnings(speaker)
    if not told and result.beside:
        told = tuple(one.text for one in sentences if one.criterion == "need" and one.state == "unmet")
    return " ".join(told)
