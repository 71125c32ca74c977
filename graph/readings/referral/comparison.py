# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two answers side by side: the same rows for both, and which of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.mindmaps import Ends
from graph.namespaces import SCHEMA, TIS
from graph.readings.referral.answers import sentences_of
from graph.readings.referral.cards import AnswerCard, TonedSentence, toned
from graph.readings.referral.desk import ROLE_TITLES
from graph.text.answers import NO, YES
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.chains import ChainStep
    from graph.readings.contacts import Reach
    from graph.readings.referral.desk import DeskReading
    from graph.referral.answer import Result

# The fields that matter before choosing: told even where nobody said; the others only where one has them.
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
WHO_WHAT_WHERE, WHY, WHENCE = Label("Qui, quoi, où"), Label("Pourquoi cette réponse"), Label("D’où cela vient")
WHAT, WHOM, WHICH = Label("Ce que c’est"), Label("Qui appeler"), Label("Sorte de réponse")
CONTACT, CHECKED = Label("Contact"), Label("Comment on le sait")
PATH, SOURCES = Label("Le chemin dans le réseau"), Label("Sources")
AS_A_TOOL = Label("Outil, à part")
NOT_HERE = Label("Cette réponse n’est pas parmi celles-ci : cochez-en deux ci-dessous.")
NOT_TWO = Label("On compare deux réponses à la fois : cochez-en deux, pas plus.")


@dataclass(frozen=True)
class ComparedText:
    """One text of a cell; of a thing that can be seen, or of a way to reach, as the case may be."""

    text: str
    thing: Mention | None = None
    reach: Reach | None = None


@dataclass(frozen=True)
class ComparedCell:
    """What one answer has on a row; all empty when nobody said."""

    texts: tuple[ComparedText, ...] = ()
    reasons: tuple[TonedSentence, ...] = ()
    chains: tuple[tuple[ChainStep, ...], ...] = ()
    ends: Ends | None = None


@dataclass(frozen=True)
class ComparedRow:
    """One row of the table; `differs`: the two answers say otherwise."""

    name: str
    cells: tuple[ComparedCell, ComparedCell]
    differs: bool


@dataclass(frozen=True)
class ComparedPart:
    """Rows that belong together."""

    title: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True)
class AnswerComparison:
    """Two answers compared, and how many rows differ."""

    answers: tuple[AnswerCard, AnswerCard]
    parts: tuple[ComparedPart, ...]
    differing: int


@dataclass(frozen=True)
class Ticked:
    """The answers ticked, their comparison when they are two, else what to say ("" where nothing was ticked)."""

    ids: tuple[str, ...] = ()
    table: AnswerComparison | None = None
    problem: str = ""


def compare(reader: Reader, desk: DeskReading, ids: tuple[str, ...]) -> Ticked:
    """The comparison of the two answers of these ids."""
    if not ids:
        return Ticked()
    ticked = tuple(one for one in ids if one in desk.results)
    if len(ticked) < len(ids):
        return Ticked(ticked, problem=NOT_HERE(reader.lang))
    if len(ticked) != 2:
        return Ticked(ticked, problem=NOT_TWO(reader.lang))
    cards = {card.id: (card, ROLE_TITLES[caller.role](reader.lang)) for caller in desk.callers for card in caller.cards}
    told = {card.id: (card, AS_A_TOOL(reader.lang)) for card in desk.cards} | cards
    one, other = (_Side(reader, desk.results[item], *told[item]) for item in ticked)
    return Ticked(ticked, _comparison(reader, one, other))


