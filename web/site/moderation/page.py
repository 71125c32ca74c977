# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be read on the page of moderators, and one of it in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from graph import clock
from graph.entity import Mention, Reader
from graph.errors import TisserandError
from graph.namespaces import VOCABULARY
from graph.referral.likely import likely
from graph.referral.names import askable
from graph.referral.situation import Query
from graph.slips.corrections import Correction, corrections
from graph.slips.desk import CorrectionDesk, Questioned
from graph.slips.waves import Wave, moment
from graph.storage.decisions import sources
from graph.synonyms.accepted import meant, path_of
from graph.synonyms.desk import VocabularyDesk
from graph.synonyms.store import HeardWords
from graph.text.days import ZONE
from web.app.language import language
from web.app.pages import ecosystem
from web.site.moderation.counts import listener
from web.site.slip.slips import counter

WORDS, CARD, WAVE = "mots", "fiche", "vague"
NEED = "need"
MOST_PROPOSED = 3
MOST_ACCEPTED = 20
MOST_DECIDED = 20


@dataclass(frozen=True)
class Meaning:
    """What words may mean: how the form says it, its name, and how many chose it."""

    path: str
    mention: Mention
    count: int


@dataclass(frozen=True)
class WordsToRead:
    """Words typed: how often, what was chosen for them, how many chose nothing, and what else they may mean."""

    code: str
    words: str
    requests: int
    chosen: tuple[Meaning, ...]
    nothing: int
    others: tuple[Meaning, ...]


@dataclass(frozen=True)
class CardToRead:
    """A card that marks question: the actor, what is said, how often, by how many professionals, and the last day."""

    code: str
    actor: Mention
    label: str
    outcome: str
    count: int
    signed: int
    day: date


@dataclass(frozen=True)
class WaveToRead:
    """A wave: its code, when it began and ended here, how many reports of how many cards, and what was decided."""

    code: str
    first: datetime
    last: datetime
    reports: int
    actors: int
    decision: str = ""


@dataclass(frozen=True)
class AcceptedToRead:
    """Words accepted, for what, and when."""

    words: str
    path: str
    mention: Mention
    day: date


@dataclass(frozen=True)
class NeedGroup:
    """The needs under one, to choose from: each with its path and its name."""

    label: str
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ModerationPage:
    """All that is to be read, the words or the card to read now, what was accepted lately, and what is said to all.

    `waves` are those to decide about; `decided` those of which something was.
    """

    words: tuple[HeardWords, ...]
    cards: tuple[CardToRead, ...]
    one_words: WordsToRead | None
    one_card: CardToRead | None
    accepted: tuple[AcceptedToRead, ...]
    said: tuple[tuple[Correction, Mention], ...]
    needs: tuple[NeedGroup, ...]
    waves: tuple[WaveToRead, ...]
    decided: tuple[WaveToRead, ...]


def vocabulary() -> VocabularyDesk:
    """Words typed, with the facts of this instance."""
    return VocabularyDesk(listener().counts, ecosystem().repository, ecosystem().model)


def learn() -> None:
    """Makes the indexes of words again now: it is not the next visitor who waits."""
    model = ecosystem().public.model
    askable(model)
    likely(model, NEED)


def cards() -> CorrectionDesk:
    """The cards that marks question."""
    return CorrectionDesk(counter().slips, ecosystem().repository.full)


def moderation_page(wanted: str) -> ModerationPage:
    """The page; `wanted` is `mots/<code>` or `fiche/<code>`, anything else is the first of all."""
    reader = Reader(ecosystem().full.dataset, ecosystem().model, language())
    desk = cards()
    heard, questioned = vocabulary().candidates(), desk.questioned(clock.today())
    to_read = tuple(_card(reader, item) for item in questioned)
    kind, _, code = wanted.partition("/")
    words = next((item for item in heard if kind == WORDS and code and item.digest.startswith(code)), None)
    card = next((item for item in to_read if kind == CARD and item.code == code), None)
    if words is None and card is None:
        words, card = next(iter(heard), None), None if heard else next(iter(to_read), None)
    return ModerationPage(
        words=heard,
        cards=to_read,
        one_words=_words(reader, words) if words else None,
        one_card=card,
        accepted=tuple(_accepted(reader)),
        said=tuple(_said(reader)),
        needs=tuple(_needs()) if words else (),
        waves=tuple(map(_wave, desk.waves(clock.today()))),
        decided=tuple(_wave(wave, decision) for wave, decision in desk.decided()[:MOST_DECIDED]),
    )


def _words(reader: Reader, item: HeardWords) -> WordsToRead:
    data, model = reader.dataset, ecosystem().model
    counted = {meant(path, model, data): (path, count) for path, count in item.chosen if path}
    chosen = tuple(Meaning(path, reader.mention(iri), count) for iri, (path, count) in counted.items() if iri)
    others = [iri for iri in _proposed(item.words) if iri not in counted and meant(path_of(iri, data), model, data)]
    return WordsToRead(
        code=item.digest,
        words=item.words,
        requests=item.requests,
        chosen=chosen,
        nothing=dict(item.chosen).get("", 0),
        others=tuple(Meaning(path_of(iri, data), reader.mention(iri), 0) for iri in others[:MOST_PROPOSED]),
    )


def _proposed(words: str) -> list[str]:
    """What the reader of sentences makes of words, the likeliest first; it is no more sure of it than visitors were."""
    try:
        found = ecosystem().full.situation(Query(needs=(words,)))
    except TisserandError:
        return []
    asked = [reading.asked.iri for reading in found.readings]
    near = [item.iri for unclear in found.unclear for item in unclear.suggestions]
    unsure = [ref.iri for reading in found.readings for ref in reading.others]
    return list(dict.fromkeys([*asked, *unsure, *near]))


def _card(reader: Reader, item: Questioned) -> CardToRead:
    iri = f"{reader.dataset.base}/id/{item.case.actor}"
    outcome = reader.label(VOCABULARY[f"outcome/{item.case.outcome}"])
    why = item.why
    return CardToRead(item.code, reader.mention(iri), item.label, outcome, why.times, why.professionals, why.day)


def _wave(wave: Wave, decision: str = "") -> WaveToRead:
    first, last = (moment(minute).astimezone(ZONE) for minute in (wave.first, wave.last))
    return WaveToRead(wave.first, first, last, wave.reports, wave.actors, decision)


def _accepted(reader: Reader) -> Iterator[AcceptedToRead]:
    for item in vocabulary().accepted()[:MOST_ACCEPTED]:
        yield AcceptedToRead(item.words, path_of(item.iri, reader.dataset), reader.mention(item.iri), item.day)


def _said(reader: Reader) -> Iterator[tuple[Correction, Mention]]:
    """The corrections that everybody sees, still to do, that moderation kept."""
    known = sources(reader.dataset)
    for item in corrections(reader.dataset):
        if item.done is None and any(fact.source in known for fact in reader.dataset.facts(s=item.iri)):
            yield item, reader.mention(f"{reader.dataset.base}/id/{item.case.actor}")


def _needs() -> Iterator[NeedGroup]:
    """The needs by the widest that they are under, in the order of the list."""
    scheme, lang = ecosystem().model.scheme(NEED), language()
    groups: dict[str, list[tuple[str, str]]] = {}
    title = ""
    for choice in scheme.choices:
        title = title if choice.broader else choice.label(lang)
        groups.setdefault(title, []).append((f"{NEED}/{choice.slug}", choice.label(lang)))
    yield from (NeedGroup(label, tuple(needs)) for label, needs in groups.items())
