# SPDX-License-Identifier: AGPL-3.0-or-later
"""The source of what moderators decide: one a day, which says so and bears the day."""

from __future__ import annotations

from datetime import date

from graph.namespaces import DCT, RDF, SCHEMA, SKOS
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.storage.journal import Draft
from graph.text.wording import Label, day_text

PREFIX = "source/moderation-"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
TITLE = Label("Accepté par la modération le {day}")
ABOUT = Label("Ce que des visites du site ont fait connaître, et que la modération a relu puis accepté.")


def day_source(base: str, day: date) -> str:
    """The IRI of the source of a day."""
    return f"{base}/id/{PREFIX}{day.isoformat()}"


def opening(dataset: Dataset, day: date) -> Draft | None:
    """What describes the source of a day; None where it is there. It is a change of its own, which no undoing takes."""
    source = day_source(dataset.base, day)
    if dataset.types(source):
        return None
    said: list[tuple[str, Value]] = [
        (RDF.type, SCHEMA.Dataset),
        (DCT.license, LICENCE),
        (DCT.issued, date_literal(day)),
    ]
    for path, label in ((SKOS.prefLabel, TITLE), (DCT.description, ABOUT)):
        said += [(path, text_literal(label(lang).format(day=day_text(day, lang)), lang)) for lang in ("fr", "en")]
    facts = frozenset(Fact(source, path, value, source) for path, value in said)
    return Draft(
        "Tisserand", "moderation", f"Source ouverte : {TITLE.fr.format(day=day_text(day))}", source, added=facts
    )


def sources(dataset: Dataset) -> dict[str, date]:
    """The sources there are, with their day."""
    found = (iri for iri in dataset.instances(SCHEMA.Dataset) if iri.startswith(f"{dataset.base}/id/{PREFIX}"))
    return {iri: day for iri in found if (day := dataset.day(iri, DCT.issued))}
