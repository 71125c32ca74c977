# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory: entries and what they can be found by, facets whose counts follow each other, pages of entries."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import reduce
from math import inf
from operator import and_

from graph.entity import Mention, Reader
from graph.entity.knowledge import Knowledge
from graph.entity.known import EDITORIAL, Known
from graph.errors import InvalidInput, Suggestion
from graph.model import EntityClass, Model
from graph.namespaces import SCHEMA, TIS
from graph.rdf.dataset import Dataset
from graph.rdf.followed import FollowedRows, RowMaking, Rows
from graph.rdf.positions import LAST, position
from graph.readings.bits import EntryBits
from graph.readings.states import State, planned_for, proof, states, unlived
from graph.referral.question_words import LITTLE_WORDS
from graph.search import SearchIndex
from graph.search.entries import entries_about
from graph.text.folding import filed, fold, roots
from graph.text.sentences import sentence
from graph.text.wording import Label, Phrase

PER_PAGE, MOST_NAMED = 20, 300
OPEN_CHOICES = 6  # choices of a facet shown before the fold
# Facets over lists of choices: parameter of the address, slug of the scheme, whether only its top choices are offered.
LISTS = (("besoin", "need", True), ("public", "audience", True), ("cout", "cost", False), ("etat", "state", False))
# Facets over a yes: parameter of the address, property.
FLAGS = {"ouvert": TIS.openToAssociations, "libre": TIS.freeSoftware}
# « don » is not the beginning of « données », nor « Tours » that of « tournée »; « form » may be that of « formation ».
SHORTEST_BEGINNING = 5
NATURE, ACCESS, UNSAID = Label("Nature"), Label("Accès"), Label("Non renseigné")
NO_CHOICE = Phrase("L’annuaire n’a pas le choix « {value} ». Reprenez dans la liste des filtres.")
LITTLE = frozenset(map(fold, LITTLE_WORDS))
# What nobody said of an entry that has a place for it: a choice of every facet but the kind.
MISSING = "non-renseigne"
PARAMETERS = ("nature", "libre", "besoin", "territoire", "public", "cout", "ouvert", "etat")


@dataclass(frozen=True)
class DirectoryEntry:
    """One entity in the directory: `values` maps a facet's parameter to what it can be found by; `words` are those of
    its names and of its line, as they are compared."""

    mention: Mention
    caption: str
    where: tuple[str, ...]
    cost: str
    known: Known
    values: Mapping[str, frozenset[str]]
    words: frozenset[str] = frozenset()
    position: int = LAST

    @property
    def iri(self) -> str:
        """The entity's."""
        return self.mention.iri


_Filed = tuple[tuple[float, int, str, str], DirectoryEntry]
"""An entry and where it stands."""
_Found = tuple[int, Mapping[str, int]]
"""The bits of what was found, and of what has the values that are chosen of each facet."""


@dataclass(frozen=True)
class FacetOption:
    """One choice of a facet with the number of entries it would leave; `entity_class` where it is a kind."""

    value: str
    label: str
    count: int
    selected: bool
    entity_class: EntityClass | None = None


@dataclass(frozen=True)
class Facet:
    """One filter; the first options are shown, `more` are folded."""

    parameter: str
    title: str
    options: tuple[FacetOption, ...]
    more: tuple[FacetOption, ...]


@dataclass(frozen=True)
class EntryLine:
    """One entry as a line: where and at what cost, and what to know of it first."""

    entry: DirectoryEntry
    place: str
    state: State | None


@dataclass(frozen=True)
class Directory:
    """One page of the directory, with the facets and the active filters (parameter, value, label)."""

    lines: tuple[EntryLine, ...]
    total: int
    page: int
    pages: int
    facets: tuple[Facet, ...]
    active: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class DirectoryState:
    """Every entry of one state of the facts, by kind then name, with their bits; `places` are where each stands."""

    rows: Rows[_Filed]
    places: tuple[tuple[float, int, str, str], ...]
    entries: tuple[DirectoryEntry, ...]
    bits: EntryBits

    def after(self, rows: Rows[_Filed]) -> DirectoryState:
        """The next one: what was made again takes its place among what stands in order already."""
        if rows.since != self.rows.state:
            return _state_of(rows)
        places, entries = list(self.places), list(self.entries)
        former, latter = self.rows.by_thing, rows.by_thing
        left = [former[iri] for iri in rows.again if iri in former]
        came = [latter[iri] for iri in rows.again if iri in latter]
        for place, _ in left:
            at = bisect_left(places, place)
            del places[at], entries[at]
        for place, entry in came:
            at = bisect_left(places, place)
            places.insert(at, place)
            entries.insert(at, entry)
        bits = self.bits.after([entry for _, entry in left], [entry for _, entry in came])
        return DirectoryState(rows, tuple(places), tuple(entries), bits)


