# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model as Python sees it: classes, fields and choices, read from `ontology/` and frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal

from graph.errors import UnknownThing
from graph.model.learnt import Learnt
from graph.rdf.dataset import Dataset, spoken
from graph.text.wording import Phrase

NO_KIND = Phrase("Aucune nature de fiche ne s’appelle « {kind} ».")
NO_SCHEME = Phrase("Aucune liste de choix ne s’appelle « {slug} ».")


@dataclass(frozen=True)
class Texts:
    """One text of the data or of the model in the languages it is written in; French is always there."""

    fr: str
    others: tuple[tuple[str, str], ...] = ()

    def __call__(self, lang: str = "fr") -> str:
        """The text in that language, in French when it is not translated."""
        if lang == "fr":
            return self.fr
        return next((text for other, text in self.others if other == lang), self.fr)

    def template(self, lang: str) -> str:
        """The text in that language, where it is a sentence with `{blanks}`."""
        return self(lang)

    @property
    def languages(self) -> dict[str, str]:
        """The text by language."""
        return {"fr": self.fr, **dict(self.others)}

    def __bool__(self) -> bool:
        return bool(self.fr)


def texts_of(dataset: Dataset, iri: str, path: str) -> Texts:
    """What a dataset says at a path, in each language; what has none counts as French."""
    texts = [text for text in dataset.values(iri, path) if isinstance(text, Literal)]
    texts.sort(key=lambda text: spoken(text) == text.language)  # of two, the one without region counts
    said = {spoken(text) or "fr": text.value for text in texts}
    french = said.pop("fr", "")
    return Texts(french, tuple(sorted((lang, text) for lang, text in said.items() if text)))


@dataclass(frozen=True)
class Choice:
    """A concept of a scheme: one value to choose, with the words people type for it."""

    iri: str
    slug: str
    scheme: str
    label: Texts
    definition: Texts
    alternatives: tuple[str, ...]
    examples: tuple[str, ...]
    broader: tuple[str, ...]
    notation: tuple[str, ...]
    order: int
    # What it corresponds to in lists published elsewhere: exactly, more or less.
    exact: tuple[str, ...] = ()
    close: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """By its IRI: a scheme is the key of what is made of it once, and looked up at every request."""
        return hash(self.iri)


@dataclass(frozen=True)
class Letters:
    """The letters by which a language is told: its own, and those of languages written nearly alike that it lacks."""

    code: str
    own: str
    foreign: str

    @classmethod
    def of(cls, line: str) -> Letters:
        """Those of a line: the code, the letters, those that it lacks, with tabs between and « - » for none."""
        code, own, foreign = ("" if cell == "-" else cell for cell in line.split("\t"))
        return cls(code, own, foreign)


@dataclass(frozen=True, eq=False)
class WordTable:
    """What the words of another language mean in the one that is read here; `code` is that of the language (`es`).

    Each line has words of ours, « | », then words and phrases of theirs, between commas.
    """

    code: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Scheme:
    """A SKOS scheme: its choices in the order to show them, broader before narrower.

    `publisher` says whose list it is, "" for ours: what ours correspond to is in lists published elsewhere.
    """

    iri: str
    slug: str
    label: Texts
    choices: tuple[Choice, ...]
    publisher: str = ""

    def narrower(self, iri: str) -> tuple[Choice, ...]:
        """The choices directly under a concept."""
        return tuple(choice for choice in self.choices if iri in choice.broader)

    def under(self, iri: str) -> Iterator[str]:
        """A concept, then every more precise one."""
        yield iri
        for choice in self.narrower(iri):
            yield from self.under(choice.iri)

    @property
    def top(self) -> tuple[Choice, ...]:
        """The choices that have nothing above them."""
        return tuple(choice for choice in self.choices if not choice.broader)


@dataclass(frozen=True)
class Group:
    """A titled group of fields."""

    iri: str
    label: Texts
    order: float


# What a link costs a path when the ontology does not say.
PATH_COST = 2.0


@dataclass(frozen=True)
class Bridge:
    """How a class says that two things are related: the property to the one which acts, the property to the other one,
    and the one which qualifies the link ("" when nothing does); `verb` is read from the one to the other."""

    start: str
    end: str
    qualifier: str
    verb: Texts


@dataclass(frozen=True)
class Asking:
    """How forms ask a field: who may fill it (IRI of a choice, "" for nobody), its place in the short form, what
    browsers offer for it, and whether it may hold what is somebody's own."""

    by: str = ""
    short_order: float | None = None
    autocomplete: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Field:
    """A property as one class uses it. `targets` are class IRIs; `scheme` the IRI of the scheme of its choices.

    `datatypes`: any of them will do. `node_kind` is the kind of node that SHACL asks for, "" when any will do.
    """

    iri: str
    path: str
    name: Texts
    description: Texts
    inverse: Texts
    sentence: Texts
    verb: Texts
    message: Texts
    order: float
    group: Group | None
    datatypes: tuple[str, ...]
    node_kind: str
    targets: tuple[str, ...]
    scheme: str
    min_count: int
    max_count: int | None
    pattern: str
    unique_lang: bool
    inherits_access: bool
    # What a step along this link costs a path between two entities.
    path_cost: float = PATH_COST
    # From a part to its whole: followed on and on, it never leads back.
    acyclic: bool = False
    # The property that has to be stated too, "" when none has.
    requires: str = ""
    # The property by which earlier releases said the same, "" when they said it by this one.
    former: str = ""
    # When sources say otherwise: see `graph/entity/disagreements.py`.
    disputable: bool = False
    latest: bool = False
    closes: bool = False
    goes_with: str = ""
    asked: Asking = Asking()

    @property
    def is_single(self) -> bool:
        """Whether it has one value, or one a language."""
        return self.max_count == 1 or self.unique_lang

    @property
    def is_link(self) -> bool:
        """Whether it leads to an entity or to a concept."""
        return bool(self.targets)


