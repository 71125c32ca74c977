# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a `territory.ttl`; what is missing or unknown in it is said in one sentence, with the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.errors import DataError, SettingsError, UnknownThing
from graph.folders import DESCRIPTION, ROOT
from graph.model import Texts, texts_of
from graph.model.ontology import ONTOLOGY, load_classes
from graph.namespaces import DCAT, DCT, FOAF, RDF, SCHEMA, SKOS, TIS, compact
from graph.observatory.types import Observatory
from graph.rdf.dataset import Dataset, spoken
from graph.rdf.turtle import read_turtle
from graph.territory import Territories
from graph.text.catalogue import LANGUAGES
from graph.validation import validate_entities

if TYPE_CHECKING:
    from graph.settings import Settings

BASE = "http://localhost"
TERMS = ONTOLOGY / "observatory.ttl"
FAULT = "TERRITORY : {file} : {problem}"
NO_PLACE = "aucun territoire du code officiel n’est « {key} »."
NO_ONE = "le fichier doit décrire un seul territoire, de classe tis:Observatory ; il en décrit {count}."
NO_FRENCH = "donnez aussi {field} en français (@fr)."
NO_LANGUAGE = "la langue par défaut « {language} » n’est pas de celles des pages : {known}."
TEXTS = (
    SKOS.prefLabel, TIS.nameWithArticle, TIS.nameAfterOf, TIS.nameAfterIn, DCT["title"], DCT.description, DCT.abstract,
)  # fmt: skip


def load_observatory(folder: Path) -> Observatory:
    """What the file of a folder says; raises SettingsError with one sentence about the first fault.

    Which places exist is only known with the territories: see `territories_of`.
    """
    path = folder / DESCRIPTION
    try:
        data = Dataset.in_memory(read_turtle(path, BASE), BASE)
    except DataError as error:
        raise SettingsError(f"TERRITORY : {error.message}", field="TERRITORY") from error
    subjects = data.instances(TIS.Observatory)
    if len(subjects) != 1:
        raise _fault(path, NO_ONE.format(count=len(subjects)))
    problem = _problem(data, subjects[0])
    if problem:
        raise _fault(path, problem)
    return _observatory(data, subjects[0], folder)


def territories_of(settings: Settings, observatory: Observatory) -> Territories:
    """The territories with the area of the setting, else of the file; raises SettingsError for a place that is none."""
    found = Territories.load(area=settings.area or ())
    for key in (*observatory.area, *observatory.examples):
        try:
            found.by_key(key)
        except UnknownThing as error:
            raise _fault(observatory.folder / DESCRIPTION, NO_PLACE.format(key=key)) from error
    return found if settings.area else found.about(observatory.area)


def _problem(data: Dataset, iri: str) -> str:
    """The first thing that is wrong, "" when nothing is."""
    model = load_classes(TERMS, TIS.Observatory, FOAF.Agent)
    everything = {fact.s for fact in data.facts()}
    for finding in validate_entities(data, model, everything):
        value = f" [{finding.value}]" if finding.value else ""
        where = compact(finding.path) if finding.path == RDF.type else ""
        return f"{where}{' : ' if where else ''}{finding.message}{value}"
    silent = next((path for path in TEXTS if not texts_of(data, iri, path)), "")
    if silent:
        return NO_FRENCH.format(field=compact(silent))
    language = data.text(iri, SCHEMA.inLanguage) or ""
    return "" if language in LANGUAGES else NO_LANGUAGE.format(language=language, known=", ".join(LANGUAGES))


def _observatory(data: Dataset, iri: str, folder: Path) -> Observatory:
    def texts(path: str) -> Texts:
        return texts_of(data, iri, path)

    words = (word for word in data.values(iri, DCAT.keyword) if isinstance(word, Literal))
    return Observatory(
        folder=folder,
        name=texts(SKOS.prefLabel),
        with_article=texts(TIS.nameWithArticle),
        after_of=texts(TIS.nameAfterOf),
        after_in=texts(TIS.nameAfterIn),
        area=_keys(data, iri, DCT.spatial),
        examples=_keys(data, iri, TIS.examplePlace),
        publisher=data.text(data.link(iri, DCT.publisher) or "", FOAF.name) or "",
        contact=data.text(iri, SCHEMA.email) or "",
        legal=texts(TIS.legalNotice),
        language=data.text(iri, SCHEMA.inLanguage) or "",
        slug=data.text(iri, DCT.identifier) or "",
        licence=data.link(iri, DCT.license) or "",
        sentence=texts(DCT.abstract),
        title=texts(DCT["title"]),
        description=texts(DCT.description),
        keywords=tuple(sorted((spoken(word), word.value) for word in words)),
    )


def _keys(data: Dataset, iri: str, path: str) -> tuple[str, ...]:
    return tuple(place.rsplit("/", 1)[1] for place in data.links(iri, path))


def _fault(path: Path, problem: str) -> SettingsError:
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    return SettingsError(FAULT.format(file=shown, problem=problem), field="TERRITORY")
