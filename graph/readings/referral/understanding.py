# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a request was understood: each thing asked by its name, what it was read in, what was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.namespaces import VOCABULARY, local_name
from graph.readings.referral.changing import instead_of
from graph.referral.names import shared_nickname
from graph.referral.situation import AUDIENCE, COST, MODE, NEED, PLACE, READ, TOOL, Asked, Reading
from graph.territory.notes import is_about_a_code
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.model import EntityClass
    from graph.referral.mention import Ref
    from graph.referral.resolver import Resolver
    from graph.referral.situation import AskedTool, Situation, Unresolved

ALIKE = 0.6  # how near a name must be to what was typed to be shown as what was perhaps meant
BEARERS = 3
FREE = VOCABULARY["cost/free"]


@dataclass(frozen=True)
class AskedThing:
    """A thing asked for, by its slug and its name; `value` and `label` stand for it where it can be taken back.

    These differ for a tool of which an online service was named: « Framapad (Etherpad) » stays so.
    """

    slug: str
    name: str
    value: str
    label: str


@dataclass(frozen=True)
class AskedPlace:
    """The place asked for: its name, and what may stand for it in a field, its code or its key (`commune-37261`)."""

    label: str
    full: str
    code: str
    key: str


@dataclass(frozen=True)
class ReadThing:
    """One thing that was understood: its kind, slug and name, and the words it was read in ("" when it was chosen, or
    when they are its name).

    `given`: it was chosen, not read. Not `sure`: it is a guess. `others` are what may be meant instead.
    """

    kind: str
    slug: str
    label: str
    words: str
    entity_class: EntityClass | None
    sure: bool
    others: tuple[AskedThing, ...]
    given: bool = False


@dataclass(frozen=True)
class UnclearWords:
    """Words that were not understood: where they were typed, what may have been meant, and the cards of that name."""

    words: str
    field: str
    near: tuple[AskedThing, ...]
    cards: tuple[Mention, ...]


@dataclass(frozen=True)
class LeftAside:
    """Words that nothing was made of, and the cards of what they name."""

    words: str
    cards: tuple[Mention, ...]


@dataclass(frozen=True)
class AskedNickname:
    """Words that several tools are called by, and these tools."""

    words: str
    tools: tuple[AskedThing, ...]


@dataclass(frozen=True)
class Unfinished:
    """The field that is being typed in, and its texts: words that end one of them are not yet said wrong."""

    field: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestReading:
    """A request as it was understood, in the language of who reads; `mode` is None where any will do.

    `place_note` is what is to be said of how the place was understood; `words` are the texts of which nothing was
    understood, each with the field it was typed in; `whole`: nothing was left aside either; `elsewhere` is what was
    typed as a place and read as a sentence.
    """

    needs: tuple[AskedThing, ...]
    tools: tuple[AskedThing, ...]
    audiences: tuple[AskedThing, ...]
    mode: AskedThing | None
    free: bool
    place: AskedPlace | None
    place_note: str
    question: str
    words: tuple[tuple[str, str], ...]
    whole: bool
    read: tuple[ReadThing, ...]
    aside: tuple[LeftAside, ...]
    unclear: tuple[UnclearWords, ...]
    elsewhere: str = ""
    glosses: tuple[str, ...] = ()
    """Of texts in another language than that of the reader, what was made of them."""
    nicknames: tuple[AskedNickname, ...] = ()
    """What several tools are called, none of them being named: which one is to be asked."""


def read_request(
    reader: Reader, resolver: Resolver, situation: Situation, unfinished: Unfinished | None = None
) -> RequestReading:
    """What to say of a request."""
    typing, note = unfinished or Unfinished(), situation.place_note
    return RequestReading(
        needs=tuple(_thing(reader, asked) for asked in situation.needs),
        tools=tuple(_tool(reader, asked) for asked in situation.tools),
        audiences=tuple(_thing(reader, asked) for asked in situation.audiences),
        mode=_thing(reader, situation.mode) if situation.mode else None,
        free=situation.free,
        place=_place(resolver, situation),
        place_note=note.text(reader) if note and not is_about_a_code(note) else "",
        question=situation.question,
        words=tuple((words.field, words.query) for words in situation.unclear),
        whole=not situation.unresolved,
        read=_read(reader, resolver, situation),
        aside=tuple(
            LeftAside(words.query, tuple(reader.mention(ref.iri) for ref in words.named))
            for words in situation.aside
            if not (words.field == typing.field and _ends(words, typing))
        ),
        unclear=_unclear(reader, resolver, situation, typing.field),
        elsewhere=situation.elsewhere,
        nicknames=tuple(_nicknames(reader, resolver, situation)),
        glosses=tuple(
            said.text(reader) for gloss in situation.glosses if gloss.code != reader.lang and (said := gloss.told())
        ),
    )


