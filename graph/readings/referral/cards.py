# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers as people read them: a card each, under the title of their group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from graph.entity.kinds import DATED
from graph.entity.known import CONFIRMED, Known
from graph.mindmaps import Ends, Relations, ends_of
from graph.namespaces import DCT, ORG, SCHEMA, TIS
from graph.readings.callbacks import written_to
from graph.readings.chains import ChainStep, chains
from graph.readings.contacts import Reach, reach
from graph.readings.referral.answers import GROUPS, AnswerReading, CriterionSentence, read_answers
from graph.readings.referral.dates import days_of
from graph.readings.referral.slips import SlipDraft, slip_draft
from graph.readings.referral.telling import Telling, telling
from graph.readings.sources import cited
from graph.readings.states import DOUBT, NO, YES, State, Tone, proof
from graph.recent import Recent
from graph.text.punctuation import colon
from graph.text.sentences import first_sentence, sentence
from graph.text.wording import day_text

if TYPE_CHECKING:
    from graph.entity import Mention, Reader, Source
    from graph.rdf.dataset import Fact
    from graph.referral.answer import Detail, Referral, Result
    from graph.referral.situation import Situation

# Reasons that the card says elsewhere: how old it is stands beside its name, and once above all the answers.
SAID = {"freshness"}
# « Travaille sur ce sujet, sans service précis » says the nature of an actor that answers without a service.
# Under « Réponse directe », that it is direct needs no sentence; what is unmet or unknown still does. Nor does that it
# helps otherwise, in the group that says so.
SAID_BY_GROUP = {"directness"}
WHOLE = 3  # answers whose reasons are open; those of the next ones are folded
# Cards kept in memory, a few kilobytes each: what an advisor sees again while a request is made clearer.
CARDS = 600
# Fields whose values need no name beside them.
SENTENCES = {TIS.openQuestion, TIS.condition}
"""What is said in whole sentences."""
PLAIN = {SCHEMA.areaServed, SCHEMA.location, SCHEMA.address, TIS.accessMode, TIS.cost, TIS.costDetail}
TONES: dict[str, Tone] = {"met": YES, "unmet": NO, "unknown": DOUBT}
LONGEST_SHORT = 48  # characters of what stands in the row of facts


@dataclass(frozen=True)
class TonedSentence:
    """One sentence with its tone: YES, NO or DOUBT."""

    tone: Tone
    text: str


@dataclass(frozen=True)
class NamedFact:
    """A fact beside an answer; `plain`: its text alone says what it is. `title` is its name as a heading."""

    name: str
    text: str
    plain: bool = False
    title: str = ""


@dataclass(frozen=True)
class SourcedFact:
    """One fact in words, who says so (None when nobody is named) and since when, in words too."""

    text: str
    source: Source | None
    issued: str = ""


@dataclass(frozen=True)
class AnswerCard:
    """One answer as its card shows it.

    `kind` is that of the engine; `warning` is what must be said wherever it is named, and `rule` what leads
    to it where no fact does, "" for nearly all. `id` names it
    (`service/workshop@organisation/mill`); `facts` are those it rests on, each with its source; `dated` is the key of
    what has days to come, "" without one; `slip` is what a slip would keep of it, None when it keeps nothing; `whole`:
    its reasons are read at once; `telling` is what to say to them, None where they cannot be reached; `callback`
    is the key of who calls back on request, "" where nobody said so.
    """

    rank: int
    title: str
    thing: Mention
    what: str
    nature: str
    actor: Mention
    provider: Mention | None
    state: State
    rows: tuple[NamedFact, ...]
    remarks: tuple[NamedFact, ...]
    contact: Reach | None
    chains: tuple[tuple[ChainStep, ...], ...]
    ends: Ends | None
    sources: tuple[Source, ...]
    known: Known
    confirmed: str
    day: date
    id: str
    facts: tuple[SourcedFact, ...]
    dated: str
    kind: str = ""
    reasons: tuple[TonedSentence, ...] = ()
    warning: str = ""
    rule: str = ""
    slip: SlipDraft | None = None
    whole: bool = False
    telling: Telling | None = None
    callback: str = ""