@dataclass(frozen=True)
class EntityClass:
    """A kind of thing: how it is named, shown and described.

    On maps, the entities of a class with a `bridge` are lines between two things, those of a class that is not `on_map`
    stay aside, and paths do not go through `crossroads`, to which almost everything leads.
    """

    iri: str
    kind: str
    slug: str
    label: Texts
    plural: Texts
    comment: Texts
    colour: str
    dark_colour: str
    shape: str
    family: str
    caption: str
    order: float
    directory: bool
    restricted: bool
    scheme: str
    fields: tuple[Field, ...]
    bridge: Bridge | None = None
    on_map: bool = True
    crossroads: bool = False
    # Whether a source that describes one of its entities without telling its end says that it is there.
    closable: bool = False
    # The class that its entities bore in earlier releases, "" when it is this one.
    former: str = ""
    # Classes that some of its entities bear instead of its own.
    variants: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that tell its entities: its own, and its variants."""
        return self.iri, *self.variants

    @property
    def is_drawn(self) -> bool:
        """Whether its entities may be things on a map."""
        return self.bridge is None and self.on_map and not self.restricted

    def field(self, path: str) -> Field | None:
        """The field of a property, None when the class does not have it."""
        return next((field for field in self.fields if field.path == path), None)


@dataclass(frozen=True)
class Model:
    """The whole model; lookups raise UnknownThing."""

    classes: tuple[EntityClass, ...]
    schemes: tuple[Scheme, ...]
    elsewhere: tuple[str, ...] = ()
    """What people type that is none of these choices."""
    short: tuple[tuple[str, str], ...] = ()
    """Words as they are shortened in messages, each with what it stands for."""
    tables: tuple[WordTable, ...] = ()
    """Words of other languages."""
    learnt: Learnt = dataclasses.field(default_factory=Learnt)
    """What words tell of the needs, as it was learnt."""
    letters: tuple[Letters, ...] = ()
    """Those by which languages are told, the first of each script being told by none."""

    @cached_property
    def by_kind(self) -> dict[str, EntityClass]:
        """Classes by their English identifier (`network`)."""
        return {item.kind: item for item in self.classes}

    @cached_property
    def by_slug(self) -> dict[str, EntityClass]:
        """Classes by their French directory slug (`reseaux`)."""
        return {item.slug: item for item in self.classes}

    @cached_property
    def by_iri(self) -> dict[str, EntityClass]:
        """Classes by IRI; classes of concepts are found by scheme instead."""
        return {iri: item for item in self.classes if not item.scheme for iri in item.classes}

    @cached_property
    def by_scheme(self) -> dict[str, EntityClass]:
        """Classes of concepts by the IRI of their scheme."""
        return {item.scheme: item for item in self.classes if item.scheme}

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """Every concept by IRI."""
        return {choice.iri: choice for scheme in self.schemes for choice in scheme.choices}

    @cached_property
    def fields(self) -> dict[str, tuple[Field, ...]]:
        """The fields of every class by property IRI; the first is that of the first class in order."""
        found: dict[str, list[Field]] = {}
        for item in self.classes:
            for field in item.fields:
                found.setdefault(field.path, []).append(field)
        return {path: tuple(fields) for path, fields in found.items()}

    def publisher(self, iri: str) -> str:
        """Who publishes the list that a concept is of, "" when it is ours or when it is no concept."""
        return self._publishers.get(self.choices[iri].scheme, "") if iri in self.choices else ""

    @cached_property
    def _publishers(self) -> dict[str, str]:
        return {scheme.iri: scheme.publisher for scheme in self.schemes}

    def kind(self, kind: str) -> EntityClass:
        """The class of that identifier."""
        if kind not in self.by_kind:
            raise UnknownThing(NO_KIND(kind=kind), field="kind")
        return self.by_kind[kind]

    def scheme(self, slug: str) -> Scheme:
        """The scheme of that slug (`need`)."""
        found = next((scheme for scheme in self.schemes if scheme.slug == slug), None)
        if found is None:
            raise UnknownThing(NO_SCHEME(slug=slug))
        return found

    def class_of(self, types: list[str], scheme: str = "") -> EntityClass | None:
        """The class of an entity with these types (or of a concept of that scheme), None when the model has none."""
        if scheme in self.by_scheme:
            return self.by_scheme[scheme]
        found = [self.by_iri[iri] for iri in types if iri in self.by_iri]
        return min(found, key=lambda item: item.order) if found else None

    def field_of(self, kind: str, path: str) -> Field | None:
        """The field of a property for a kind, or that of the first class which has it."""
        own = self.by_kind[kind].field(path) if kind in self.by_kind else None
        return own or next(iter(self.fields.get(path, ())), None)
