# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV: one entity a row, one column a field of the model, for spreadsheets."""

from __future__ import annotations

import csv
import io

from exports._cells import SEPARATOR
from exports._types import Export, Publication
from graph.model import EntityClass, Field
from graph.namespaces import compact
from graph.rdf.dataset import Value, spoken
from graph.text.cells import unrun
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it), `;` never used: commas, multiple values split by `|`."""
    fields = _columns(publication)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["iri", "nature", *_headings(fields)])
    for item in publication.model.classes:
        for iri in _entities(publication, item):
            writer.writerow([unrun(cell) for cell in (iri, item.label(), *_cells(publication, iri, fields))])
    return out.getvalue().encode("utf-8-sig")


def _columns(publication: Publication) -> list[Field]:
    """One field a property, in the order of classes then of fields; only properties in use."""
    things = publication.things
    used = {fact.p for fact in publication.facts if things is None or fact.s in things}
    return [fields[0] for path, fields in publication.model.fields.items() if path in used]


def _headings(fields: list[Field]) -> list[str]:
    """The names of the fields; the second of one name is told apart by its property."""
    found: dict[str, None] = {}
    for field in fields:
        name = field.name()
        found[f"{name} ({compact(field.path)})" if name in found else name] = None
    return list(found)


def _entities(publication: Publication, item: EntityClass) -> list[str]:
    if not item.scheme:
        return publication.instances(item)
    lists = publication.model.schemes if publication.things is None else ()
    return [choice.iri for scheme in lists if scheme.iri == item.scheme for choice in scheme.choices]


def _cells(publication: Publication, iri: str, fields: list[Field]) -> list[str]:
    return [SEPARATOR.join(_texts(publication, publication.dataset.values(iri, field.path))) for field in fields]


def _texts(publication: Publication, values: list[Value]) -> list[str]:
    """Names for links, whole addresses for what bears none, French before other languages for texts."""
    literals = [value for value in values if not isinstance(value, str)]
    french = [value.value for value in literals if spoken(value) in ("", "fr")] or [value.value for value in literals]
    links = (value for value in values if isinstance(value, str))
    return [*(publication.dataset.name(link) or link for link in links), *french]


export = Export(
    slug="csv",
    label=Label("CSV, pour un tableur"),
    media_type="text/csv",
    extension="csv",
    order=40,
    render=render,
    cut=True,
    table=True,
)
