# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a moderator reads of the words that people type, and decides: accepted, refused, or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.model import Model
from graph.storage.decisions import opening
from graph.storage.journal import Change
from graph.synonyms.accepted import AcceptedWords, acceptance, accepted, meant, withdrawal
from graph.synonyms.grown import grown
from graph.synonyms.refused import is_refused
from graph.synonyms.store import HeardWords, WordCounts
from graph.text.folding import key
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.storage.repository import Repository

CODE = 8
GONE = Phrase("Ces mots ne sont plus à relire : quelqu’un les a acceptés ou refusés entre-temps. Voyez la liste.")
NOTHING_MEANT = Phrase("Choisissez dans la liste ce que ces mots veulent dire.")
TAKEN = Phrase("« {words} » est déjà un nom de « {other} ». Refusez ces mots, ou retirez d’abord l’autre.")
NOT_ACCEPTED = Phrase("Ces mots ne sont pas, ou plus, parmi ceux qui ont été acceptés. Voyez la liste.")


@dataclass(frozen=True)
class VocabularyDesk:
    """The counts of words read with the facts, which say what is understood already."""

    counts: WordCounts
    repository: Repository
    model: Model

    def candidates(self) -> tuple[HeardWords, ...]:
        """The words to read, the most typed first; those that name a thing already are no longer to be read."""
        said = {*self._names(), *(key(item.words) for item in self.accepted())}
        return tuple(item for item in self.counts.heard() if key(item.words) not in said)

    def candidate(self, code: str) -> HeardWords:
        """The words of a digest, or of how it begins; raises UnknownThing."""
        found = [item for item in self.candidates() if len(code) >= CODE and item.digest.startswith(code)]
        if len(found) != 1:
            raise UnknownThing(GONE(), field="mots")
        return found[0]

    def accept(self, code: str, path: str, author: str, today: date) -> Change:
        """Makes words a name or an example of a thing (`need/website`); raises UnknownThing, InvalidInput, Conflict."""
        words, data = self.candidate(code).words, self.repository.full
        iri = meant(path, self.model, data)
        if not iri:
            raise InvalidInput(NOTHING_MEANT(), field="sens")
        other = self._names().get(key(words), iri)
        if other != iri or is_refused(words):
            raise Conflict(TAKEN(words=words, other=data.label(other)))
        source = opening(data, today)
        if source is not None:
            self.repository.commit(source)
        change = self.repository.commit(acceptance(words, iri, data, today, author))
        if change is None:
            raise UnknownThing(GONE(), field="mots")
        return change

    def refuse(self, code: str) -> HeardWords:
        """Never shows words again, and forgets them; raises UnknownThing."""
        found = self.candidate(code)
        self.counts.refuse(found.digest)
        return found

    def accepted(self) -> tuple[AcceptedWords, ...]:
        """The words accepted so far, the latest first."""
        return accepted(self.repository.full)

    def withdraw(self, words: str, path: str, author: str) -> AcceptedWords:
        """Takes accepted words back; raises UnknownThing."""
        iri = meant(path, self.model, self.repository.full)
        found = next((item for item in self.accepted() if (item.words, item.iri) == (words, iri)), None)
        if found is None or self.repository.commit(withdrawal(found, self.repository.full, author)) is None:
            raise UnknownThing(NOT_ACCEPTED(), field="mots")
        return found

    def _names(self) -> dict[str, str]:
        """What each name of a choice is the name of, as names are compared."""
        return {
            key(form): choice.iri
            for choice in grown(self.model, self.repository.full).choices.values()
            for form in (*choice.label.languages.values(), *choice.alternatives)
        }
