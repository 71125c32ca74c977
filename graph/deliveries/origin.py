# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose file it is: the source that its facts become, what may be done with them, and what is noted of the delivery."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from pyoxigraph import Literal, NamedNode

from graph.namespaces import ACCESS_RIGHT, CARD_THERE, DC, DCT, DELIVERY, PROV, RDF, SCHEMA, SKOS, TIS, XSD
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.rdf.dates import is_right

# What a delivery notes of itself and of its things, beside the model: by which key, file and format they came.
KEY, FILE, FORMAT = DELIVERY.key, DELIVERY.file, DELIVERY["format"]
# And of what is read at the address of one thing: where that is, whom its site says to write to about its data, and
# the address of what it is told to be now there; of what it leads to and is only named here, where that is.
CARD, NAMED, CONTACT, REPLACED_BY = DELIVERY.card, DELIVERY.named, DELIVERY.contact, DELIVERY["replaced-by"]
CARD_FORMAT = "card"
# Who says it there.
SAID_BY = CARD_THERE["said-by"]
NOTED = frozenset({KEY, FILE, FORMAT, CARD, NAMED, CONTACT, REPLACED_BY})
PART = DCT.hasPart
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# How precisely a source is dated.
OF_A_SOURCE = (XSD.date, XSD.gYearMonth, XSD.gYear)
# What may be done with facts whose licence nobody told, or that stay here (rightsstatements.org).
NOT_TOLD = "http://rightsstatements.org/vocab/CNE/1.0/"
STAYS_HERE = "http://rightsstatements.org/vocab/InC/1.0/"


@dataclass(frozen=True)
class DeliveryOrigin:
    """Whose file it is: `slug` is the last part of the IRI of its source, `label` its French name.

    `licence`: an IRI. `restricted`: what it says stays among professionals. `publisher`, `address` (where it was
    fetched from), `issued` (ISO), `contact` (`mailto:`): as far as they are known, else empty. `read_on`: the day of
    this delivery.
    """

    slug: str
    label: str
    licence: str
    read_on: date
    restricted: bool = False
    publisher: str = ""
    address: str = ""
    issued: str = ""
    file: str = ""
    format: str = ""
    contact: str = ""

    def iri(self, base: str) -> str:
        """The IRI of the source, which is also the graph of its facts."""
        return f"{base}/id/source/{self.slug}"

    def facts(self, base: str) -> list[Fact]:
        """What is said of the source, by itself."""
        source = self.iri(base)
        return [Fact(source, path, value, source) for path, value in self._said()]

    def _said(self) -> Iterator[tuple[str, Value]]:
        right = ACCESS_RIGHT.RESTRICTED if self.restricted else ACCESS_RIGHT.PUBLIC
        yield from ((RDF.type, SCHEMA.Dataset), (DCT.license, self.licence), (DCT.accessRights, right))
        yield SKOS.prefLabel, text_literal(self.label, "fr")
        yield TIS.deliveredOn, date_literal(self.read_on)
        if self.address:
            yield PROV.wasDerivedFrom, self.address
            yield TIS.readOn, date_literal(self.read_on)
            if self.publisher:
                yield DC.publisher, text_literal(self.publisher, "fr")
        if self.contact:
            yield CONTACT, self.contact
        if self.issued:
            yield from ((DCT.issued, day) for day in _days(self.issued))
        yield from ((path, text_literal(text)) for path, text in ((FILE, self.file), (FORMAT, self.format)) if text)


def kept_key(key: str) -> str:
    """A key as it is noted: in clear where it tells things apart everywhere (an address, a UUID), else a digest.

    What a table calls « réf. interne » is of use to its owner alone, and is nobody's to read.
    """
    if "://" in key or UUID.fullmatch(key):
        return key
    return blake2b(key.encode(), digest_size=8).hexdigest()


def sources_of(dataset: Dataset, source: str) -> frozenset[str]:
    """The graphs that the last delivery of a source filled: its own, and those that its file told apart."""
    return frozenset({source, *(fact.o for fact in dataset.facts(source, PART) if isinstance(fact.o, str))})


@dataclass(frozen=True)
class KnownCard:
    """A card of elsewhere that is here: its IRI here, the source that says it, its address there."""

    thing: str
    source: str
    there: str


def known_cards(full: Dataset) -> tuple[KnownCard, ...]:
    """The cards that were read at their addresses, by address."""
    found = (KnownCard(fact.s, fact.source, fact.o) for fact in full.facts(p=CARD) if isinstance(fact.o, str))
    return tuple(sorted(found, key=lambda card: (card.there, card.source)))


def _days(text: str) -> list[Literal]:
    known = (datatype for datatype in OF_A_SOURCE if is_right(text, datatype))
    return [Literal(text, datatype=NamedNode(datatype)) for datatype in known][:1]
