# SPDX-License-Identifier: AGPL-3.0-or-later
"""The source of what moderators decide, or professionals agree on: one a day, which says so and bears the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.namespaces import DCT, RDF, SCHEMA, SKOS
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.storage.journal import Draft
from graph.text.wording import Label, day_text

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


@dataclass(frozen=True)
class Deciders:
    """Who decides: the beginning of their sources' names, and what these say of themselves."""

    kind: str
    title: Label
    about: Label


MODERATION = Deciders(
    "moderation",
    Label("Accepté par la modération le {day}"),
    Label("Ce que des visites du site ont fait connaître, et que la modération a relu puis accepté."),
)
PROFESSIONALS = Deciders(
    "professionals",
    Label("Dit par plusieurs professionnels le {day}"),
    Label("Ce que deux personnes au moins ont dit, entrées chacune par son propre lien."),
)
KEEPERS = Deciders(
    "keepers",
    Label("Dit par les structures elles-mêmes le {day}"),
    Label("Ce que des structures répondent quand ce site leur demande si leur fiche est toujours exacte."),
)
REVIEW = Deciders(
    "review",
    Label("Relu par la modération le {day}"),
    Label(
        "Les fiches que la modération a relues ce jour-là sans rien y voir de faux. Qu’elles soient exactes, seules "
        "les structures peuvent le confirmer."
    ),
)
WHO = (MODERATION, PROFESSIONALS)


def day_source(base: str, day: date, who: Deciders = MODERATION) -> str:
    """The IRI of the source of a day."""
    return f"{_prefix(base, who)}{day.isoformat()}"


def _prefix(base: str, who: Deciders) -> str:
    return f"{base}/id/source/{who.kind}-"


def opening(dataset: Dataset, day: date, who: Deciders = MODERATION) -> Draft | None:
    """What describes the source of a day; None where it is there. It is a change of its own, which no undoing takes."""
    source = day_source(dataset.base, day, who)
    if dataset.types(source):
        return None
    said: list[tuple[str, Value]] = [
        (RDF.type, SCHEMA.Dataset),
        (DCT.license, LICENCE),
        (DCT.issued, date_literal(day)),
    ]
    for path, label in ((SKOS.prefLabel, who.title), (DCT.description, who.about)):
        said += [(path, text_literal(label(lang).format(day=day_text(day, lang)), lang)) for lang in ("fr", "en")]
    facts = frozenset(Fact(source, path, value, source) for path, value in said)
    return Draft(
        "Tisserand", who.kind, f"Source ouverte : {who.title.fr.format(day=day_text(day))}", source, added=facts
    )


def sources(dataset: Dataset) -> dict[str, date]:
    """The sources there are, with their day."""
    begin = tuple(_prefix(dataset.base, who) for who in WHO)
    found = (iri for iri in dataset.instances(SCHEMA.Dataset) if iri.startswith(begin))
    return {iri: day for iri in found if (day := dataset.day(iri, DCT.issued))}