def _state_of(rows: Rows[_Filed]) -> DirectoryState:
    in_order = sorted(rows.by_thing.values(), key=_place)
    found = tuple(entry for _, entry in in_order)
    return DirectoryState(rows, tuple(place for place, _ in in_order), found, EntryBits.of_entries(found))


def entries(reader: Reader) -> tuple[DirectoryEntry, ...]:
    """Every entry, by kind then name."""
    return DirectoryRows(reader).now().entries


class DirectoryRows:
    """The entries of a dataset as it is now, in one language: after a change, those that it touched are made again."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        kept = [item for item in reader.model.classes if item.directory and not item.restricted and not item.scheme]
        self._classes = frozenset(iri for item in kept for iri in item.classes)
        self._rows = FollowedRows(RowMaking(self._things, self._row), reader.dataset)
        self._state: DirectoryState | None = None

    @property
    def remade(self) -> int:
        """How many entries were made so far."""
        return self._rows.remade

    def now(self) -> DirectoryState:
        """Every entry as the facts are now."""
        rows, known = self._rows.now(), self._state
        if known is None or known.rows is not rows:
            known = self._state = _state_of(rows) if known is None else known.after(rows)
        return known

    def _things(self, dataset: Dataset) -> list[str]:
        return dataset.instances(*self._classes)

    def _row(self, dataset: Dataset, iri: str) -> _Filed | None:
        if self._classes.isdisjoint(dataset.types(iri)):
            return None
        # Each its own knowledge: what a row reads of its sources is read by that row.
        entry = _entry(replace(self.reader, dataset=dataset), iri, Knowledge(dataset))
        return None if entry is None else (_by_kind_then_name(entry), entry)


def _by_kind_then_name(entry: DirectoryEntry) -> tuple[float, int, str, str]:
    """People first, then what they do, then tools: the model's own order."""
    own = entry.mention.entity_class
    return own.order if own else 0, entry.position, filed(entry.mention.label), entry.mention.iri


def _place(row: _Filed) -> tuple[float, int, str, str]:
    return row[0]


def _entry(reader: Reader, iri: str, knowledge: Knowledge) -> DirectoryEntry | None:
    data, mention = reader.dataset, reader.mention(iri)
    own = mention.entity_class
    if own is None or not own.directory:
        return None
    linked = {value for field in own.fields if field.is_link for value in data.links(iri, field.path)}
    values = {parameter: _choices(reader.model, linked, slug) for parameter, slug, _ in LISTS}
    values |= {
        parameter: frozenset({MISSING})
        for parameter, slug, _ in LISTS
        if not values[parameter] and any(field.scheme == reader.model.scheme(slug).iri for field in own.fields)
    }
    places = data.links(iri, SCHEMA.areaServed) or data.links(iri, SCHEMA.location)
    cost = next((reader.label(value) for value in data.links(iri, TIS.cost)), "")
    placed = own.field(SCHEMA.areaServed) or own.field(SCHEMA.location)
    values |= {"nature": frozenset({own.slug}), "territoire": frozenset(places or ({MISSING} if placed else ()))}
    values |= {name: _flag(data.flag(iri, path), path, own) for name, path in FLAGS.items()}
    where = tuple(reader.label(place) for place in places)
    caption = reader.caption(iri)
    names = (entry.form for entry in entries_about(data, reader.model, iri))
    words = frozenset(roots(" ".join((mention.label, caption, *names))))
    return DirectoryEntry(mention, caption, where, cost, knowledge.of_thing(iri), values, words, position(data, iri))


def _flag(said: bool | None, path: str, own: EntityClass) -> frozenset[str]:
    """What a yes or no can be found by: a no is not looked for."""
    if said is None:
        return frozenset({MISSING}) if own.field(path) else frozenset()
    return frozenset({"1"}) if said else frozenset()


