# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why not that one: the verdicts on any actor or service of the directory, found by its name or its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.entity import Mention, Reader
from graph.entity.kinds import ACTORS, OFFERS
from graph.errors import UnknownThing
from graph.readings.referral.answers import sentences_of
from graph.readings.referral.cards import TonedSentence, toned
from graph.text.folding import fold
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.readings.nearby import Surroundings
    from graph.referral.answer import Judged, WhyNot
    from graph.referral.situation import Situation

NEAR, HITS = 4, 12
ITSELF = Label("L’acteur lui-même")
NOBODY = Phrase("Aucun acteur ni service de ce nom n’est connu ici. Cherchez-le dans l’annuaire, ou autrement.")
NO_ACTOR = Phrase("Sa nature : {kind}. On ne peut demander « pourquoi pas » que d’un acteur ou de ce qu’il propose.")


@dataclass(frozen=True)
class JudgedOffer:
    """One thing that an actor does and why it is not an answer, or where it stands."""

    title: str
    rank: int | None
    refused: bool
    reasons: tuple[TonedSentence, ...]


@dataclass(frozen=True)
class Absence:
    """Why not that one; `near`: others of a name like it, each by the key (or the IRI) to ask about it and its name."""

    actor: Mention
    summary: str
    offers: tuple[JudgedOffer, ...] = ()
    near: tuple[tuple[str, str], ...] = ()


def read_absence(reader: Reader, around: Surroundings, situation: Situation, name: str) -> Absence | None:
    """Why not the one of that name, or of that key such as `organisation/framasoft`; None when nobody asks."""
    if not name:
        return None
    search = around.resolver.search
    found = list(dict.fromkeys((*_keyed(reader, name), *_named(around, name))))
    very = [hit.kind for hit in search.search(name, 5) if fold(hit.matched) == fold(name)]
    # The very name may be that of a tool, a place or a word, and of no actor.
    names_another = bool(very) and not set(very) & {*ACTORS, *OFFERS}
    for iri in () if names_another else found:
        try:
            judged = around.engine.why_not(situation, iri)
        except UnknownThing:
            continue
        return _absence(reader, judged, _near(reader, [other for other in found if other != iri]))
    return _of_nobody(reader, around, name, _near(reader, found))


def _near(reader: Reader, iris: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((reader.key(iri) or iri, reader.label(iri)) for iri in iris[:NEAR])


def _keyed(reader: Reader, name: str) -> Iterator[str]:
    kind, slash, slug = name.partition("/")
    if slash and slug and kind in (*ACTORS, *OFFERS):
        yield reader.iri(kind, slug)


def _named(around: Surroundings, name: str) -> Iterator[str]:
    """What bears the name, the very name first, and actors before what they offer."""
    hits = around.resolver.search.search(name, HITS, (*ACTORS, *OFFERS))
    exact = [hit for hit in hits if fold(hit.matched) == fold(name)]
    for hit in sorted(exact, key=lambda hit: hit.kind in OFFERS) + [hit for hit in hits if hit not in exact]:
        yield hit.iri


def _absence(reader: Reader, why: WhyNot, near: tuple[tuple[str, str], ...]) -> Absence:
    offers = tuple(_judged(reader, judged) for judged in why.offers)
    return Absence(reader.mention(why.actor.iri), why.summary.text(reader), offers, near)


def _judged(reader: Reader, judged: Judged) -> JudgedOffer:
    title = reader.label(judged.service.iri) if judged.service else ITSELF(reader.lang)
    return JudgedOffer(title, judged.rank, judged.refused, toned(sentences_of(reader, judged.reasons)))


def _of_nobody(reader: Reader, around: Surroundings, name: str, near: tuple[tuple[str, str], ...]) -> Absence:
    """What to say of a name that no actor bears: it may be that of a tool, of a place, or nobody’s."""
    hit = next(iter(around.resolver.search.search(name, 1)), None)
    mention = reader.mention(hit.iri) if hit else None
    if mention is None or mention.entity_class is None:
        return Absence(Mention("", name, None), NOBODY().text(reader), (), near)
    kind = mention.entity_class.label(reader.lang)
    return Absence(mention, NO_ACTOR(kind=kind).text(reader), (), near)
