# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing of elsewhere, read at its address: a card here, by a source of its own, with its own facts and no others.

What it leads to there is named, with its address there, and is no card here; but where the model asks for a link (a
service has somebody who offers it), what that link leads to gets a card with its name alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph import clock
from graph.deliveries.judging import DeliveryChoices, WhenFaulty, WhenGone
from graph.deliveries.opening import (
    DeliveryRequest,
    OpenDelivery,
    known_source,
    licence_called,
    licence_questions,
    licensed,
    open_delivery,
    stated,
)
from graph.deliveries.origin import CARD, CARD_FORMAT, CONTACT, NAMED, SAID_BY, DeliveryOrigin, KnownCard, known_cards
from graph.errors import DataError, InvalidInput
from graph.model import EntityClass, Field, Model
from graph.namespaces import CARD_THERE, DCT, DELIVERY, OWL, SCHEMA, SKOS, TIS, local_name
from graph.rdf.dataset import Dataset
from graph.sources import (
    CardOfOthers,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceMapping,
    SourceReading,
    SourceTerms,
    SourceValue,
    read_card,
)
from graph.text.addresses import address_part
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.storage.derivation import Background

# By what a thing of elsewhere is a card here; what is only named is named anew by each card that leads to it.
ITSELF = (CARD, OWL.sameAs)
LABEL = Label("Fiche lue à son adresse")
LONGEST_SLUG = 110
OURS = "cette adresse est celle d’une fiche d’ici : il n’y a rien à apporter."
CALLED_OURS = (
    "cette page donne à ce qu’elle décrit une adresse d’ici ({iri}) : rien n’en est pris. Si c’est un autre Tisserand, "
    "la personne qui le tient doit régler BASE_URL."
)
NOT_HERE = "une fiche « {kind} » ne se prend pas d’ailleurs."
NO_NAME = "cette fiche n’a pas de nom : il n’y a rien à montrer ici."
READ_AT = "{name}, fiche lue chez {host}"
LEFT_THERE = (
    "{count} lien{s} vers d’autres fiches de {host} : leurs noms sont gardés, avec leurs adresses ; ces fiches "
    "n’entrent pas."
)
NAMED_ALONE = "« {name} » entre aussi, avec son seul nom : cette fiche ne tient pas sans elle."
OTHER_LICENCE = Phrase(
    "La licence de cette fiche change : {before} avant, {now} maintenant. Elle vaut pour tout ce que la fiche dit ici."
)
OF_SEVERAL = "plusieurs licences sont dites pour cette fiche ({licences}) : dites laquelle s’applique."


@dataclass(frozen=True)
class CardSurroundings:
    """What a card is read beside: the model, the territories, all that is known here."""

    model: Model
    background: Background
    full: Dataset


def card_at(content: SourceContent, around: CardSurroundings) -> CardOfOthers | None:
    """What was read at an address as the one thing that it is about, None where it is about many, or is no RDF.

    Raises DataError where nothing there can have a card here, InvalidInput on an address of ours.
    """
    if not content.address:
        return None
    terms = SourceTerms(around.model, around.background, SourceMapping(), around.full)
    found = read_card(content, terms, alone=bool(content.about))
    here = tuple(f"{around.full.base}/{part}/" for part in ("id", "fiche"))
    if found is not None and content.address.startswith(here):
        raise InvalidInput(OURS, field="adresse")
    if found is not None and found.iri.startswith(here):
        raise InvalidInput(CALLED_OURS.format(iri=found.iri), field="adresse")
    return found


def host_of(address: str) -> str:
    """Whose address it is, as people know it."""
    return urlsplit(address).netloc


def address_there(address: str, found: CardOfOthers) -> str:
    """The address of a thing there: that which its document gives it, where that is of the site that was asked, as an
    address speaks for its own site alone; else that which was asked for."""
    is_its_own = host_of(found.iri) == host_of(address) or found.iri in (address, address.partition("#")[0])
    return found.iri if found.iri and is_its_own else address