def _choices(model: Model, linked: Iterable[str], slug: str) -> frozenset[str]:
    """The slugs of the choices of a scheme among these IRIs, with everything above them."""
    found, todo = set(), [iri for iri in linked if iri in model.choices]
    while todo:
        choice = model.choices[todo.pop()]
        if choice.scheme.rsplit("/", 1)[-1] == slug and choice.slug not in found:
            found.add(choice.slug)
            todo += [iri for iri in choice.broader if iri in model.choices]
    return frozenset(found)


def named(found: Collection[DirectoryEntry], text: str) -> list[DirectoryEntry]:
    """The entries in which every word of a text is read, or begins a word; a short word that exists is meant whole.

    Accents, capitals, apostrophes and plurals make no difference. Articles count only where there is nothing else.
    """
    typed = roots(text)
    telling = [word for word in typed if len(word) > 1 and word not in LITTLE] or typed
    known = frozenset[str]().union(*(entry.words for entry in found))
    meant = [_begun(word, known) for word in telling]
    return [entry for entry in found if meant and all(words & entry.words for words in meant)]


def _begun(word: str, known: frozenset[str]) -> frozenset[str]:
    if len(word) < SHORTEST_BEGINNING and word in known:
        return frozenset({word})
    return frozenset(other for other in known if other.startswith(word))


def matching(everything: tuple[DirectoryEntry, ...], words: str, search: SearchIndex) -> tuple[DirectoryEntry, ...]:
    """The entries where the words are read, best named first; where they are read nowhere, those named alike."""
    if not words:
        return everything
    found = named(everything, words)
    hits = search.search(words if found else " ".join(roots(words)), MOST_NAMED)
    ranks = {hit.iri: rank for rank, hit in enumerate(hits)}
    found = found or [entry for entry in everything if entry.mention.iri in ranks]
    return tuple(sorted(found, key=lambda entry: ranks.get(entry.mention.iri, MOST_NAMED)))


