# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two answers side by side: the same lines for both, what differs marked with a sign and a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.entity import Reader
from graph.namespaces import SCHEMA, TIS
from web.app.language import translate
from web.app.pages import reader
from web.app.values import Display
from web.site.card.chain import Step
from web.site.referral.answers import TONES, Answer, Reason
from web.site.referral.facts import answer_id

if TYPE_CHECKING:
    from graph.referral.answer import Result
    from web.site.referral.request import Answered

# The fields that matter before choosing: said « Non renseigné » where nobody said; the others only where one has them.
ESSENTIAL = (
    SCHEMA.areaServed,
    SCHEMA.location,
    TIS.cost,
    TIS.accessMode,
    SCHEMA.audience,
    TIS.openToAssociations,
    TIS.nextDate,
)
OTHERS = (TIS.costDetail, SCHEMA.timeRequired, SCHEMA.endDate, TIS.condition, TIS.openQuestion)


@dataclass(frozen=True)
class Cell:
    """What one answer has on a line; all empty when nobody said."""

    texts: tuple[Display, ...] = ()
    reasons: tuple[Reason, ...] = ()
    chains: tuple[tuple[Step, ...], ...] = ()
    on_map: str = ""

    @property
    def said(self) -> tuple[object, ...]:
        """What is compared: texts as they are read; of reasons, whether they are met."""
        return tuple(item.text.casefold() for item in self.texts), tuple(reason.tone for reason in self.reasons)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    name: str
    cells: tuple[Cell, Cell]

    @property
    def differs(self) -> bool:
        """Whether the two answers say otherwise."""
        return self.cells[0].said != self.cells[1].said


@dataclass(frozen=True)
class Part:
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """Two answers compared."""

    answers: tuple[Answer, Answer]
    parts: tuple[Part, ...]

    @property
    def differing(self) -> int:
        """How many lines differ."""
        return sum(line.differs for part in self.parts for line in part.lines)


@dataclass(frozen=True)
class Chosen:
    """The answers ticked, their table when they are two, else what to say ("" where nothing was ticked)."""

    ticked: tuple[str, ...] = ()
    table: Table | None = None
    problem: str = ""


def chosen(found: Answered, ids: tuple[str, ...]) -> Chosen:
    """The comparison of the two answers of these ids."""
    if not ids:
        return Chosen()
    by_id = {answer_id(reader(), result): result for result in found.referral.results}
    ticked = tuple(one for one in ids if one in by_id)
    if len(ticked) < len(ids):
        return Chosen(ticked, problem=translate("Cette réponse n’est pas parmi celles-ci : cochez-en deux ci-dessous."))
    if len(ticked) != 2:
        return Chosen(ticked, problem=translate("On compare deux réponses à la fois : cochez-en deux, pas plus."))
    answers = {answer.rank: (answer, group.title) for group in found.groups for answer in group.answers}
    one, other = (by_id[item] for item in ticked)
    return Chosen(ticked, _table((one, other), (answers[one.rank], answers[other.rank])))


def _table(results: tuple[Result, Result], shown: tuple[tuple[Answer, str], tuple[Answer, str]]) -> Table:
    first, second = (item[0] for item in shown)
    return Table(
        (first, second),
        (
            Part(translate("Qui, quoi, où"), (*_identity(shown), *_fields(results), *_reach((first, second)))),
            Part(translate("Pourquoi cette réponse"), tuple(_criteria(results))),
            Part(translate("D’où cela vient"), tuple(_origin((first, second)))),
        ),
    )


def _identity(shown: tuple[tuple[Answer, str], tuple[Answer, str]]) -> Iterator[Line]:
    (one, kind), (other, other_kind) = shown
    yield _line(translate("Ce que c’est"), _texts(one.what), _texts(other.what))
    yield _line(translate("Qui appeler"), _who(one), _who(other))
    yield _line(translate("Sorte de réponse"), _texts(kind), _texts(other_kind))


def _who(answer: Answer) -> Cell:
    linked = (answer.provider,) if answer.provider else ()
    return Cell((answer.actor, *linked))


def _fields(results: tuple[Result, Result]) -> Iterator[Line]:
    one, other = (_values(reader(), result) for result in results)
    for path in (*ESSENTIAL, *OTHERS):
        if path in ESSENTIAL or path in one or path in other:
            field = next(iter(reader().model.fields.get(path, ())), None)
            if field is not None:
                name = field.name(reader().lang)
                yield _line(name[:1].upper() + name[1:], _texts(*one.get(path, ())), _texts(*other.get(path, ())))


def _values(here: Reader, result: Result) -> dict[str, tuple[str, ...]]:
    """What is shown beside an answer, with whom it is for."""
    found = {detail.field: detail.values for detail in result.details(here)}
    iri = (result.service or result.provider).iri
    audiences = tuple(here.label(item) for item in here.dataset.links(iri, SCHEMA.audience))
    opened = here.dataset.flag(iri, TIS.openToAssociations)
    found |= {SCHEMA.audience: audiences} if audiences else {}
    found |= {} if opened is None else {TIS.openToAssociations: (translate("oui") if opened else translate("non"),)}
    return found


def _reach(answers: tuple[Answer, Answer]) -> Iterator[Line]:
    one, other = answers
    yield _line(translate("Contact"), _contact(one), _contact(other))
    yield _line(translate("Vérification"), _texts(one.state.text), _texts(other.state.text))


def _contact(answer: Answer) -> Cell:
    return Cell((answer.contact,) if answer.contact else ())


def _criteria(results: tuple[Result, Result]) -> Iterator[Line]:
    """Each criterion that has something to say of one of them, in the order of their reasons."""
    one, other = (_said(result) for result in results)
    for slug in dict.fromkeys((*one, *other)):
        name = (one.get(slug) or other[slug])[0]
        cells = (Cell(reasons=side[slug][1]) if slug in side else Cell() for side in (one, other))
        yield _line(name, *cells)


def _said(result: Result) -> dict[str, tuple[str, tuple[Reason, ...]]]:
    found = {}
    for reason in result.reasons:
        told = tuple(Reason(TONES.get(state, "unsure"), text) for text, state in reason.sentences(reader()))
        if told:
            name = reason.criterion.label(reader().lang)
            found[reason.criterion.slug] = (name[:1].upper() + name[1:], told)
    return found


def _origin(answers: tuple[Answer, Answer]) -> Iterator[Line]:
    one, other = (Cell(chains=answer.chains, on_map=answer.on_map) for answer in answers)
    yield _line(translate("Le chemin dans le réseau"), one, other)
    one, other = (_texts(*(source.label for source in answer.sources)) for answer in answers)
    yield _line(translate("Sources"), one, other)


def _texts(*texts: str) -> Cell:
    return Cell(tuple(Display(text) for text in texts if text))


def _line(name: str, one: Cell, other: Cell) -> Line:
    return Line(name, (one, other))