@dataclass(frozen=True)
class AnswerGroup:
    """The answers of one kind."""

    kind: str
    title: str
    intro: str
    answers: tuple[AnswerCard, ...]


@dataclass
class CardShelf:
    """What is kept between two changes of the facts, in one language: cards without their reasons, and sources."""

    cards: Recent = field(default_factory=lambda: Recent(CARDS))
    sources: dict[str, Source] = field(default_factory=dict)

    def card(self, reader: Reader, answer: AnswerReading, situation: Situation) -> AnswerCard:
        """The card of a result."""
        return _card_of(reader, answer, situation, self)

    def source(self, reader: Reader, iri: str) -> Source:
        """A source as it is named to readers; each is read once."""
        if iri not in self.sources:
            self.sources[iri] = cited(reader, [iri])[0]
        return self.sources[iri]


def read_groups(reader: Reader, referral: Referral, shelf: CardShelf) -> tuple[AnswerGroup, ...]:
    """The answers by group, only the groups that have some."""
    found: dict[str, list[AnswerCard]] = {}
    for answer in read_answers(reader, referral):
        found.setdefault(answer.group, []).append(shelf.card(reader, answer, referral.situation))
    return tuple(
        AnswerGroup(kind, title(reader.lang), intro(reader.lang), tuple(found[kind]))
        for kind, title, intro in GROUPS
        if kind in found
    )


def toned(sentences: Iterable[CriterionSentence]) -> tuple[TonedSentence, ...]:
    """The sentences with their tones."""
    return tuple(TonedSentence(TONES.get(one.state, DOUBT), one.text) for one in sentences)


def answer_id(reader: Reader, result: Result) -> str:
    """`service/workshop`, followed by `@organisation/mill` where the one to call is not the one who offers."""
    iri = (result.service or result.actor).iri
    thing = reader.key(iri) or iri
    actor = result.actor.iri
    return thing if actor == result.provider.iri else f"{thing}@{reader.key(actor) or actor}"


def _card_of(reader: Reader, answer: AnswerReading, situation: Situation, shelf: CardShelf) -> AnswerCard:
    """The card of a result: what does not depend on the reasons is kept until the facts change."""
    result, day = answer.result, situation.day
    offer = result.candidate.offer
    ends = (offer.key, offer.traits.kind, result.actor.iri, result.provider.iri)
    facts = tuple(told.fact for told in answer.path)
    card: AnswerCard = shelf.cards.get((*ends, day, facts), lambda: _card(reader, answer, day, shelf))
    return replace(
        card,
        rank=result.rank,
        kind=result.kind,
        warning=answer.warning,
        rule=answer.rule,
        whole=result.rank <= WHOLE,
        slip=slip_draft(reader, result, situation),
        telling=telling(reader, result, situation),
        reasons=toned(_unsaid(answer, card)),
    )


def _card(reader: Reader, answer: AnswerReading, day: date, shelf: CardShelf) -> AnswerCard:
    result, details = answer.result, answer.result.details(reader)
    thing, actor = reader.mention((result.service or result.actor).iri), reader.mention(result.actor.iri)
    path = [told.fact for told in answer.path]
    linked = result.provider.iri != result.actor.iri
    return AnswerCard(
        rank=result.rank,
        title=thing.label,
        thing=thing,
        what=first_sentence(reader.dataset.text(thing.iri, DCT.description, reader.lang) or ""),
        nature=_nature(reader, thing, actor),
        actor=actor,
        provider=reader.mention(result.provider.iri) if linked else None,
        state=proof(reader, result.known, day),
        rows=tuple(_rows(details)),
        remarks=tuple(_row(detail) for detail in details if not _is_short(detail)),
        contact=reach(result.contact),
        chains=chains(reader, path, result.actor.iri),
        ends=_ends(reader, path),
        sources=tuple(shelf.source(reader, iri) for iri in dict.fromkeys(fact.source for fact in path) if iri),
        known=result.known,
        confirmed=proof(reader, result.known, day, whole=True).text if result.known.how == CONFIRMED else "",
        day=day,
        id=answer_id(reader, result),
        facts=_facts(reader, answer, details, shelf),
        dated=_dated(reader, thing, day),
        callback=actor.key if written_to(reader, actor.iri) else "",
    )


