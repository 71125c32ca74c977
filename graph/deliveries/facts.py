# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a format read, as facts: each thing under an IRI that it keeps, each value as the model has it or as it is said.

A thing is addressed by its source and its name, then found again by its key: a name may change from one delivery to
the next. A thing that another source describes is never meant by chance: where an address is taken, another is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.deliveries.delivered import Delivered, DeliveredThing
from graph.deliveries.origin import KEY, DeliveryOrigin, kept_key, sources_of
from graph.deliveries.values import ABSOLUTE, Unread, ValueParser, is_iri, is_link_field
from graph.errors import DataError, TooLarge
from graph.model import EntityClass, Field, Model
from graph.namespaces import DCT, DECIDING, ELSEWHERE, RDF, SCHEMA, SKOS, local_name
from graph.rdf.dataset import Dataset, Fact, Value, text_literal
from graph.sources import SourceEntity, SourceFault, SourceValue, exact_value
from graph.storage.loading.safety import danger
from graph.text.addresses import address_part

if TYPE_CHECKING:
    from graph.storage.derivation import Background

SOURCE = "source"
MOST_FAULTS, SAID_EVERY = 10_000, 500
# A change of the journal is held in memory as a whole: some 600 MB for 200,000 facts.
MOST_FACTS = 500_000
TOO_MUCH = (
    "ce fichier dit plus de {most} choses : c’est trop pour une fois. Coupez-le (par département, par exemple), et "
    "apportez les morceaux l’un après l’autre, chacun en complétant le précédent."
)
TOO_MANY_FAULTS = (
    "plus de {most} valeurs ne se lisent pas : ce fichier n’est sans doute pas dans ce format, ou ses colonnes ne sont "
    "pas les bonnes. Vérifiez-les, puis recommencez."
)
NOT_HERE = "des fiches « {kind} » : elles n’entrent pas ici par un fichier."
PERSONS = "des personnes : elles n’entrent pas ici."
NO_KIND = "aucune nature de fiche ne s’appelle « {kind} »."
NOT_SAID = "le fichier ne décrit pas « {key} » : corrigez ce nom, ou laissez vide."
BY_ADDRESS = "ce n’est pas le nom d’une autre fiche du fichier : elle reste à relier, ou laissez vide."
KEY_AGAIN = "la ligne {row} porte le même identifiant et dit autre chose : gardez-en une, ou donnez-leur deux noms."
NO_IRI = "« {path} » n’est pas une adresse entière et bien écrite."
ALREADY_HERE = (
    "Déjà ici par ailleurs, et laissé comme c’est ici, ce que le fichier redit de {count} source{s} : {sources}."
)
MOST_NAMED = 5
BARRED = {DCT.accessRights, DCT.license}


@dataclass
class _Being:
    """A thing while the file is read: its links wait for those that come later."""

    iri: str
    entity: SourceEntity
    source: str
    said: list[tuple[str, Value]] = field(default_factory=list)
    waiting: list[tuple[SourceValue, Field | None]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)


