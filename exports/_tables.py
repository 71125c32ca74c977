# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dataset as tables for people: one a kind of thing, its fields as columns, and what to know of the whole."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from exports._catalogue import FACTS
from exports._cells import SEPARATOR
from graph.licences import licence_name
from graph.model import Field
from graph.namespaces import XSD, compact
from graph.rdf.dataset import Value, spoken
from graph.text.cells import unrun
from graph.text.sentences import sentence
from graph.text.wording import Plural

if TYPE_CHECKING:
    from exports._types import Publication
    from graph.model import EntityClass

ABOUT = "À propos"
ADDRESS = "fiche"
# What no XML document can hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters of a cell of Excel
LONGEST_NAME = 31  # and of the name of a sheet
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip can tell: the same data give the same file
YES, NO = "oui", "non"
CHOSEN = Plural("{count} fiche choisie dans l’annuaire", "{count} fiches choisies dans l’annuaire")
LEFT_OUT = Plural(", dont {count} que sa licence laisse de côté", ", dont {count} que leur licence laisse de côté")


@dataclass(frozen=True)
class TablePage:
    """A table: `slug` for the name of a file, `title` for that of a sheet, headings of which no two are alike, rows of
    texts, one a thing, each as long as the headings."""

    slug: str
    title: str
    headings: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]


def table_pages(publication: Publication) -> Iterator[TablePage]:
    """One a kind of which there is something, in the order of the model, then where all this comes from."""
    shown = 0
    for item in publication.model.classes:
        found = [] if item.scheme or item.restricted else publication.instances(item)
        shown += len(found)
        if found:
            yield _page(publication, item, found)
    yield TablePage("a-propos", ABOUT, ("quoi", "valeur"), list(_about(publication, shown)))


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these files, the same on whatever day it is made."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _page(publication: Publication, item: EntityClass, found: list[str]) -> TablePage:
    used = [field for field in item.fields if any(publication.dataset.values(iri, field.path) for iri in found)]
    rows = (_row(publication, iri, used) for iri in found)
    return TablePage(item.slug, sentence(item.plural())[:LONGEST_NAME], _headings(used), rows)


def _headings(fields: Iterable[Field]) -> tuple[str, ...]:
    """The names of the fields, the second of one name told apart by its property; then the address of each thing."""
    found: dict[str, None] = {}
    for field in fields:
        name = unrun(field.name())
        found[f"{name} ({compact(field.path)})" if name in found or name == ADDRESS else name] = None
    return (*found, ADDRESS)


def _row(publication: Publication, iri: str, fields: list[Field]) -> tuple[str, ...]:
    cells = (SEPARATOR.join(_texts(publication, field, iri)) for field in fields)
    return (*(_cell(cell) for cell in cells), iri)


def _texts(publication: Publication, field: Field, iri: str) -> list[str]:
    """Names for links, French before other languages for texts, yes and no in words."""
    values = publication.dataset.values(iri, field.path)
    literals = [value for value in values if isinstance(value, Literal)]
    french = [value for value in literals if spoken(value) in ("", "fr")] or literals
    return [*(_named(publication, field, value) for value in values if isinstance(value, str)), *map(_said, french)]


def _named(publication: Publication, field: Field, value: Value) -> str:
    return publication.dataset.label(str(value)) if field.is_link else str(value)


def _said(value: Literal) -> str:
    if value.datatype.value == XSD.boolean:
        return YES if value.value in ("true", "1") else NO
    return value.value


def _cell(text: str) -> str:
    return unrun(_UNWRITABLE.sub(" ", text))[:LONGEST]


def _about(publication: Publication, shown: int) -> Iterator[tuple[str, str]]:
    about = publication.observatory
    yield "titre", _cell(about.title.fr)
    yield "publié par", _cell(about.publisher)
    yield "adresse", f"{publication.base}/"
    yield "licence", licence_name(publication.licence) if publication.licence else "celle que dit chaque source"
    for share in publication.shares:
        what = "sources reprises" if share.kept else "sources laissées de côté pour leur licence"
        yield f"{what}, {share.licence.name}", f"{share.sources} ({FACTS(share.facts).text()})"
    if publication.things is not None:
        chosen = len(publication.things)
        left_out = LEFT_OUT(chosen - shown).text() if chosen > shown else ""
        yield "choix", CHOSEN(chosen).text() + left_out
    if publication.provisional:
        yield "attention", "adresses provisoires : BASE_URL n’est pas réglée"