def _nature(reader: Reader, thing: Mention, actor: Mention) -> str:
    """What it is called among its like, else its kind."""
    classified = ", ".join(reader.label(choice) for choice in reader.dataset.links(thing.iri, ORG.classification))
    return classified or (actor.entity_class.label(reader.lang) if actor.entity_class else "")


def _rows(details: Iterable[Detail]) -> Iterator[NamedFact]:
    """The short facts, each text once: a place that is also the area served is said once."""
    seen: set[str] = set()
    for row in (_row(detail) for detail in details if _is_short(detail)):
        if row.text not in seen:
            yield row
        seen.add(row.text)


def _row(detail: Detail) -> NamedFact:
    return NamedFact(detail.label, _joined(detail), detail.field in PLAIN, sentence(detail.label))


def _joined(detail: Detail) -> str:
    """Its values in a line: names with commas, sentences as they are."""
    return (" " if detail.field in SENTENCES else ", ").join(detail.values)


def _is_short(detail: Detail) -> bool:
    """Whether it fits in the row of facts; a question or a condition is a sentence of its own."""
    return detail.field not in SENTENCES and sum(map(len, detail.values)) <= LONGEST_SHORT


def _unsaid(answer: AnswerReading, card: AnswerCard) -> Iterator[CriterionSentence]:
    """What the criteria say, without what the card says already."""
    result = answer.result
    rows = {row.text.casefold() for row in (*card.rows, *card.remarks)}
    for one in answer.sentences:
        by_group = one.criterion in SAID_BY_GROUP
        granted = one.state == "met" and (
            (by_group and result.kind == "direct") or one.text.rstrip(".").casefold() in rows
        )
        repeated = one.criterion == "nature" and result.service is None
        repeated |= one.text in answer.warning or (by_group and result.beside)
        if one.criterion not in SAID and not granted and not repeated:
            yield one


def _ends(reader: Reader, path: Iterable[Fact]) -> Ends | None:
    """What the map needs to draw the path, by keys (`need/website`); None where it joins no two things."""
    relations = Relations(reader.dataset, reader.model, reader.lang)
    ends = ends_of(relations, [(fact.s, fact.p, fact.o) for fact in path if isinstance(fact.o, str)])
    if ends is None:
        return None
    start, end, *through = (reader.key(iri) or iri for iri in (ends.start, ends.end, *ends.through))
    return Ends(start, tuple(through), end)


def _dated(reader: Reader, thing: Mention, day: date) -> str:
    """The key of a thing with days to come, "" without."""
    of_kind = thing.key.partition("/")[0] in DATED
    return thing.key if of_kind and days_of(reader, thing.iri, day) else ""


def _facts(
    reader: Reader, answer: AnswerReading, details: Iterable[Detail], shelf: CardShelf
) -> tuple[SourcedFact, ...]:
    """The path, then each field beside the answer, as sentences with their sources; each fact once."""
    told = [*((one.text, one.fact.source) for one in answer.path), *_fields(reader, answer, details)]
    return tuple(_sourced(reader, text, iri, shelf) for text, iri in dict.fromkeys(told))


def _sourced(reader: Reader, text: str, iri: str, shelf: CardShelf) -> SourcedFact:
    source = shelf.source(reader, iri) if iri else None
    issued = day_text(source.issued, reader.lang) if source and source.issued else ""
    return SourcedFact(text, source, issued)


def _fields(reader: Reader, answer: AnswerReading, details: Iterable[Detail]) -> Iterator[tuple[str, str]]:
    """A field may be said of the service or of the one who offers it."""
    result = answer.result
    on_path = {told.fact.p for told in answer.path}
    for detail in details:
        if detail.field not in on_path:
            for iri in dict.fromkeys(((result.service or result.provider).iri, result.provider.iri)):
                source = next((fact.source for fact in reader.dataset.shown(iri, detail.field)), None)
                if source is not None:
                    name = detail.label[:1].upper() + detail.label[1:]
                    yield f"{name}{colon(reader.lang)} {_joined(detail)}", source
                    break