def open_card(
    address: str, found: CardOfOthers, asked: DeliveryRequest, around: CardSurroundings, known: KnownCard | None = None
) -> OpenDelivery:
    """A thing that was read at an address, as a delivery; `known`: the card that it is here already.

    Raises DataError where it can have no card here, InvalidInput on a wrong licence.
    """
    there = address_there(address, found)
    known = known or next((card for card in known_cards(around.full) if card.there == there), None)
    return _Opening(address, there, found, asked, around, known).opened()


def open_brought(content: SourceContent, asked: DeliveryRequest, around: CardSurroundings) -> OpenDelivery:
    """What was brought, as one thing where it is the data of one, else as a file; raises what either raises."""
    try:
        found = card_at(content, around)
    except DataError:
        # Other formats are written as JSON-LD or XML too: they say better what is wrong with theirs.
        if content.about:
            raise
        found = None
    if found is not None:
        return open_card(content.address, found, asked, around)
    return open_delivery(content, asked, around.model, around.background, around.full)


@dataclass(frozen=True)
class _Opening:
    address: str
    there: str
    found: CardOfOthers
    asked: DeliveryRequest
    around: CardSurroundings
    known: KnownCard | None

    def opened(self) -> OpenDelivery:
        kind = self._kind()
        if not self.found.name:
            raise DataError(NO_NAME, file=self.host)
        iri = self.known.thing if self.known else self._local(self.there, kind, self.found.name)
        origin, (values, stubs) = self._origin(iri), self._values(kind, iri)
        thing = replace(self.found.entity, key=iri, values=tuple(values), row=1, source="")
        things: list[SourceEntity | SourceFault] = [thing, *stubs, *self.found.faults]
        reading = SourceReading(iter(things), notices=tuple(self._notices(origin, values, stubs)))
        chosen = SourceFormat(CARD_FORMAT, LABEL, 0, lambda _content: False, lambda _content, _terms: reading)
        return OpenDelivery(
            chosen,
            reading,
            SourceMapping(),
            origin,
            tuple(licence_questions(origin)),
            self.model,
            self.around.background,
            self.full,
            DeliveryChoices(WhenFaulty.WITHOUT, WhenGone.REMOVE),
        )

    def _notices(self, origin: DeliveryOrigin, values: list[SourceValue], stubs: list[SourceEntity]) -> Iterator[str]:
        """What to know: what stays there, what comes by its name alone, which licences are said."""
        left = sum(value.path.startswith(CARD_THERE) and value.path != SAID_BY for value in values)
        if left:
            yield LEFT_THERE.format(count=left, s="s" if left > 1 else "", host=self.host)
        before = known_source(self.full, self.known.source).licence if self.known else ""
        if before and origin.licence and before != origin.licence:
            yield OTHER_LICENCE(before=licence_called(before), now=licence_called(origin.licence)).text()
        yield from (NAMED_ALONE.format(name=stub.values[0].text) for stub in stubs)
        if not origin.licence and len(self.found.licences) > 1:
            yield OF_SEVERAL.format(licences=", ".join(self.found.licences))

    @property
    def host(self) -> str:
        """Who is asked, as people know it."""
        return host_of(self.address)

    @property
    def full(self) -> Dataset:
        """What is known here."""
        return self.around.full

    @property
    def model(self) -> Model:
        """The model of here."""
        return self.around.model

    def _kind(self) -> EntityClass:
        own = self.model.by_kind[self.found.entity.kind]
        if own.scheme or own.restricted or own.iri in (SCHEMA.AdministrativeArea, SCHEMA.Dataset):
            raise DataError(NOT_HERE.format(kind=own.label.fr), file=self.host)
        return own

    # --- addresses -----------------------------------------------------------------------------------------------

    def _here(self, there: str, targets: frozenset[str], paths: tuple[str, ...]) -> str:
        """What is known here of a thing of elsewhere, "" for nothing."""
        for path in paths:
            for fact in self.full.facts(p=path, o=there):
                if fact.s.startswith(f"{self.full.base}/id/") and targets & {*self.full.types(fact.s)}:
                    return fact.s
        return ""

    def _local(self, there: str, own: EntityClass, name: str) -> str:
        """The IRI here of a thing of elsewhere: that which it has, else a new one, of its site and name."""
        known = self._here(there, frozenset(own.classes), (*ITSELF, NAMED))
        stem = f"{self.full.base}/id/{own.kind}/{address_part(self.host.replace('.', ' '))}-{address_part(name)}"
        if known or stem not in self.full:
            return known or stem
        return f"{stem}-{_digest(there)}"

    def _origin(self, iri: str) -> DeliveryOrigin:
        """The source of this one card: that of the last time, else a new one."""
        before = self.known.source if self.known else ""
        slug = local_name(before) if before else f"card-{local_name(iri)[:LONGEST_SLUG]}-{_digest(self.there)}"
        origin = DeliveryOrigin(
            slug=slug,
            label=READ_AT.format(name=self.found.name, host=self.host),
            licence="",
            read_on=clock.today(),
            publisher=self.host,
            address=self.address,
            format=CARD_FORMAT,
            contact=self.asked.contact or (self.full.link(before, CONTACT) or "" if before else ""),
        )
        known = known_source(self.full, before) if before else None
        there = self.found.licences[0] if len(self.found.licences) == 1 else ""  # of several, it is asked which
        return licensed(origin, self.asked.licence or stated(there, known), known)

    # --- values ----------------------------------------------------------------------------------------------------

    def _values(self, own: EntityClass, iri: str) -> tuple[list[SourceValue], list[SourceEntity]]:
        """What is said of it here, and the things that have to be named with it."""
        found, stubs = list[SourceValue](), dict[str, SourceEntity]()
        for value in self.found.entity.values:
            if value.path.startswith((DELIVERY, DCT.accessRights)) or self._says_it_is_itself(value):
                continue
            place = own.field(value.path)
            if value.path == TIS.noLongerListedOn:  # by a source of theirs: of ours, it is for us to say
                value = replace(value, path=CARD_THERE.noLongerListedOn)
            if value.link and self._leads_to_a_card(value, place):
                value = self._linked(value, place, stubs)
            found.append(value)
        found.append(SourceValue(CARD, self.there, link=True))
        found += [SourceValue(SAID_BY, name) for name in self.found.sources]
        # The page of a thing is not the thing.
        itself = self.there if self.there == self.found.iri else ""
        for path, address in ((DCT.source, self.address), (OWL.sameAs, itself)):
            if address and own.field(path) is not None:
                found.append(SourceValue(path, address, link=True))
        return list(dict.fromkeys(found)), [stub for stub in stubs.values() if stub.key != iri]

    def _says_it_is_itself(self, value: SourceValue) -> bool:
        return value.path == OWL.sameAs and value.text in (self.found.iri, self.there)

    def _leads_to_a_card(self, value: SourceValue, place: Field | None) -> bool:
        """Whether a link leads to a thing of theirs: neither a choice, nor a place, nor a page."""
        if value.text in self.model.choices or value.text.startswith(f"{self.full.base}/id/territory/"):
            return False
        if place is not None:
            return bool(place.targets)
        linked = self.found.linked.get(value.text)
        return "://" not in value.text or bool(linked and (linked.kind or linked.name))

    def _linked(self, value: SourceValue, place: Field | None, stubs: dict[str, SourceEntity]) -> SourceValue:
        """A link to what is here of it, where something is or has to be; else its name, with its address there."""
        linked = self.found.linked.get(value.text)
        if place is not None and "://" in value.text:
            here = self._here(value.text, frozenset(place.targets), ITSELF)
            if here:
                return replace(value, text=here)
            kind = self.model.by_kind.get(linked.kind) if linked else None
            if place.min_count and linked and linked.name and kind and {*kind.classes} & {*place.targets}:
                stub = self._stub(kind, value.text, linked.name)
                stubs[value.text] = stub
                return replace(value, text=stub.key)
        path = CARD_THERE[local_name(value.path)]
        if "://" not in value.text:
            return SourceValue(path, value.text, value.column)
        if linked and linked.name:
            return SourceValue(path, f"{linked.name} <{value.text}>", value.column)
        return SourceValue(path, value.text, value.column, link=True)

    def _stub(self, kind: EntityClass, there: str, name: str) -> SourceEntity:
        """A card with a name alone."""
        said = (SourceValue(SKOS.prefLabel, name), SourceValue(NAMED, there, link=True))
        return SourceEntity(kind.kind, self._local(there, kind, name), said, 1)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()
