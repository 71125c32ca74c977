# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards of elsewhere read again: what changed there changes here; what is gone or merged there is told, and stays."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from graph import clock
from graph.deliveries.cards import CardSurroundings, address_there, card_at, host_of, open_card
from graph.deliveries.judging import KIND
from graph.deliveries.opening import DeliveryRequest
from graph.deliveries.origin import REPLACED_BY, KnownCard
from graph.deliveries.taking import take
from graph.deliveries.visits import KnownVersions, PoliteVisits
from graph.errors import InvalidInput, TisserandError
from graph.fetch.answers import FetchError
from graph.namespaces import PROV, TIS
from graph.rdf.dataset import Dataset, Fact, date_literal
from graph.sources import SourceContent
from graph.storage.journal import Draft
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.deliveries.reaching import Reached
    from graph.storage.repository import Repository

# How old the day of a reading may be, where nothing has changed there, before it is said again.
RENEWED_AFTER = timedelta(days=30)
DATES = frozenset({TIS.readOn, TIS.deliveredOn})
GONE_SUMMARY = Phrase("Fiche qui n’est plus chez {host} : {name}")
MERGED_SUMMARY = Phrase("Fiche devenue une autre chez {host} : {name}")
DATED_SUMMARY = Phrase("Fiche relue chez {host}, où rien n’a changé : {name}")
ANOTHER = "« {host} » décrit maintenant autre chose à cette adresse ({name}) : la fiche reste comme elle était lue."
NO_DATA_NOW = "« {host} » ne donne plus les données de cette fiche : elle reste comme elle était lue."


class CardFate(StrEnum):
    """What became of a card at its address."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    MERGED = "merged"
    UNREACHED = "unreached"


@dataclass(frozen=True)
class Refreshed:
    """A card read again: what became of it there; `number`: the change of the journal, 0 where nothing was written;
    `where`: the address of what it is now, where it was merged; `problem`: why it could not be read, in French."""

    card: KnownCard
    fate: CardFate
    number: int = 0
    where: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Refreshing:
    """Reads cards again for an instance, politely; `author`: who asks, as the journal says it."""

    repository: Repository
    visits: PoliteVisits
    versions: KnownVersions
    author: str

    def each(self, cards: Iterable[KnownCard], *, dry_run: bool = False) -> Iterator[Refreshed]:
        """Each card, one after the other: what cannot be read keeps none of the others away."""
        for card in cards:
            yield self.one(card, dry_run=dry_run)

    def one(self, card: KnownCard, *, dry_run: bool = False) -> Refreshed:
        """A card as it is there now; raises what writing raises, and nothing where its site does not answer."""
        address = self.full.link(card.source, PROV.wasDerivedFrom) or card.there
        try:
            found = self.visits.reach(address, self.versions.of(card.source, self._said(card)))
        except FetchError as error:
            if error.says_gone:
                return self._gone(card, dry_run)
            return Refreshed(card, CardFate.UNREACHED, problem=str(error))
        except TisserandError as error:
            return Refreshed(card, CardFate.UNREACHED, problem=str(error))
        if found.unchanged:
            return Refreshed(card, CardFate.SAME, self._dated_anew(card, dry_run))
        try:
            return self._read(card, found, dry_run)
        except InvalidInput as error:
            return Refreshed(card, CardFate.UNREACHED, problem=str(error))

    @property
    def full(self) -> Dataset:
        """What is said here, restricted facts too, each as its source says it: what is merged stays apart."""
        return self.repository.said

    def _said(self, card: KnownCard) -> frozenset[Fact]:
        """What its source says here, without the days of its readings."""
        return _dateless(self.full.facts(source=card.source))

    # --- what is there -------------------------------------------------------------------------------------------

    def _read(self, card: KnownCard, found: Reached, dry_run: bool) -> Refreshed:
        """What the address gives now, in the place of what it gave."""
        own = self.repository
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "card"
            path.write_bytes(found.content)
            content = SourceContent(found.name, path, found.media_type, found.address, found.about)
            around = CardSurroundings(own.model, own.background, own.said)
            read = card_at(content, around)
            if read is None:
                raise InvalidInput(NO_DATA_NOW.format(host=host_of(card.there)))
            there = address_there(content.address, read)
            if read.replaced_by or (found.moved and not _is_same_address(there, card.there)):
                where = read.replaced_by or address_there(found.moved, read)
                return self._merged(card, where, dry_run)
            if not _is_same_address(there, card.there):
                raise InvalidInput(ANOTHER.format(host=host_of(card.there), name=read.name))
            opened = open_card(content.address, read, DeliveryRequest(), around, card)
            judged = opened.judged(opened.read())
        if _dateless(judged.facts) == _dateless(judged.before):
            outcome = Refreshed(card, CardFate.SAME, self._dated_anew(card, dry_run))
        elif dry_run:
            return Refreshed(card, CardFate.CHANGED)
        else:
            change = take(own, judged, self.author).change
            outcome = Refreshed(card, CardFate.CHANGED, change.header.number if change else 0)
        if not dry_run:
            self.versions.keep(card.source, found.version, self._said(card))
        return outcome

    # --- what is noted -------------------------------------------------------------------------------------------

    def _gone(self, card: KnownCard, dry_run: bool) -> Refreshed:
        """Marks that it is there no more, once; what it said stays."""
        known = next(self.full.facts(card.thing, TIS.noLongerListedOn, source=card.source), None)
        if known is not None or dry_run:
            return Refreshed(card, CardFate.GONE)
        added = {Fact(card.thing, TIS.noLongerListedOn, date_literal(clock.today()), card.source)}
        return Refreshed(card, CardFate.GONE, self._noted(card, GONE_SUMMARY, added))

    def _merged(self, card: KnownCard, where: str, dry_run: bool) -> Refreshed:
        """Marks what it is there now; what it said stays."""
        former = {*self.full.facts(card.thing, REPLACED_BY, source=card.source)}
        added = {Fact(card.thing, REPLACED_BY, where, card.source)}
        number = 0 if dry_run or former == added else self._noted(card, MERGED_SUMMARY, added, former)
        return Refreshed(card, CardFate.MERGED, number, where)

    def _dated_anew(self, card: KnownCard, dry_run: bool) -> int:
        """Says that it was read today, where that was last said long ago."""
        before = self.full.day(card.source, TIS.readOn)
        if dry_run or (before is not None and clock.today() - before < RENEWED_AFTER):
            return 0
        former = {fact for path in DATES for fact in self.full.facts(card.source, path, source=card.source)}
        added = {Fact(card.source, path, date_literal(clock.today()), card.source) for path in DATES}
        return self._noted(card, DATED_SUMMARY, added, former)

    def _noted(self, card: KnownCard, summary: Phrase, added: set[Fact], removed: Collection[Fact] = ()) -> int:
        said = summary(host=host_of(card.there), name=self.full.label(card.thing)).text()
        draft = Draft(self.author, KIND, said, card.source, frozenset(removed) - added, frozenset(added))
        change = self.repository.commit(draft)
        return change.header.number if change else 0


def _dateless(facts: Iterable[Fact]) -> frozenset[Fact]:
    return frozenset(fact for fact in facts if fact.p not in DATES)


def _is_same_address(one: str, other: str) -> bool:
    """Whether two addresses differ by their scheme at most: a site that becomes secure keeps its things."""
    return one.partition("://")[2] == other.partition("://")[2]
