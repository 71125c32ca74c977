# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a matcher knows of a thing, of the graph or of a file alike: names, numbers, ways to reach it, where it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from pyoxigraph import Literal

from graph.errors import InvalidInput, UnknownThing
from graph.identity.words import NameForm, StreetDoor, door_of, forms_of, lexicon
from graph.namespaces import FOAF, ORG, OWL, SCHEMA, SKOS, TIS, WGS
from graph.rdf.dataset import Dataset
from graph.territory import LEVELS, Territories, Territory
from graph.text.official_numbers import register

NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
SITES = (FOAF.homepage, SCHEMA.url, TIS.contactPage)
SAME = (OWL.sameAs, SKOS.exactMatch)
NETWORKS = (ORG.memberOf, ORG.linkedTo, ORG.subOrganizationOf)
WAYS = (SCHEMA.email, SCHEMA.telephone, SCHEMA.address, SCHEMA.location, WGS.lat, WGS.long, ORG.identifier)
READ = (*NAMES, *SITES, *SAME, *NETWORKS, *WAYS)
COMMUNE = LEVELS[0]
IRI = "IRI"
_POSTCODE = re.compile(r"\b\d{5}\b")
_FRENCH = re.compile(r"^\s*(?:\+|00)33\s*(?:\(0\))?")
_SHORTEST_NUMBER = 6
_MOST_VALUES = 20


class SaidValue(Protocol):
    """A value as a format of `graph/sources` says it."""

    @property
    def path(self) -> str: ...

    @property
    def text(self) -> str: ...