def _nicknames(reader: Reader, resolver: Resolver, situation: Situation) -> Iterator[AskedNickname]:
    named = {tool.iri for tool in situation.tools}
    for word in dict.fromkeys(word for one in situation.readings for word in one.asked.query.split()):
        tools = shared_nickname(resolver.search, word)
        if tools and named.isdisjoint(ref.iri for ref in tools):
            yield AskedNickname(word, tuple(_named(ref.iri, reader.label(ref.iri)) for ref in tools))


def _thing(reader: Reader, asked: Asked | AskedTool) -> AskedThing:
    return _named(asked.iri, reader.label(asked.iri))


def _named(iri: str, name: str) -> AskedThing:
    return AskedThing(local_name(iri), name, local_name(iri), name)


def _tool(reader: Reader, asked: AskedTool) -> AskedThing:
    tool, service = _thing(reader, asked), asked.service
    if service is None:
        return tool
    return replace(tool, value=local_name(service.iri), label=f"{reader.label(service.iri)} ({tool.name})")


def _place(resolver: Resolver, situation: Situation) -> AskedPlace | None:
    place = situation.place
    if place is None:
        return None
    key = f"{place.level}-{place.code}"
    return AskedPlace(place.label, resolver.territories.by_key(key).label, place.code, key)


def _read(reader: Reader, resolver: Resolver, situation: Situation) -> tuple[ReadThing, ...]:
    """Each thing that was understood once, read in words or chosen, in the order of the kinds."""
    told = {(reading.kind, reading.asked.iri): reading for reading in (*_chosen(situation), *situation.readings)}
    ordered = sorted(told.values(), key=lambda reading: READ.index(reading.kind))
    return tuple(_read_thing(reader, reading, instead_of(resolver, reading)) for reading in ordered)


def _chosen(situation: Situation) -> Iterator[Reading]:
    """What was understood, as chosen: what was read in words says so itself."""
    for kind, things in ((NEED, situation.needs), (TOOL, situation.tools), (AUDIENCE, situation.audiences)):
        yield from (Reading(kind, Asked(it.iri, it.label, it.label), given=True) for it in things)
    if situation.mode:
        yield Reading(MODE, situation.mode, given=True)
    if situation.free:
        yield Reading(COST, Asked(FREE, "", ""), given=True)
    if situation.place:
        place = situation.place
        yield Reading(PLACE, Asked(place.iri, place.label, place.label), given=True)


def _read_thing(reader: Reader, reading: Reading, instead: Iterable[Ref]) -> ReadThing:
    mention = reader.mention(reading.asked.iri)
    label = reading.asked.label if reading.kind == PLACE else mention.label  # the graph names few places itself
    named = reading.given or fold(reading.asked.query) == fold(label)
    words = "" if named else reading.asked.query
    names = ((ref, ref.label if reading.kind == PLACE else reader.label(ref.iri)) for ref in instead)
    others = tuple(_named(ref.iri, name) for ref, name in names)
    return ReadThing(
        reading.kind,
        local_name(reading.asked.iri),
        label,
        words,
        mention.entity_class,
        reading.sure,
        others,
        reading.given,
    )


def _ends(words: Unresolved, typing: Unfinished) -> bool:
    return any(fold(text).endswith(fold(words.query)) for text in typing.texts)


def _unclear(reader: Reader, resolver: Resolver, situation: Situation, typing: str) -> tuple[UnclearWords, ...]:
    """All but the last words of the field that is being typed in, which are not finished."""
    unclear = situation.unclear
    last = next((words for words in reversed(unclear) if words.field == typing), None)
    return tuple(
        UnclearWords(
            words.query,
            "besoin" if words.field == "question" else words.field,
            tuple(_named(item.iri, reader.label(item.iri)) for item in words.suggestions),
            tuple(map(reader.mention, _bearers(resolver, words))),
        )
        for words in unclear
        if words is not last
    )


def _bearers(resolver: Resolver, words: Unresolved) -> tuple[str, ...]:
    """What these words name, else what bears nearly that name: three at most."""
    near = [] if words.named else resolver.search.search(words.query, BEARERS)
    hits = [hit.iri for hit in near if hit.score >= ALIKE]
    return tuple(dict.fromkeys([ref.iri for ref in words.named] or hits))
