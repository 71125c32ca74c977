# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures with their answers named: as groups within groups, and as the document of the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.entity import Mention, Reader
from graph.errors import UnknownThing
from graph.namespaces import VOCABULARY
from graph.slips.figures import LEAST, Figure, totals
from graph.slips.reference import NEED, OUTCOME
from graph.slips.results import OUTCOMES, UNANSWERED, Results
from graph.territory import Territories
from graph.text.wording import Label

# What is put together so that nothing small shows.
OTHERS = {NEED: Label("Autres besoins"), OUTCOME: Label("Autres résultats"), "commune": Label("Autres communes")}
Document = dict[str, Any]


@dataclass(frozen=True)
class FigureGroup:
    """A group of figures: its name, the answer that it is about ("" for others), its count, its share of the group
    above (percent), and the groups in it. The name has no IRI where there is nothing to point to."""

    name: Mention
    answer: str
    count: int
    share: int
    parts: tuple[FigureGroup, ...]


@dataclass(frozen=True)
class AnswerNames:
    """Names the answers to each question."""

    reader: Reader
    territories: Territories

    def of(self, question: str, answer: str) -> Mention:
        """The answer in words."""
        if question == "year":
            return Mention("", answer, None)
        if question in (OUTCOME, NEED):
            return self.reader.mention(VOCABULARY[f"{question}/{answer}"])
        return Mention(f"{self.reader.dataset.base}/id/territory/{answer}", self._place(answer), None)

    def others(self, question: str) -> Mention:
        """What is put together."""
        return Mention("", OTHERS[question](self.reader.lang), None)

    def _place(self, key: str) -> str:
        try:
            return self.territories.by_key(key).name
        except UnknownThing:
            return key


def years(names: AnswerNames, figures: Sequence[Figure], questions: tuple[str, ...]) -> tuple[FigureGroup, ...]:
    """The figures by year, the latest first, each split by the other questions."""
    return tuple(reversed(_parts(names, figures, questions, ())))


def _parts(
    names: AnswerNames, figures: Sequence[Figure], questions: tuple[str, ...], above: tuple[str, ...]
) -> tuple[FigureGroup, ...]:
    depth = len(above)
    inside = [figure for figure in figures if figure.key[:depth] == above]
    whole = sum(figure.count for figure in inside)
    deeper = [figure for figure in inside if len(figure.key) > depth]
    found = []
    for key, count in totals(deeper, depth + 1).items():
        name, parts = names.of(questions[depth], key[-1]), _parts(names, deeper, questions, key)
        found.append(FigureGroup(name, key[-1], count, round(100 * count / whole), parts))
    rest = [figure.count for figure in inside if figure.key == above and figure.others]
    return (
        *found,
        *(FigureGroup(names.others(questions[depth]), "", count, round(100 * count / whole), ()) for count in rest),
    )


def document(names: AnswerNames, found: Results) -> Document:
    """The same as rows that do not overlap: their counts may be added."""
    return {
        "least": LEAST,
        "outcomes": [_row(names, figure, OUTCOMES) for figure in found.outcomes],
        "unanswered": [_row(names, figure, UNANSWERED) for figure in found.unanswered],
    }


def _row(names: AnswerNames, figure: Figure, questions: tuple[str, ...]) -> Document:
    """One row; the IRI of an answer is null where there is nothing to name."""
    row: Document = {"year": int(figure.key[0]), **dict.fromkeys(questions[1:])}
    for question, answer in list(zip(questions, figure.key, strict=False))[1:]:
        name = names.of(question, answer)
        row[question] = {"iri": name.iri or None, "label": name.label}
    others = questions[len(figure.key)] if figure.others else None
    return {**row, "count": figure.count, "others": others}