def directory(
    reader: Reader,
    found: tuple[DirectoryEntry, ...],
    bits: EntryBits,
    chosen: Mapping[str, tuple[str, ...]],
    page: int,
    day: date,
) -> Directory:
    """The entries that pass every facet (any of its chosen values), their page, and the counts of every facet; `bits`
    are those of all entries, of which `found` are some."""
    pool = bits.of(found)
    wanted = {name: bits.having(name, values) for name, values in chosen.items() if values}
    passing = bits.among(found, reduce(and_, wanted.values(), pool)) if wanted else found
    pages = max(1, -(-len(passing) // PER_PAGE))
    page = min(page, pages)
    shown = passing[(page - 1) * PER_PAGE : page * PER_PAGE]
    facets = tuple(filter(None, (_facet(reader, bits, chosen, name, (pool, wanted)) for name in PARAMETERS)))
    labels = {
        (facet.parameter, option.value): option.label for facet in facets for option in (*facet.options, *facet.more)
    }
    active = tuple(
        (name, value, labels.get((name, value), value)) for name, values in chosen.items() for value in values
    )
    return Directory(tuple(_line(reader, entry, day) for entry in shown), len(passing), page, pages, facets, active)


def chosen_of(pool: Iterable[DirectoryEntry], chosen: Mapping[str, tuple[str, ...]]) -> list[DirectoryEntry]:
    """The entries that pass every facet."""
    return [entry for entry in pool if _passes(entry, chosen)]


def check_choices(reader: Reader, chosen: Mapping[str, tuple[str, ...]]) -> None:
    """Raises InvalidInput for a choice that no facet has; one that leads to nothing today is not wrong."""
    for parameter, values in chosen.items():
        for value in values:
            if value == MISSING and parameter != "nature":
                continue
            known = _known_choices(reader, parameter, value)
            if value not in known:
                near = get_close_matches(value, known, n=3, cutoff=0.5)
                raise InvalidInput(
                    NO_CHOICE(value=value[:60]),
                    field=parameter,
                    suggestions=[Suggestion(slug, slug) for slug in near],
                )


def _known_choices(reader: Reader, parameter: str, value: str) -> Collection[str]:
    if parameter == "nature":
        return [item.slug for item in reader.model.classes if item.directory and not item.restricted]
    if parameter == "territoire":
        return {value} if value.startswith("http") else ()
    if parameter in FLAGS:
        return {"1"}
    slug = next(slug for name, slug, _ in LISTS if name == parameter)
    return [choice.slug for choice in reader.model.scheme(slug).choices]


def _passes(entry: DirectoryEntry, chosen: Mapping[str, tuple[str, ...]]) -> bool:
    return all(not values or not entry.values[name].isdisjoint(values) for name, values in chosen.items())


def _facet(
    reader: Reader, bits: EntryBits, chosen: Mapping[str, tuple[str, ...]], parameter: str, found: _Found
) -> Facet | None:
    """Counts with every other facet applied, so that a choice never leads to an empty page unseen."""
    selected, (pool, wanted) = chosen.get(parameter, ()), found
    others = reduce(and_, (mask for name, mask in wanted.items() if name != parameter), pool)
    there = {value: mask for (name, value), mask in bits.masks.items() if name == parameter and mask & pool}
    made = [
        _option(reader, (parameter, value), (mask & others).bit_count(), value in selected)
        for value, mask in there.items()
    ]
    options = sorted(filter(None, made), key=lambda option: _order(reader.model, parameter, option))
    useful = [option for option in options if option.count or option.selected]
    always = [option for option in useful if option.selected or option.value == MISSING]
    first = [option for rank, option in enumerate(useful) if rank < _open(parameter) or option in always]
    rest = [option for option in useful if option not in first]
    return Facet(parameter, _title(reader, parameter), tuple(first), tuple(rest)) if first or rest else None


def _open(parameter: str) -> int:
    return 9 if parameter == "nature" else OPEN_CHOICES


def _option(reader: Reader, choice_of: tuple[str, str], count: int, selected: bool) -> FacetOption | None:
    parameter, value = choice_of
    if value == MISSING:
        return FacetOption(value, UNSAID(reader.lang), count, selected)
    if parameter == "nature":
        own = reader.model.by_slug[value]
        return FacetOption(value, sentence(own.plural(reader.lang)), count, selected, own)
    if parameter == "territoire":
        return FacetOption(value, reader.label(value), count, selected)
    if parameter in FLAGS:
        return FacetOption(value, sentence(_field_name(reader, FLAGS[parameter])), count, selected)
    slug, top = next((slug, top) for name, slug, top in LISTS if name == parameter)
    choice = next((choice for choice in reader.model.scheme(slug).choices if choice.slug == value), None)
    if choice is None or (top and choice.broader and not selected):
        return None
    return FacetOption(value, sentence(choice.label(reader.lang)), count, selected)


def _order(model: Model, parameter: str, option: FacetOption) -> tuple[float, str]:
    """Kinds and choices in the model's order; places by how many entries they have; last, what nobody said."""
    if option.value == MISSING:
        return inf, ""
    if parameter == "nature":
        return model.by_slug[option.value].order, ""
    if parameter in {"territoire", *FLAGS}:
        return -option.count, option.label
    slug = next(slug for name, slug, _ in LISTS if name == parameter)
    return [choice.slug for choice in model.scheme(slug).choices].index(option.value), ""


def _title(reader: Reader, parameter: str) -> str:
    if parameter == "nature":
        return NATURE(reader.lang)
    if parameter == "territoire":
        return sentence(_field_name(reader, SCHEMA.areaServed))
    if parameter == "ouvert":
        return ACCESS(reader.lang)
    if parameter == "libre":
        return sentence(_field_name(reader, SCHEMA.license))
    slug = next(slug for name, slug, _ in LISTS if name == parameter)
    return sentence(reader.model.scheme(slug).label(reader.lang))


def _field_name(reader: Reader, path: str) -> str:
    fields = reader.model.fields.get(path, ())
    return fields[0].name(reader.lang) if fields else ""


def _line(reader: Reader, entry: DirectoryEntry, day: date) -> EntryLine:
    due, state = planned_for(reader, entry.mention.iri), unlived(reader, entry.mention.iri, day)
    told = ", ".join(entry.where[:2]), entry.cost, state.text if state else "", due.text if due else ""
    place = " · ".join(text for text in told if text)
    if entry.known.how != EDITORIAL:
        return EntryLine(entry, place, proof(reader, entry.known, day))
    own = states(reader, entry.mention.iri, day)
    return EntryLine(entry, place, own[0] if own else None)
