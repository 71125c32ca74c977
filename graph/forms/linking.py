# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards by the names that people type: the one that is meant, those between which to choose, or one made on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.contributions.proposal import Proposal, ProposedField
from graph.entity import Reader
from graph.model import EntityClass, Field
from graph.namespaces import ORG, SCHEMA, SKOS
from graph.rdf.dataset import text_literal
from graph.text.addresses import address_part
from graph.text.folding import fold
from graph.text.wording import Phrase, Said

if TYPE_CHECKING:
    from graph.search import SearchIndex

MOST_NEAR = 5
NO_CARD = Phrase("Aucune fiche ne s’appelle « {text} ». Écrivez le nom tel qu’il est sur sa fiche, ou laissez vide.")
SEVERAL_CARDS = Phrase("Plusieurs fiches s’appellent « {text} ». Écrivez le nom entier de celle que vous voulez dire.")


class Unlinked(Exception):
    """A text that names no card, or several (`is_shared`); with the names that come nearest."""

    def __init__(self, said: Said, nearest: tuple[str, ...] = (), *, is_shared: bool = False) -> None:
        super().__init__(said.text())
        self.said, self.nearest, self.is_shared = said, nearest, is_shared


@dataclass(frozen=True)
class CardNames:
    """The cards that everybody may see, by name; `search` is the index of these names."""

    reader: Reader
    search: SearchIndex

    def meant(self, field: Field, text: str) -> str:
        """The IRI of the card or of the choice that a text names; raises Unlinked."""
        kinds = self._kinds(field)
        hits = self.search.search(text, 12, [own.kind for own in kinds])
        exact = [hit for hit in hits if fold(hit.matched) == fold(text)]
        # Of a name and of another name that is the same, the name is meant.
        named = [hit for hit in exact if fold(self.reader.label(hit.iri)) == fold(text)] or exact
        if len(named) == 1:
            return named[0].iri
        near = tuple(dict.fromkeys(self.reader.label(hit.iri) for hit in named or hits))[:MOST_NEAR]
        raise Unlinked((SEVERAL_CARDS if named else NO_CARD)(text=text), near, is_shared=bool(named))

    def made(self, field: Field, text: str) -> Proposal | None:
        """The organisation that a text names, to be made on the way; None where the field leads to none."""
        if ORG.FormalOrganization not in field.targets:
            return None
        own = self.reader.model.by_iri[ORG.FormalOrganization]
        name = ProposedField(SKOS.prefLabel, (), (text_literal(text, "fr"),))
        return Proposal(own.kind, minted(self.reader, own, text), is_new=True, fields=(name,))

    def _kinds(self, field: Field) -> list[EntityClass]:
        """The classes that a field leads to: not those that are restricted, nor places."""
        model = self.reader.model
        found = [model.by_iri[iri] for iri in field.targets if iri in model.by_iri]
        if SKOS.Concept in field.targets and field.scheme in model.by_scheme:
            found.append(model.by_scheme[field.scheme])
        return [own for own in found if not own.restricted and own.iri != SCHEMA.AdministrativeArea]


def minted(reader: Reader, own: EntityClass, name: str) -> str:
    """The IRI under which something new is proposed, by its name; where it is taken, another is given on publishing."""
    return f"{reader.dataset.base}/id/{own.kind}/{address_part(name)}"
