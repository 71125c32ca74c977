# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document of RDF as quads, read with bounds, and the line where each thing stands in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import BinaryIO

import pyoxigraph as ox

from graph.errors import DataError, TooLarge
from graph.namespaces import RDF
from graph.rdf.forms import JSON_LD, RDF_XML, Form
from graph.rdf.turtle import in_french
from graph.sources._rdf.contexts import with_own_contexts
from graph.sources._rdf.writings import BOM, PARSED_AS, is_page, writing_of
from graph.sources._reading import SourceContent
from graph.text.wording import Label

MAX_BYTES = 50 * 1024 * 1024
MOST_FACTS = 500_000
# JSON-LD whose contexts have to be put in is read whole as Python objects, ten times its size.
MAX_REWRITTEN = 10 * 1024 * 1024
# What is to be known where who says what cannot be read of a document.
NO_GRAPH = Label(
    "Ce fichier ne dit pas, fait par fait, qui le dit (il n’a pas de graphes nommés) : tout ce qui n’y a pas de source "
    "est pris comme dit par ce fichier."
)
_IN_TURTLE = "Demandez-le en Turtle, ou découpez-le en plusieurs."
_TAKEN_AT_ONCE = 10_000
_WANTED = "Un fichier Turtle, JSON-LD, RDF/XML, TriG ou N-Quads est attendu."
_TOO_MANY = f"plus de {MOST_FACTS} faits : découpez le fichier en plusieurs."
_TOKEN = re.compile(rb'<([^<>\s"]*)>|["\']([^"\'\s]+)["\']|(?<![\w<"\':/%-])((?:[A-Za-z][\w-]*)?:[\w.%-]*[\w%-])')
_ENTITY = re.compile(rb"<!ENTITY\s+[^\s%]+\s+(?:\"([^\"&]{0,300})\"|'([^'&]{0,300})')\s*>")


