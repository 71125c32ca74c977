# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the outcomes say, as a page and as a document: the same figures, fit to be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.entity import Reader
from graph.errors import UnknownThing
from graph.namespaces import VOCABULARY
from graph.slips.figures import LEAST, Figure, totals
from graph.slips.reference import OUTCOME
from graph.slips.results import OUTCOMES, UNANSWERED, Results
from graph.territory import Territories
from web.app.language import translate
from web.app.pages import href
from web.app.values import Display, Tone
from web.site.slip.page import TONES

Document = dict[str, Any]


@dataclass(frozen=True)
class Node:
    """A group of a page: its name, its count, its share of the group above (percent), its tone, its parts."""

    name: Display
    count: int
    share: int
    tone: Tone
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Namer:
    """Names the answers to each question."""

    reader: Reader
    territories: Territories

    def display(self, question: str, answer: str) -> Display:
        """The answer in words, with its card where it has one."""
        if question == "year":
            return Display(answer)
        if question in (OUTCOME, "need"):
            return self._choice(question, answer)
        return Display(self._place(answer))

    def _choice(self, question: str, answer: str) -> Display:
        if not answer:
            return Display(translate("Pas encore de retour"))
        iri = VOCABULARY[f"{question}/{answer}"]
        mention = self.reader.mention(iri)
        return Display(mention.label, href(iri) if question == "need" else "", mention.entity_class)

    def _place(self, key: str) -> str:
        try:
            return self.territories.by_key(key).name
        except UnknownThing:
            return key

    def rest(self, question: str) -> Display:
        """What is put together so that nothing small shows."""
        texts = {
            "need": translate("Autres besoins"), OUTCOME: translate("Autres suites"),
            "commune": translate("Autres communes"),
        }  # fmt: skip
        return Display(texts[question])


def years(namer: Namer, figures: Sequence[Figure], questions: tuple[str, ...]) -> tuple[Node, ...]:
    """The tree of figures, the latest year first."""
    return tuple(reversed(_parts(namer, figures, questions, ())))


def _parts(
    namer: Namer, figures: Sequence[Figure], questions: tuple[str, ...], above: tuple[str, ...]
) -> tuple[Node, ...]:
    depth = len(above)
    inside = [figure for figure in figures if figure.key[:depth] == above]
    whole = sum(figure.count for figure in inside)
    deeper = [figure for figure in inside if len(figure.key) > depth]
    nodes = []
    for key, count in totals(deeper, depth + 1).items():
        name, answer = namer.display(questions[depth], key[-1]), key[-1]
        tone = TONES.get(answer, "bare") if questions[depth] == OUTCOME else "bare"
        nodes.append(Node(name, count, round(100 * count / whole), tone, _parts(namer, deeper, questions, key)))
    for figure in inside:
        if figure.key == above and figure.others:
            rest = namer.rest(questions[depth])
            nodes.append(Node(rest, figure.count, round(100 * figure.count / whole), "bare", ()))
    return tuple(nodes)


def document(namer: Namer, found: Results) -> Document:
    """The same as rows that do not overlap: their counts may be added."""
    return {
        "least": LEAST,
        "outcomes": [_row(namer, figure, OUTCOMES) for figure in found.outcomes],
        "unanswered": [_row(namer, figure, UNANSWERED) for figure in found.unanswered],
    }


def _row(namer: Namer, figure: Figure, questions: tuple[str, ...]) -> Document:
    row: Document = {"year": int(figure.key[0]), **dict.fromkeys(questions[1:])}
    for question, answer in list(zip(questions, figure.key, strict=False))[1:]:
        row[question] = _named(namer, question, answer)
    others = questions[len(figure.key)] if figure.others else None
    return {**row, "count": figure.count, "others": others}


def _named(namer: Namer, question: str, answer: str) -> Document:
    """The IRI and the name of an answer; the IRI is null where there is nothing to name."""
    label = namer.display(question, answer).text
    if not answer:
        return {"iri": None, "label": label}
    if question in (OUTCOME, "need"):
        return {"iri": VOCABULARY[f"{question}/{answer}"], "label": label}
    return {"iri": f"{namer.reader.dataset.base}/id/territory/{answer}", "label": label}