def facts_of(
    read: Iterable[SourceEntity | SourceFault],
    origin: DeliveryOrigin,
    model: Model,
    background: Background,
    full: Dataset,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Delivered:
    """What a format read, as facts beside those that are known; raises DataError where nothing can be read at all.

    `progress` is called now and then with the number of the row being read.
    """
    reader = DeliveryReader(origin, model, background, full)
    row = 0
    for item in read:
        if item.row // SAID_EVERY != row // SAID_EVERY:
            progress(item.row)
        row = item.row
        reader.take(item)
    return reader.delivered()


class DeliveryReader:
    """Takes the things of a file one by one; links are settled once all are known."""

    def __init__(self, origin: DeliveryOrigin, model: Model, background: Background, full: Dataset) -> None:
        self._origin = origin
        self._model = model
        self._base = background.base
        self._full = full
        self._parser = ValueParser(model, background)
        self._source = origin.iri(self._base)
        self._owned = sources_of(full, self._source)
        self._before = self._keys()
        self._addresses: dict[tuple[str, str], str] = {}
        self._by_key: dict[str, dict[str, str]] = {}
        self._taken: dict[str, tuple[str, str]] = {iri: key for key, iri in self._before.items()}
        self._beings: dict[tuple[str, str, str], _Being] = {}
        self._faults: list[SourceFault] = []
        self._repeated: list[tuple[int, int]] = []
        self._here: set[str] = set()
        self._rows: set[int] = set()
        self._parts: set[str] = set()
        self._count = 0

    def _keys(self) -> dict[tuple[str, str], str]:
        """The things of the last delivery by kind and key, as it is noted."""
        found: dict[tuple[str, str], str] = {}
        for fact in self._full.facts(p=KEY):
            kind = (self._full.relative(fact.s) or "").partition("/")[0]
            if fact.source in self._owned and kind and isinstance(fact.o, Literal):
                found[kind, fact.o.value] = fact.s
        return found

    def take(self, item: SourceEntity | SourceFault) -> None:
        """Takes a thing or a fault; raises DataError when far too much is wrong."""
        if item.row:
            self._rows.add(item.row)
        if isinstance(item, SourceFault):
            self._fault(item)
            return
        own = self._model.by_kind.get(item.kind)
        problem = self._refusal(item, own)
        if problem or own is None:
            self._fault(SourceFault(item.row, "", item.key, problem))
            return
        source = self._source_of(item)
        if not source:
            return
        being = _Being(self._address(item), item, source)
        self._count += len(item.values)
        if self._count > MOST_FACTS:
            raise TooLarge(TOO_MUCH.format(most=MOST_FACTS))
        for value in item.values:
            self._read(being, own, value)
        self._keep(being)

    def _refusal(self, item: SourceEntity, own: EntityClass | None) -> str:
        if own is None:
            return NO_KIND.format(kind=item.kind)
        if own.restricted:
            return PERSONS
        if item.exact and item.key in self._model.choices:
            return ""
        if own.scheme or own.iri == SCHEMA.AdministrativeArea or (own.iri == SCHEMA.Dataset and not item.exact):
            return NOT_HERE.format(kind=own.label.fr)
        return ""

    def _source_of(self, item: SourceEntity) -> str:
        """The graph of what is said of a thing, "" where that source is already here by another way."""
        if not item.source and item.kind != SOURCE:
            return self._source
        source = self._address(replace(item, kind=SOURCE, key=item.source or item.key, values=()))
        if source not in self._owned and source not in self._parts and self._known(source):
            self._here.add(source)
            return ""
        if item.kind == SOURCE and self._address(item) != source:
            return ""
        self._parts.add(source)
        return source

    def _known(self, source: str) -> bool:
        decided = source.removeprefix(f"{self._base}/id/") in DECIDING
        return decided or next(self._full.facts(source=source), None) is not None or source in self._full

    # --- addresses -----------------------------------------------------------------------------------------------

    def _address(self, item: SourceEntity) -> str:
        """The IRI of a thing: that of its key where it is one of ours, that of the last delivery, else a new one."""
        known = self._addresses.get((item.kind, item.key))
        if known is None:
            own = f"{self._base}/id/{item.kind}/"
            if item.key in self._model.choices or (
                item.key.startswith(own) and re.fullmatch(r"[\w.~%-]+", item.key[len(own) :])
            ):
                known = item.key
            else:
                known = self._before.get((item.kind, kept_key(item.key))) or self._made(item, own)
            self._addresses[item.kind, item.key] = known
            self._by_key.setdefault(item.key, {})[item.kind] = known
            self._taken[known] = item.kind, item.key
        return known

    def _made(self, item: SourceEntity, own: str) -> str:
        name = next((value.text for value in item.values if value.path == SKOS.prefLabel), "") or local_name(item.key)
        stem = f"{own}{self._origin.slug}-{address_part(name)}"
        if stem not in self._taken and stem not in self._full:
            return stem
        return f"{stem}-{blake2b(item.key.encode(), digest_size=4).hexdigest()}"

    # --- values --------------------------------------------------------------------------------------------------

    def _read(self, being: _Being, own: EntityClass, said: SourceValue) -> None:
        being.columns.setdefault(said.path, said.column)
        if being.entity.exact:
            self._read_exact(being, own, said)
            return
        known = own.field(said.path)
        try:
            if not said.text.strip():
                return
            if known is None and not is_iri(said.path):
                raise Unread(NO_IRI.format(path=said.path))
            if said.path == RDF.type:
                self._type(being, own, said.text)
            elif said.link or (known is not None and is_link_field(known)):
                being.waiting.append((said, known))
            elif known is not None:
                being.said.append((said.path, self._parser.value(known, said)))
            elif said.path not in BARRED:
                being.said.append((said.path, self._parser.other(said)))
        except Unread as error:
            self._fault(SourceFault(being.entity.row, said.column, _short(said.text), error.why, error.nearest))

    def _read_exact(self, being: _Being, own: EntityClass, said: SourceValue) -> None:
        """A fact as RDF has it: nothing is read into it, but what would harm is left out."""
        try:
            value = exact_value(said)
        except ValueError:  # a language or a type that is none
            value = Literal(said.text)
        problem = danger(value) or next(
            (NO_IRI.format(path=iri) for iri in _iris(said, value) if not is_iri(iri)), None
        )
        if problem:
            self._fault(SourceFault(being.entity.row, said.column, _short(said.text), problem))
        elif isinstance(value, str) and said.path != RDF.type:
            being.waiting.append((said, None))
        elif said.path not in BARRED or own.kind == SOURCE:
            being.said.append((said.path, value))

    def _type(self, being: _Being, own: EntityClass, text: str) -> None:
        """A class of the kind itself, or one that the model does not know: another would make it another thing."""
        if not is_iri(text):
            raise Unread(NO_IRI.format(path=text))
        if text in own.classes or (text not in self._model.by_iri and text != SKOS.Concept):
            being.said.append((RDF.type, text))

    def _keep(self, being: _Being) -> None:
        """Keeps a thing; one that comes twice is said once where nothing differs, and is a fault otherwise."""
        item = being.entity
        place = (being.source, item.kind, item.key)
        before = self._beings.get(place)
        if before is None:
            self._beings[place] = being
        elif before.entity.values == item.values:
            self._repeated.append((item.row, before.entity.row))
        elif item.exact:
            before.said += being.said
            before.waiting += being.waiting
        else:
            self._fault(SourceFault(item.row, "", item.key, KEY_AGAIN.format(row=before.entity.row)))

    def _fault(self, fault: SourceFault) -> None:
        self._faults.append(fault)
        if len(self._faults) > MOST_FAULTS:
            raise DataError(TOO_MANY_FAULTS.format(most=MOST_FAULTS), file=self._origin.file or self._origin.label)

    # --- links ---------------------------------------------------------------------------------------------------

    def delivered(self) -> Delivered:
        """What was taken, links settled."""
        things = tuple(self._settled(being) for being in self._beings.values())
        return Delivered(
            self._origin,
            self._base,
            things,
            tuple(sorted(self._faults, key=lambda fault: fault.row)),
            tuple(self._repeated),
            frozenset(self._parts),
            tuple(self._notices()),
            len(self._rows),
        )

    def _notices(self) -> Iterator[str]:
        names = sorted(map(local_name, self._here))
        if names:
            named = ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
            yield ALREADY_HERE.format(count=len(names), s="s" if len(names) > 1 else "", sources=named)

    def _settled(self, being: _Being) -> DeliveredThing:
        item, own = being.entity, self._model.by_kind[being.entity.kind]
        for said, known in being.waiting:
            try:
                being.said += self._linked(being, said, known)
            except Unread as error:
                self._fault(SourceFault(item.row, said.column, _short(said.text), error.why, error.nearest))
        said_of = list(being.said)
        if not item.exact and not any(path == RDF.type and value in own.classes for path, value in said_of):
            said_of.append((RDF.type, own.iri))
        if being.iri != item.key:
            said_of.append((KEY, text_literal(kept_key(item.key))))
        facts = frozenset(Fact(being.iri, path, value, being.source) for path, value in said_of)
        return DeliveredThing(
            being.iri, item.kind, item.key, item.row, being.source, facts, frozenset(being.links), being.columns
        )

    def _linked(self, being: _Being, said: SourceValue, known: Field | None) -> Iterator[tuple[str, Value]]:
        """What a link leads to: a thing of the file, one that is known here, an address, or what is only named."""
        text = said.text.strip()
        found = self._of_file(text, known)
        if found:
            being.links.add((found, text))
            yield said.path, self._addresses[found, text]
        elif being.entity.exact:
            yield said.path, exact_value(said)
        elif known is None:
            if said.path not in BARRED:
                yield said.path, self._parser.other(said)
        elif not is_link_field(known):
            yield said.path, self._parser.value(known, said)
        elif ABSOLUTE.match(text):
            fits = {*self._full.types(text)} & {*known.targets}
            # Nothing here bears that address: it stays said, beside the fields of the card.
            yield (said.path if fits else ELSEWHERE[f"link#{local_name(said.path)}"]), self._parser.other(said)
        else:
            raise Unread((NOT_SAID if said.link else BY_ADDRESS).format(key=_short(text)))

    def _of_file(self, key: str, known: Field | None) -> str:
        """The kind of the thing of the file that bears a key, the one that the field asks for if several do."""
        kinds = list(self._by_key.get(key, ()))
        if known is None or not known.targets:
            return kinds[0] if kinds and known is None else ""
        return next((kind for kind in kinds if {*self._model.by_kind[kind].classes} & {*known.targets}), "")


def _iris(said: SourceValue, value: Value) -> Iterator[str]:
    yield said.path
    if isinstance(value, str):
        yield value


def _short(text: str, most: int = 120) -> str:
    """A value as a message may repeat it."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
