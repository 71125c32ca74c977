# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the folder of a territory: what it is about, an empty journal, and a table of actors to fill in."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.errors import Conflict, InvalidInput
from graph.folders import DESCRIPTION, TERRITORIES, territory_folders
from graph.observatory.reading import load_observatory
from graph.observatory.spoken import SpokenName, spoken
from graph.sources import write_template
from graph.storage.journal import Journal
from graph.territory.area import COUNTRY
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.model import Model
    from graph.settings import Settings
    from graph.territory import Territories, Territory

TABLE = "acteurs.xlsx"
LEVELS = ("departement", "epci", "region", "pays")
LONGEST = 60
EXISTS = "Un territoire s’appelle déjà « {name} » ({folder}). Servez-le avec TERRITORY={name}, ou renommez son dossier."
NO_PLACE = "Donnez un territoire : le numéro ou le nom d’un département, d’une intercommunalité ou d’une région."
SENTENCE = (
    "Tisserand est la carte de celles et ceux qui aident les associations {of} avec le numérique.",
    "Tisserand is the map of those who help the associations of {name} with digital tools.",
)
TITLE = (
    "Le numérique associatif {inside} : qui fait quoi, vers qui orienter",
    "Digital support for associations in {name}: who does what, whom to refer to",
)
SUMMARY = (
    "Acteurs, réseaux, services, compétences et outils libres pour les associations, chaque fait avec sa source.",
    "Actors, networks, services, competences and free software for associations, each fact with its source.",
)
TURTLE = Template("""\
# SPDX-License-Identifier: etalab-2.0
# Ce que décrit cette carte, et qui en répond. Relisez chaque ligne : tout s’affiche ou se publie.
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tis: <https://w3id.org/tisserand/ontology#> .

<#territory> a tis:Observatory ;
  skos:prefLabel $name ;
  tis:nameWithArticle $with_article ;
  tis:nameAfterOf $after_of ;
  tis:nameAfterIn $after_in ;
$area  tis:examplePlace $examples ;
  dct:abstract $sentence ;
  dct:title $title ;
  dct:description $description ;
  dcat:keyword $keywords ;
  dct:publisher <#publisher> ;
  # L’adresse à laquelle on écrit au sujet de cette carte : retirez le dièse et remplacez-la.
  # schema:email "contact@exemple.org" ;
  # Qui publie le site et qui l’héberge, comme la loi le demande : retirez le dièse et remplacez le texte.
  # tis:legalNotice "Ce site est publié par …, et hébergé par …"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> ;
  dct:identifier "$slug" ;
  schema:inLanguage "fr" .

<#publisher> a foaf:Agent ;
  foaf:name $publisher .
""")


def make_territory(names: Sequence[str], settings: Settings, model: Model, territories: Territories) -> Path:
    """The folder made for these places, codes or names; nothing is left where anything is wrong.

    Raises InvalidInput, Ambiguous, or Conflict where a territory has that name.
    """
    if not names:
        raise InvalidInput(NO_PLACE, field="territory")
    places = list(dict.fromkeys(_place(name, territories) for name in names))
    said = spoken(places)
    slug = re.sub(r"[^a-z0-9]+", "-", fold(said.name))[:LONGEST].strip("-")
    for folder in territory_folders(settings.whole):
        if folder.name == slug:
            raise Conflict(EXISTS.format(name=slug, folder=folder), field="territory")
    home = settings.whole / TERRITORIES
    home.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".") as making:
        made = Path(making) / slug
        made.mkdir(mode=0o700)
        (made / DESCRIPTION).write_text(_turtle(places, said, slug, territories), encoding="utf-8")
        load_observatory(made)
        write_template(made / TABLE, model)
        Journal(f"sqlite:///{made / 'journal.sqlite'}", settings.base_url).close()
        return Path(shutil.move(made, home / slug))


def _place(name: str, territories: Territories) -> Territory:
    return territories.by_key(COUNTRY) if fold(name) == "fr" else territories.resolve(name, LEVELS)


def _turtle(places: Sequence[Territory], said: SpokenName, slug: str, territories: Territories) -> str:
    area = [place for place in places if place.level != "pays"]
    about = territories.about([place.key for place in area])
    return TURTLE.substitute(
        _words(said),
        area=f"  dct:spatial {_iris(area)} ;\n" if area else "",
        examples=_iris([_example(about)]),
        slug=slug,
    )


def _words(said: SpokenName) -> dict[str, str]:
    """What the file says in words, as Turtle."""
    name = said.name
    french = [Literal(word, language="fr") for word in ("associations", "numérique", "logiciel libre", name)]
    english = [Literal(word, language="en") for word in ("associations", "digital", "free software", name)]
    return {
        "name": _both(name, name),
        "with_article": _both(said.with_article, name),
        "after_of": _both(said.after_of, f"of {name}"),
        "after_in": _both(said.after_in, f"in {name}"),
        "sentence": _both(*(text.format(name=name, of=said.after_of) for text in SENTENCE)),
        "title": _both(*(text.format(name=name, inside=said.after_in) for text in TITLE)),
        "description": _both(*SUMMARY),
        "keywords": " , ".join(map(str, [*french, *english])),
        "publisher": str(Literal(f"Tisserand {said.after_in}")),
    }


def _example(territories: Territories) -> Territory:
    """The most populated commune of the area."""
    communes = territories.all("commune")
    return max((place for place in communes if not territories.outside(place.key)), key=lambda place: place.population)


def _iris(places: Sequence[Territory]) -> str:
    return " , ".join(f"<id/territory/{place.key}>" for place in places)


def _both(french: str, english: str) -> str:
    return f"{Literal(french, language='fr')} , {Literal(english, language='en')}"