@dataclass(frozen=True)
class RdfDocument:
    """Quads as they are said; `prefixes` are those that the document declares, `base` what its addresses hang from."""

    content: SourceContent
    form: Form
    store: ox.Store
    base: str
    prefixes: dict[str, str] = field(default_factory=dict)

    @property
    def with_graphs(self) -> bool:
        """Whether something is said in a named graph."""
        return next(iter(self.store.named_graphs()), None) is not None

    @cached_property
    def graphs(self) -> int:
        """How many named graphs it has."""
        return sum(1 for _ in self.store.named_graphs())

    def quads(self, s: str | None = None, p: str | None = None) -> Iterator[ox.Quad]:
        """The quads of a subject, of a property, or all."""
        subject, path = ox.NamedNode(s) if s else None, ox.NamedNode(p) if p else None
        return self.store.quads_for_pattern(subject, path, None, None)

    def values(self, iri: str, path: str) -> list[str]:
        """What is said of a thing by a property, addresses and texts alike, sorted."""
        found = (quad.object for quad in self.quads(iri, path))
        return sorted(value.value for value in found if not isinstance(value, ox.Triple))

    def instances(self, class_iri: str) -> list[str]:
        """The addresses of the things of a class, sorted."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(class_iri), None)
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)})

    def line_of(self, iri: str) -> int:
        """The line where a thing is first written, better at the beginning of a line; 0 when it is not found."""
        return self._lines.get(iri, 0)

    def rows_of(self, things: Iterable[str]) -> dict[str, int]:
        """What tells each thing from the others in the file: its line, or its rank where a line has several."""
        ordered = sorted(things, key=lambda iri: (self.line_of(iri), iri))
        lines = {iri: self.line_of(iri) for iri in ordered}
        are_lines = 0 not in lines.values() and len(set(lines.values())) == len(lines)
        return lines if are_lines else {iri: rank for rank, iri in enumerate(ordered, 1)}

    @cached_property
    def _lines(self) -> dict[str, int]:
        wanted = self._writings_of_subjects()
        found: dict[str, int] = {}
        begun: dict[str, int] = {}
        with self.content.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                for match in _TOKEN.finditer(line):
                    iri = wanted.get(match[match.lastindex or 0])
                    if iri is not None:
                        (begun if match.start() == 0 else found).setdefault(iri, number)
        return found | begun

    def _writings_of_subjects(self) -> dict[bytes, str]:
        """How each subject may be written: whole, from the base, with a prefix."""
        subjects = {quad.subject.value for quad in self.store if isinstance(quad.subject, ox.NamedNode)}
        found = {iri.encode(): iri for iri in subjects}
        for name, start in ({"": f"{self.base}/"} | {f"{name}:": iri for name, iri in self.prefixes.items()}).items():
            if start:
                found |= {(name + iri[len(start) :]).encode(): iri for iri in subjects if iri.startswith(start)}
        return found


def read_document(content: SourceContent, base: str, own: str = "") -> RdfDocument:
    """The document of a content, its relative addresses under `base`, or beside `own`, its own address; raises
    DataError, with a line, or TooLarge."""
    form = writing_of(content)
    head = content.head()
    if form is None or is_page(head) or not head.removeprefix(BOM).strip():
        raise DataError(f"{_not_rdf(head)}. {_WANTED}", file=content.name)
    if content.path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"{content.name} : le fichier dépasse {MAX_BYTES // 1024**2} Mo. Découpez-le en plusieurs.")
    try:
        store, prefixes = _parsed(content, form, own or f"{base}/")
    except _ContextElsewhere:
        store, prefixes = _parsed(content, form, own or f"{base}/", with_contexts=True)
    if not len(store):
        raise DataError("ce fichier ne dit rien : aucun fait n’y est écrit.", file=content.name)
    return RdfDocument(content, form, store, base, prefixes)


class _ContextElsewhere(Exception):
    """A document of JSON-LD gives its vocabulary by an address."""


def _parsed(
    content: SourceContent, form: Form, base: str, *, with_contexts: bool = False
) -> tuple[ox.Store, dict[str, str]]:
    store = ox.Store()
    with content.path.open("rb") as file:
        try:
            stream = _stream(file, form, content, with_contexts)
            parser = ox.parse(stream, format=PARSED_AS[form], base_iri=base, lenient=True)
            while some := list(islice(parser, _TAKEN_AT_ONCE)):
                store.extend(some)
                if len(store) > MOST_FACTS:
                    raise TooLarge(f"{content.name} : {_TOO_MANY}")
        except (SyntaxError, ValueError) as error:
            if form == JSON_LD and "LoadDocumentCallback" in str(error) and not with_contexts:
                raise _ContextElsewhere from error
            raise _not_right(content, form, error) from error
    return store, dict(parser.prefixes)


def _stream(file: BinaryIO, form: Form, content: SourceContent, with_contexts: bool) -> BinaryIO:
    """The bytes to parse, without byte order mark; for JSON-LD, with the contexts that are known here in place."""
    if file.read(len(BOM)) != BOM:
        file.seek(0)
    if with_contexts:
        if content.path.stat().st_size > MAX_REWRITTEN:
            raise TooLarge(f"{content.name} : le fichier dépasse {MAX_REWRITTEN // 1024**2} Mo. {_IN_TURTLE}")
        return io.BytesIO(with_own_contexts(file.read(), content.name))
    if form == RDF_XML:
        return io.BytesIO(_without_bombs(file.read(), content.name))
    return file


def _without_bombs(text: bytes, name: str) -> bytes:
    """XML whose entities are short texts of their own, as namespaces are; the parser would unfold any other."""
    if text.count(b"<!ENTITY") != len(_ENTITY.findall(text)):
        said = "il définit des mots par d’autres mots, par des fichiers ou trop longs (<!ENTITY …>) : retirez-les."
        raise DataError(said, file=name)
    return text


def _not_rdf(head: bytes) -> str:
    if not head.removeprefix(BOM).strip():
        return "le fichier est vide"
    return "c’est une page web, pas des données" if is_page(head) else "ce n’est pas du RDF"


def _not_right(content: SourceContent, form: Form, error: Exception) -> DataError:
    line, said = getattr(error, "lineno", None), str(getattr(error, "msg", error))
    if isinstance(error, UnicodeDecodeError) or "utf-8" in said.lower():
        return DataError(f"le texte n’est pas en UTF-8. {_WANTED}", file=content.name, line=line)
    return DataError(f"ce n’est pas du {form.name} valide ({in_french(said)}).", file=content.name, line=line)