@dataclass(frozen=True)
class _Side:
    """One of the two: where its facts are, and its card under the title of its group."""

    reader: Reader
    result: Result
    card: AnswerCard
    group: str

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """What is shown beside an answer, with whom it is for."""
        here, lang = self.reader, self.reader.lang
        found = {detail.field: detail.values for detail in self.result.details(here)}
        iri = (self.result.service or self.result.provider).iri
        audiences = tuple(here.label(item) for item in here.dataset.links(iri, SCHEMA.audience))
        opened = here.dataset.flag(iri, TIS.openToAssociations)
        found |= {SCHEMA.audience: audiences} if audiences else {}
        return found | ({} if opened is None else {TIS.openToAssociations: (YES(lang) if opened else NO(lang),)})

    @property
    def criteria(self) -> dict[str, tuple[str, tuple[TonedSentence, ...]]]:
        """The name of each criterion that has something to say, and what it says."""
        found = {}
        for reason in self.result.reasons:
            told = toned(sentences_of(self.reader, (reason,)))
            if told:
                name = reason.criterion.label(self.reader.lang)
                found[reason.criterion.slug] = (name[:1].upper() + name[1:], told)
        return found

    @property
    def whom(self) -> ComparedCell:
        """Who to call, then who offers when it is another."""
        mentions = (self.card.actor, *((self.card.provider,) if self.card.provider else ()))
        return ComparedCell(tuple(ComparedText(mention.label, thing=mention) for mention in mentions))

    @property
    def contact(self) -> ComparedCell:
        """How to reach them."""
        contact = self.card.contact
        return ComparedCell((ComparedText(contact.text, reach=contact),) if contact else ())


def _comparison(reader: Reader, one: _Side, other: _Side) -> AnswerComparison:
    lang = reader.lang
    first = (*_identity(one, other, lang), *_fields(reader, one, other), *_reach(one, other, lang))
    parts = (
        ComparedPart(WHO_WHAT_WHERE(lang), first),
        ComparedPart(WHY(lang), tuple(_criteria(one, other))),
        ComparedPart(WHENCE(lang), tuple(_origin(one, other, lang))),
    )
    differing = sum(row.differs for part in parts for row in part.rows)
    return AnswerComparison((one.card, other.card), parts, differing)


def _identity(one: _Side, other: _Side, lang: str) -> Iterator[ComparedRow]:
    yield _row(WHAT(lang), _texts(one.card.what), _texts(other.card.what))
    yield _row(WHOM(lang), one.whom, other.whom)
    yield _row(WHICH(lang), _texts(one.group), _texts(other.group))


def _fields(reader: Reader, one: _Side, other: _Side) -> Iterator[ComparedRow]:
    values, others = one.values, other.values
    for path in (*ESSENTIAL, *OTHERS):
        if path in ESSENTIAL or path in values or path in others:
            field = next(iter(reader.model.fields.get(path, ())), None)
            if field is not None:
                name = field.name(reader.lang)
                cells = (_texts(*side.get(path, ())) for side in (values, others))
                yield _row(name[:1].upper() + name[1:], *cells)


def _reach(one: _Side, other: _Side, lang: str) -> Iterator[ComparedRow]:
    yield _row(CONTACT(lang), one.contact, other.contact)
    proofs = (_texts(side.card.confirmed or side.card.state.text) for side in (one, other))
    yield _row(CHECKED(lang), *proofs)


def _criteria(one: _Side, other: _Side) -> Iterator[ComparedRow]:
    """Each criterion that has something to say of one of them, in the order of their reasons."""
    told, others = one.criteria, other.criteria
    for slug in dict.fromkeys((*told, *others)):
        name = (told.get(slug) or others[slug])[0]
        cells = (ComparedCell(reasons=side[slug][1]) if slug in side else ComparedCell() for side in (told, others))
        yield _row(name, *cells)


def _origin(one: _Side, other: _Side, lang: str) -> Iterator[ComparedRow]:
    chains = (ComparedCell(chains=side.card.chains, ends=side.card.ends) for side in (one, other))
    yield _row(PATH(lang), *chains)
    sources = (_texts(*(source.label for source in side.card.sources)) for side in (one, other))
    yield _row(SOURCES(lang), *sources)


def _texts(*texts: str) -> ComparedCell:
    return ComparedCell(tuple(ComparedText(text) for text in texts if text))


def _row(name: str, one: ComparedCell, other: ComparedCell) -> ComparedRow:
    return ComparedRow(name, (one, other), _compared(one) != _compared(other))


def _compared(cell: ComparedCell) -> tuple[object, ...]:
    """What is compared: texts as they are read; of reasons, whether they are met."""
    return tuple(item.text.casefold() for item in cell.texts), tuple(reason.tone for reason in cell.reasons)
