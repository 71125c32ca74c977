# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small real instances for tests: a folder, the project's own model and territories, a few facts."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from graph.folders import territory_folder
from graph.model import Model
from graph.model.ontology import ONTOLOGY, load_model
from graph.namespaces import ACCESS_RIGHT, DCT, FOAF, ORG, RDF, SCHEMA, SKOS, TIS
from graph.observatory import Observatory, load_observatory
from graph.rdf.dataset import Dataset, Fact, Value, text_literal
from graph.rdf.nquads import lines
from graph.settings import Settings
from graph.storage.journal import Draft
from graph.storage.repository import Repository, open_repository
from graph.territory import Territories

# The day on which all tests live, whatever the calendar says: neither the first nor the last of a month.
DAY = date(2026, 12, 10)
BASE = "http://localhost:5000"
ID = f"{BASE}/id/"
TOWN = ID + "source/town"
BARE = Path("no-vocabularies")
SECRET = ID + "source/secret"

PREFIXES = """@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tis: <https://w3id.org/tisserand/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TOWN_TTL = (
    PREFIXES
    + """<id/source/town> a schema:Dataset ; skos:prefLabel "Petite ville"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/network/round> a org:OrganizationalCollaboration ; skos:prefLabel "La Ronde"@fr ;
  schema:areaServed <id/territory/commune-37261> .
<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Moulin"@fr ;
  foaf:homepage <https://mill.example.org/> .
<id/membership/mill-round> a org:Membership ; skos:prefLabel "Le Moulin y adhère"@fr ;
  org:member <id/organisation/mill> ; org:organization <id/network/round> .
"""
)


@cache
def model() -> Model:
    """The project's model."""
    return load_model()


@cache
def observatory() -> Observatory:
    """What the project's own data are about."""
    return load_observatory(territory_folder(""))


@cache
def territories() -> Territories:
    """The project's territories, with the area of its own data."""
    return Territories.load(area=["37"])


def settings_in(folder: Path, **environment: str) -> Settings:
    """The settings of an instance in a folder."""
    known = {"INSTANCE": str(folder), "TODAY": DAY.isoformat(), "FORM_SECONDS": "0", **kept_elsewhere(folder)}
    return Settings.from_environment({**known, **environment})


def kept_elsewhere(_folder: Path) -> dict[str, str]:
    """What says where the journal of an instance is, when not in its folder: the fixture `database` replaces this."""
    return {}


def opened(folder: Path, *, on_disk: bool = True, ontology: Path = ONTOLOGY, **environment: str) -> Repository:
    """The repository of an instance in a folder; `ontology=BARE` leaves the vocabularies out, which is quicker."""
    settings = settings_in(folder, **environment)
    return open_repository(settings, model(), territories(), on_disk=on_disk, ontology=ontology)


def write(folder: Path, text: str = TOWN_TTL, name: str = "town.ttl") -> Path:
    """A file of that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fact(s: str, p: str, o: Value, source: str = TOWN) -> Fact:
    """A fact; `s` and link targets are relative to `…/id/` unless they are whole IRIs."""
    whole = o if not isinstance(o, str) or ":" in o else ID + o
    return Fact(s if ":" in s else ID + s, p, whole, source)


def label(s: str, text: str, source: str = TOWN) -> Fact:
    """A French name."""
    return fact(s, SKOS.prefLabel, text_literal(text, "fr"), source)


def draft(added: set[Fact] | None = None, removed: set[Fact] | None = None, summary: str = "essai") -> Draft:
    """A change by the tests."""
    return Draft("essais", "edit", summary, TOWN, frozenset(removed or ()), frozenset(added or ()))


def restricted_source() -> set[Fact]:
    """A source that only professionals may read."""
    return {
        fact(SECRET, RDF.type, SCHEMA.Dataset, SECRET),
        fact(SECRET, DCT.accessRights, ACCESS_RIGHT.RESTRICTED, SECRET),
    }


def person() -> set[Fact]:
    """A person, the post held, and a competence."""
    return {
        fact("person/x", RDF.type, FOAF.Person),
        label("person/x", "Une personne"),
        fact("post/host", ORG.heldBy, "person/x"),
        label("post/host", "Accueil"),
        fact("competence/x-maps", RDF.type, TIS.Competence),
        fact("competence/x-maps", TIS.competenceOf, "person/x"),
        label("competence/x-maps", "Cartes"),
    }


def dump(dataset: Dataset) -> list[str]:
    """The dataset as sorted canonical N-Quads: two are equal when it is the same graph (there are no blank nodes)."""
    return lines(dataset.facts())


def both(repository: Repository) -> tuple[list[str], list[str]]:
    """Both datasets as N-Quads."""
    return dump(repository.full), dump(repository.public)


def remade(folder: Path, ontology: Path = ONTOLOGY, **environment: str) -> tuple[list[str], list[str]]:
    """What the journal alone gives, in memory."""
    repository = opened(folder, on_disk=False, ontology=ontology, **environment)
    try:
        return both(repository)
    finally:
        repository.close()
