# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every import format is given and gives: a content in, the things that it speaks of out. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.rdf.dataset import Dataset, Value

if TYPE_CHECKING:
    from graph.model import Model
    from graph.storage.derivation import Background
    from graph.text.wording import Label

# How much of a content a format may look at to tell whether it is its own.
SNIFFED_BYTES = 64 * 1024


@dataclass(frozen=True)
class SourceContent:
    """A file as it came: its own name (never trusted as a path), where its bytes stand, what its sender called it.

    `address` is where it was fetched from, empty for a file that somebody brought. `about`: the address of the one
    thing whose data it is, as the page that led to it tells, empty for what may be about many.
    """

    name: str
    path: Path
    media_type: str = ""
    address: str = ""
    about: str = ""

    def head(self, size: int = SNIFFED_BYTES) -> bytes:
        """Its first bytes; none of a folder."""
        if self.path.is_dir():
            return b""
        with self.path.open("rb") as stream:
            return stream.read(size)


@dataclass(frozen=True)
class SourceMapping:
    """What somebody settled about the columns of a source, kept as a file for its next delivery.

    `columns`: name of a column → what it is taken as, « kind path » (`organisation foaf:homepage`), empty where it is
    left aside. `options`: what else was asked and answered (`dates`: `day-first` …); each format says which it knows.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceTerms:
    """What a format may know of the instance: the model, the territories and the base of its IRIs, the mapping.

    `known`, what the instance says already, is for the one format whose things may bear addresses of ours.
    """

    model: Model
    background: Background
    mapping: SourceMapping = field(default_factory=SourceMapping)
    known: Dataset | None = None


@dataclass(frozen=True)
class SourceValue:
    """One value of a thing.

    `path`: the IRI of its property, of the model or of any other vocabulary (then kept as it is said). `text`: as it is
    written; the IRI, slug or label of a choice; the code or name of a territory; an ISO date; with `link`, the key of
    another thing of the same reading or an absolute IRI. `column`: how the file names where it stands. `lang`: the
    language of a text, empty for French. `datatype`: the IRI of the type of a literal that the model does not know.
    """

    path: str
    text: str
    column: str = ""
    lang: str = ""
    link: bool = False
    datatype: str = ""


@dataclass(frozen=True)
class SourceEntity:
    """A thing as a source says it: its kind (`organisation`, `service` …), what the source identifies it by (unique
    among its kind, never empty; an absolute IRI where it has one), its values, its row or line in the file, from 1.

    A key under the base of this instance is the IRI of the thing here, as is that of a choice of ours. `source`: where
    a file holds what several sources say, the key of that which says this (a thing of kind `source` of the same
    reading; one thing then comes once a source), empty for the source that the file is. `exact`: the values are the
    facts themselves, as RDF has them, and all of them, `rdf:type` included: see `exact_value`; nothing is read into
    them nor added.
    """

    kind: str
    key: str
    values: tuple[SourceValue, ...]
    row: int
    source: str = ""
    exact: bool = False


def exact_value(value: SourceValue) -> Value:
    """The object of a fact that an exact value is: an IRI, or a literal with its language or its type as they are."""
    if value.link:
        return value.text
    if value.lang:
        return Literal(value.text, language=value.lang)
    return Literal(value.text, datatype=NamedNode(value.datatype)) if value.datatype else Literal(value.text)


@dataclass(frozen=True)
class SourceFault:
    """What cannot be taken: where (row from 1, 0 for the whole file; column, empty for the whole row), the value as it
    is written, why and what to do in French, and the nearest right values, to choose from."""

    row: int
    column: str
    value: str
    why: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceColumn:
    """What became of a column (or a key, or a property) of the file.

    `taken_as`: « kind path » as in a mapping, empty where it is left aside. `why`: in French, a few words. `question`:
    what must be answered before it is taken, in French, with `answers` (value of the option → words).
    """

    name: str
    taken_as: str
    why: str
    examples: tuple[str, ...] = ()
    question: str = ""
    option: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceReading:
    """What a format read: the things and the faults in the order of the file, made as they are asked for, once; what
    became of each column; the licence (an IRI), publisher and day (ISO) that the file itself states, else empty;
    notices: what to know beside, each a sentence in French."""

    things: Iterator[SourceEntity | SourceFault]
    columns: tuple[SourceColumn, ...] = ()
    licence: str = ""
    publisher: str = ""
    issued: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkedName:
    """What a fact of a thing leads to, in the words of the document: its address, kind ("" where not told), name."""

    iri: str
    kind: str
    name: str


@dataclass(frozen=True)
class CardOfOthers:
    """A thing as somebody else's document tells it.

    `iri`: its address there, "" where the document gives it none. `entity`: its kind and its values, those that lead
    to other things of theirs with the addresses that these have there. `linked`: what is known of these, by address.
    `sources`: the names of those who say it there. `licences`: what is stated for it, one or several IRIs.
    """

    iri: str
    name: str
    entity: SourceEntity
    linked: Mapping[str, LinkedName]
    faults: tuple[SourceFault, ...] = ()
    sources: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    replaced_by: str = ""


@dataclass(frozen=True)
class SourceFormat:
    """A format: `recognises` looks at the head of a content (formats are asked by `order`, the surest first), `read`
    gives its things, or raises DataError, in French, for what is no such file at all. `asks_columns`: it reads
    a mapping of columns.
    """

    slug: str
    label: Label
    order: int
    recognises: Callable[[SourceContent], bool]
    read: Callable[[SourceContent, SourceTerms], SourceReading]
    asks_columns: bool = False