class SaidThing(Protocol):
    """A thing as a format of `graph/sources` says it (`SourceEntity` is one)."""

    @property
    def kind(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def values(self) -> Iterable[SaidValue]: ...


class WebPage(NamedTuple):
    """An address without its scheme, its `www` nor its last `/`; `path` has its query, and is "" for a front page."""

    host: str
    path: str

    @property
    def shared(self) -> bool:
        """Whether anybody has a page on that host."""
        return self.host in lexicon().platforms


@dataclass(frozen=True, slots=True)
class Description:
    """A thing as it is compared.

    `key`: its IRI, or what its source identifies it by. `addresses`: others at which it is published itself.
    `identifiers`: « register number » (`SIRET 12345678900011`, `IRI https://…`). `insee` is the code of its commune
    today, `place` its name, "" where nobody said; `point` a latitude and a longitude in degrees. `networks`: IRIs or
    keys of what it belongs to.
    """

    key: str
    kind: str
    names: tuple[NameForm, ...]
    identifiers: frozenset[str] = frozenset()
    pages: frozenset[WebPage] = frozenset()
    mails: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()
    doors: tuple[StreetDoor, ...] = ()
    insee: str = ""
    postcode: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    networks: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What it is called, "" where nobody said."""
        return self.names[0].said if self.names else ""

    def published_at(self, addresses: Iterable[str]) -> Description:
        """The same, known to be published elsewhere too."""
        found = frozenset(addresses)
        if not found:
            return self
        own = frozenset(f"{IRI} {address}" for address in found)
        return replace(self, addresses=self.addresses | found, identifiers=self.identifiers | own)

    def numbers(self, name: str) -> set[str]:
        """Its numbers in a register: SIRET, SIREN (that of its SIRETs too), RNA, IRI."""
        of, size = f"{name} ", len(name) + 1
        found = {item[size:] for item in self.identifiers if item.startswith(of)}
        if name == "SIREN":
            found |= {number[:9] for number in self.numbers("SIRET")}
        return found


class SourcedThing(NamedTuple):
    """A thing as it is compared, and the IRIs of the sources that describe it."""

    described: Description
    sources: frozenset[str]


class Describer:
    """Makes descriptions: knows the communes, and what it read of them."""

    def __init__(self, territories: Territories) -> None:
        self._territories = territories
        self._places: dict[tuple[str, str], Territory | None] = {}

    def of(self, dataset: Dataset, iri: str, kind: str) -> Description:
        """A thing of the graph."""
        return next(self.of_all(dataset, (iri,), kind))

    def of_all(self, dataset: Dataset, iris: Collection[str], kind: str) -> Iterator[Description]:
        """Things of one kind of the graph, in order; of very many, each property is read once."""
        said = {path: dataset.values_of(iris, path) for path in READ}
        for iri in iris:
            own = {path: [_text(value) for value in values[iri]] for path, values in said.items()}
            for membership in dataset.tables.subjects(ORG.member, iri):
                own[ORG.memberOf] += dataset.links(membership, ORG.organization)
            yield self.made(iri, kind, own | {IRI: [iri]})

    def of_said(self, thing: SaidThing) -> Description:
        """A thing of a file."""
        said: dict[str, list[str]] = {}
        for value in thing.values:
            said.setdefault(value.path, []).append(value.text)
        if "://" in thing.key:
            said[IRI] = [thing.key]
        return self.made(thing.key, thing.kind, said)

    def made(self, key: str, kind: str, said: Mapping[str, Iterable[str]]) -> Description:
        """The description of what is said, texts by property; of each, the first twenty."""
        values = {path: [text.strip() for text in texts][:_MOST_VALUES] for path, texts in said.items()}

        def texts(*paths: str) -> list[str]:
            return [text for path in paths for text in values.get(path, ()) if text]

        addresses = texts(SCHEMA.address)
        postcode = next((code for text in addresses for code in _POSTCODE.findall(text)[-1:]), "")
        place = self._place(texts(SCHEMA.location), postcode)
        postcode = postcode or _only(place.postcodes if place else ())
        own = place.name if place else ""
        return Description(
            key=key,
            kind=kind,
            names=tuple(dict.fromkeys(form for name in texts(*NAMES) for form in forms_of(name, own))),
            identifiers=frozenset(_identifiers(texts(ORG.identifier), texts(IRI, *SAME))),
            pages=frozenset(filter(None, map(page_of, texts(*SITES)))),
            mails=frozenset(text.lower() for text in texts(SCHEMA.email) if "@" in text),
            telephones=frozenset(filter(None, map(digits_of, texts(SCHEMA.telephone)))),
            doors=tuple(dict.fromkeys(filter(None, map(door_of, addresses)))),
            insee=place.code if place else "",
            postcode=postcode,
            place=own,
            point=_point(texts(WGS.lat), texts(WGS.long)),
            networks=frozenset(texts(*NETWORKS)),
        )

    def _place(self, texts: list[str], postcode: str) -> Territory | None:
        """The one commune that the texts mean, chosen by the postal code where a name is that of several."""
        for text in texts:
            if (text, postcode) not in self._places:
                self._places[text, postcode] = self._read(text, postcode)
            found = self._places[text, postcode]
            if found is not None:
                return found
        return None

    def _read(self, text: str, postcode: str) -> Territory | None:
        if "://" in text:  # its own, those of another instance and those of Insee end with the code
            with suppress(UnknownThing):
                return self._territories.by_code(COMMUNE, text.rpartition("/")[2].removeprefix(f"{COMMUNE}-"))
            return None
        with suppress(UnknownThing):
            return self._territories.by_code(COMMUNE, text)
        choices: list[Territory] = []
        with suppress(InvalidInput):
            choices = self._territories.candidates(text, (COMMUNE,))
        if len(choices) > 1 and postcode:
            near = [place for place in choices if postcode in place.postcodes]
            choices = near or [place for place in choices if any(code[:2] == postcode[:2] for code in place.postcodes)]
        return choices[0] if len(choices) == 1 else None


def _only(postcodes: tuple[str, ...]) -> str:
    return postcodes[0] if len(postcodes) == 1 else ""


def _text(value: str | Literal) -> str:
    return value.value if isinstance(value, Literal) else value


def _identifiers(numbers: Iterable[str], iris: Iterable[str]) -> Iterable[str]:
    for text in numbers:
        number = re.sub(r"[\s.]", "", text).upper()
        of = register(number)
        if of and len(set(number)) > 1:  # files write zeros for « not known »
            yield f"{of} {number}"
    yield from (f"{IRI} {iri}" for iri in iris)


def page_of(address: str) -> WebPage | None:
    """The page of an address, with or without its scheme; None for what is none."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # http://[
        return None
    path = parts.path.rstrip("/").removesuffix("/accueil").removesuffix("/index.html").removesuffix("/index.php")
    query = f"?{parts.query}" if parts.query else ""
    return WebPage(host, f"{path}{query}") if "." in host else None


def digits_of(telephone: str) -> str:
    """The digits of a telephone number as they are dialled in France, "" for what is too short for one."""
    digits = re.sub(r"\D", "", _FRENCH.sub("0", telephone))
    return digits if len(digits) >= _SHORTEST_NUMBER else ""


def _point(latitudes: list[str], longitudes: list[str]) -> tuple[float, float] | None:
    with suppress(ValueError, IndexError):
        point = float(latitudes[0].replace(",", ".")), float(longitudes[0].replace(",", "."))
        return point if -90 <= point[0] <= 90 and -180 <= point[1] <= 180 else None
    return None
