# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one author changed in a week, to be taken back together: what would go, and what stays as it changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from graph.errors import InvalidInput
from graph.namespaces import RDF
from graph.readings.news.lines import UNTOLD
from graph.storage.redaction import KIND as ERASURE
from graph.text.sentences import inner
from graph.text.wording import Phrase, listed

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.rdf.dataset import Fact
    from graph.storage.journal import Header
    from graph.storage.repository import Repository

WEEK = timedelta(days=7)
MOST = 500
TOO_MANY = Phrase("Plus de {most} changements en une semaine : défaites-les un par un.")
SUMMARY = Phrase("Annulation de {count} modifications de « {author} » : {numbers}")


@dataclass(frozen=True)
class TouchedCard:
    """A card and its fields, in words."""

    thing: Mention
    fields: str


@dataclass(frozen=True)
class AuthorWeek:
    """The changes of an author in the seven days that end with one of them, the latest first."""

    author: str
    changes: tuple[Header, ...]
    goes: tuple[TouchedCard, ...]
    stays: tuple[TouchedCard, ...]

    @property
    def numbers(self) -> frozenset[int]:
        """Those of its changes."""
        return frozenset(header.number for header in self.changes)

    @property
    def summary(self) -> str:
        """How the journal tells that it was taken back."""
        numbers = ", ".join(map(str, sorted(self.numbers)))
        return SUMMARY(count=len(self.changes), author=self.author, numbers=numbers[:200]).text()


def author_week(reader: Reader, repository: Repository, number: int) -> AuthorWeek:
    """The week of a change; `reader` reads every fact. Raises UnknownThing, or InvalidInput where it is too much."""
    last = repository.journal.header(number)
    found = repository.journal.headers(before=number + 1, author=last.author, limit=MOST + 1)
    changes = tuple(item for item in found if item.at > last.at - WEEK and item.kind != ERASURE)
    if len(changes) > MOST:
        raise InvalidInput(TOO_MANY(most=MOST), field="changement")
    if not changes:
        return AuthorWeek(last.author, (), (), ())
    back = repository.would_take_back({item.number for item in changes})
    goes, stays = (tuple(touched_cards(reader, facts)) for facts in (back.removed | back.added, back.stays))
    return AuthorWeek(last.author, changes, goes, stays)


def touched_cards(reader: Reader, facts: Iterable[Fact]) -> Iterator[TouchedCard]:
    paths: dict[str, set[str]] = {}
    for fact in facts:
        paths.setdefault(fact.s, set()).add(fact.p)
    for iri in sorted(paths):
        yield TouchedCard(reader.mention(iri), _named(reader, iri, paths[iri]))


def _named(reader: Reader, iri: str, paths: set[str]) -> str:
    """The fields, in the model's order; "" for a card that comes or goes as a whole."""
    own = reader.class_of(iri)
    if own is None or RDF.type in paths:
        return ""
    names = [inner(field.name(reader.lang)) for field in own.fields if field.path in paths - UNTOLD]
    return listed(names, reader.lang)
