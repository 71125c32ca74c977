# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new since a day: what was added, changed, ended, moved or merged, each with its source and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from graph.entity import Mention, Source
from graph.model import EntityClass
from graph.text.days import ZONE
from graph.text.sentences import sentence
from graph.text.wording import Label, Phrase, Plural, listed

ADDED, CHANGED, MERGED, MOVED, ENDED = "added", "changed", "merged", "moved", "ended"
VERBS = (ADDED, CHANGED, MERGED, MOVED, ENDED)
TITLES = {
    ADDED: Label("Ajouté"),
    CHANGED: Label("Modifié"),
    MERGED: Label("Réuni"),
    MOVED: Label("Déplacé"),
    ENDED: Label("Terminé"),
}
TALLIES = {
    ADDED: Plural("{count} ajout", "{count} ajouts"),
    CHANGED: Plural("{count} modification", "{count} modifications"),
    MERGED: Plural("{count} réunion de fiches", "{count} réunions de fiches"),
    MOVED: Plural("{count} déplacement", "{count} déplacements"),
    ENDED: Plural("{count} fin", "{count} fins"),
}
IN_WORDS = Phrase("{field} : {new}")
INSTEAD = Phrase("{field} : {new} ; avant : {old}")
REWRITTEN = Phrase("Récrit : {field}")
WITHDRAWN = Phrase("Retiré : {field}")
TOGETHER = Phrase("Réunie avec la fiche « {other} »")
AS_ONE = Label("Deux fiches sont devenues une seule")
OF_A_KIND = Phrase("{kind} : {count}")
NEW_CARDS = Plural("{count} fiche arrivée d’un coup", "{count} fiches arrivées d’un coup")
REVISED_CARDS = Plural("{count} fiche revue d’un coup", "{count} fiches revues d’un coup")


@dataclass(frozen=True)
class BulletinLine:
    """What became of one field: its name, the answer of now and that of before ("": none is repeated)."""

    field: str
    new: str = ""
    old: str = ""
    withdrawn: bool = False

    def text(self, lang: str) -> str:
        """The line as it is said."""
        if self.new:
            phrase = INSTEAD if self.old else IN_WORDS
            return phrase(field=self.field, new=self.new, old=self.old).plain(lang)
        return (WITHDRAWN if self.withdrawn else REWRITTEN)(field=self.field).plain(lang)


@dataclass(frozen=True)
class BulletinItem:
    """One thing that changed, or many at once (`thing` is None, `kinds` counts them).

    `at` is when this site took it in, UTC; `detail` is its kind and where it is, or the other name it had.
    """

    verb: str
    at: datetime
    thing: Mention | None
    detail: str
    lines: tuple[BulletinLine, ...]
    sources: tuple[Source, ...]
    kinds: tuple[tuple[EntityClass, int], ...] = ()

    @property
    def day(self) -> date:
        """The day on the clocks here."""
        return self.at.astimezone(ZONE).date()

    @property
    def count(self) -> int:
        """How many things it tells of."""
        return sum(count for _, count in self.kinds) if self.thing is None else 1

    @property
    def key(self) -> str:
        """Tells it from every other one, for good; nothing is learnt from it."""
        told = self.thing.iri if self.thing else ",".join(own.kind for own, _ in self.kinds)
        return uuid5(NAMESPACE_URL, f"{self.verb} {told} {self.at.isoformat()}").urn

    def title(self, lang: str) -> str:
        """What it is about, in a few words."""
        if self.thing is not None:
            return f"{TITLES[self.verb](lang)}{' :' if lang == 'fr' else ':'} {self.thing.label}"
        return (NEW_CARDS if self.verb == ADDED else REVISED_CARDS)(self.count).plain(lang)

    def text(self, lang: str) -> str:
        """All that is told of it, and who says so."""
        said = [self.detail, *(line.text(lang) for line in self.lines)]
        said += [OF_A_KIND(kind=sentence(own.plural(lang)), count=count).plain(lang) for own, count in self.kinds]
        return ". ".join([*filter(None, said), ", ".join(source.label for source in self.sources)])


@dataclass(frozen=True)
class Bulletin:
    """What is new since a day, the latest first; `more`: there was more than is told."""

    since: date
    items: tuple[BulletinItem, ...]
    more: bool = False

    def of(self, *verbs: str) -> tuple[BulletinItem, ...]:
        """The items of some verbs."""
        return tuple(item for item in self.items if item.verb in verbs)

    def tally(self, lang: str) -> str:
        """`4 ajouts, 2 modifications et 1 fin`; "" without any."""
        counts = ((TALLIES[verb], sum(item.count for item in self.of(verb))) for verb in VERBS)
        return listed([plural(count).plain(lang) for plural, count in counts if count], lang)
