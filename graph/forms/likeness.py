# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Déjà connu ? »: the cards that everybody may see and that something new may be, with why."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.entity import Mention, Reader
from graph.entity.kinds import ACTORS
from graph.forms.form import THING, EntryForm
from graph.identity.description import Describer, Description
from graph.identity.matching import IdentityMatcher
from graph.model import EntityClass
from graph.namespaces import ORG, SKOS
from graph.rdf.dataset import Dataset
from graph.rdf.followed import FollowedRows, RowMaking, Rows
from graph.search import SearchIndex
from graph.text.folding import fold

MOST_ALIKE = 3
MOST_NEAR = 10
"""Cards with which what is typed is compared, where not all are."""
LIKE = 0.6
"""How well a name is to answer what was typed, of 1, for its card to be shown."""


@dataclass(frozen=True)
class AlikeCard:
    """A card that may be the one: `field` is the name of the field that names it, "" where the form is about it;
    `place`: which of the texts typed there does."""

    mention: Mention
    caption: str
    field: str = ""
    place: int = 0


@dataclass(frozen=True)
class LikeFinder:
    """Finds cards that are alike: actors by all that tells them, others by their names.

    `matcher` holds every actor; without it, actors are compared with those alone whose names come near.
    """

    reader: Reader
    search: SearchIndex
    describer: Describer
    matcher: IdentityMatcher | None = None

    def alike(self, form: EntryForm, typed: Mapping[str, Sequence[str]]) -> tuple[AlikeCard, ...]:
        """The cards that what is typed in a form may be, those of the thing itself first; each once."""
        found = [*self._itself(form, typed), *self._led_to(form, typed)]
        by_iri = {one.mention.iri: one for one in reversed(found)}
        return tuple(reversed(by_iri.values()))

    def _itself(self, form: EntryForm, typed: Mapping[str, Sequence[str]]) -> Iterator[AlikeCard]:
        name = next((field.name for field in form.fields if field.field.path == SKOS.prefLabel), "")
        if not any(map(str.strip, typed.get(name, ()))):
            return
        said = {field.field.path: typed.get(field.name, ()) for field in form.fields}
        for iri in self._iris(form.own, typed[name][0], said):
            yield AlikeCard(self.reader.mention(iri), self.reader.caption(iri))

    def _led_to(self, form: EntryForm, typed: Mapping[str, Sequence[str]]) -> Iterator[AlikeCard]:
        """The actors whose names are nearly those typed where one is to be linked: those that are known are left."""
        actor = self.reader.model.by_iri[ORG.FormalOrganization]
        for field in form.fields:
            if field.control != THING or ORG.FormalOrganization not in field.field.targets:
                continue
            for place, text in enumerate(typed.get(field.name, ())):
                if not text.strip():
                    continue
                hits = self.search.search(text, MOST_ALIKE, ACTORS)
                if any(fold(hit.matched) == fold(text) for hit in hits):
                    continue
                for iri in self._iris(actor, text, {SKOS.prefLabel: (text,)}):
                    yield AlikeCard(self.reader.mention(iri), self.reader.caption(iri), field.name, place)

    def _iris(self, own: EntityClass, name: str, said: Mapping[str, Sequence[str]]) -> Iterator[str]:
        if own.kind in ACTORS:
            described = self.describer.made("", own.kind, said)
            matcher = self.matcher or self._matcher_near(own, name)
            yield from (pair.one.key for pair in matcher.alike(described, MOST_ALIKE))
        for hit in self.search.search(name, MOST_ALIKE, [own.kind]):
            if hit.score >= LIKE:
                yield hit.iri

    def _matcher_near(self, own: EntityClass, name: str) -> IdentityMatcher:
        near = dict.fromkeys(hit.iri for hit in self.search.search(name, MOST_NEAR, [own.kind]))
        return IdentityMatcher(self.describer.of_all(self.reader.dataset, list(near), own.kind))


class KnownActors:
    """What compares with the actors that a dataset describes, as it is now: after a change, those that it touched are
    described again."""

    def __init__(self, reader: Reader, describer: Describer) -> None:
        self._describer = describer
        self._classes = {kind: reader.model.kind(kind).classes for kind in ACTORS}
        self._rows = FollowedRows(RowMaking(self._things, self._described), reader.dataset)
        self._known: Rows[tuple[Description, ...]] | None = None
        self._matcher = IdentityMatcher(())
        self._following = threading.Lock()

    @property
    def remade(self) -> int:
        """How many actors were described so far."""
        return self._rows.remade

    def matcher(self) -> IdentityMatcher:
        """It; told of the actors as they are now."""
        rows = self._rows.now()
        with self._following:
            before = {} if self._known is None else self._known.by_thing
            if self._known is not rows:
                left = [iri for iri, row in before.items() if rows.by_thing.get(iri) is not row]
                come = [iri for iri, row in rows.by_thing.items() if before.get(iri) is not row]
                self._matcher.follow(
                    (one for iri in left for one in before[iri]), (one for iri in come for one in rows.by_thing[iri])
                )
                self._known = rows
            return self._matcher

    def _things(self, dataset: Dataset) -> list[str]:
        return dataset.instances(*(iri for classes in self._classes.values() for iri in classes))

    def _described(self, dataset: Dataset, iri: str) -> tuple[Description, ...] | None:
        types = set(dataset.types(iri))
        kinds = [kind for kind, classes in self._classes.items() if types.intersection(classes)]
        return tuple(self._describer.of(dataset, iri, kind) for kind in kinds) or None
