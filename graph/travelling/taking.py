# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of another instance for a room: from its backup, or from what it publishes; its cards keep their IRIs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph import clock
from graph.backup.restoring import put_back
from graph.entity.said_again import coming_back
from graph.errors import Conflict, DataError, InvalidInput
from graph.folders import TERRITORIES, territory_folder
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import VOID
from graph.rdf.dataset import Fact, from_quad
from graph.rdf.forms import N_QUADS, TURTLE
from graph.settings import BASE_FILE, Settings
from graph.storage.files import write_atomically
from graph.storage.journal import Draft
from graph.storage.repository import open_repository
from graph.territory.facts import SOURCE

if TYPE_CHECKING:
    from graph.backup import Backup
    from graph.fetch import Fetcher
    from graph.model import Model
    from graph.territory import Territories

MOST_BYTES, SECONDS = 200 * 1024 * 1024, 180.0
CATALOGUE = "/.well-known/void"
SPACE = "/id/"
NOT_EMPTY = (
    "Le dossier « {folder} » contient déjà quelque chose, et n’est pas touché. Donnez-en un autre : --folder DOSSIER"
)
NO_SITE = (
    "« {address} » ne dit pas quelles fiches s’y trouvent : donnez l’adresse de la page d’accueil d’un site comme "
    "celui-ci, ou le fichier d’une de ses sauvegardes."
)
NO_CARD = "« {address} » ne publie encore aucune fiche : il n’y a rien à emporter."
EMPTY = "Cette sauvegarde est celle d’un site vide : il n’y a rien à emporter."
NOT_READ = "son fichier ne se lit pas : demandez une sauvegarde à qui tient ce site."
TAKEN = "Annuaire repris de {address}"


@dataclass(frozen=True)
class TravellingCopy:
    """The settings of a copy, and the day (ISO) of which its facts are; `whole`: restricted facts are in it too.

    `environment`: what is to be set for whoever serves it, beside LAN.
    """

    settings: Settings
    day: str
    whole: bool
    environment: Mapping[str, str]


def take_backup(settings: Settings, backup: Backup, folder: Path) -> TravellingCopy:
    """Puts the journal of a backup into an empty folder; who has an account, and what waits, stays where it is.

    `settings`: those of whoever takes it. Raises InvalidInput, Conflict, StorageError.
    """
    if not backup.number:
        raise InvalidInput(EMPTY, field="source")
    own, environment = _prepared(settings, backup.base_url, folder)
    # Without what ships: a copy says what its site says, not what a newer release would.
    put_back(own, replace(backup, parts={}, shipped=()))
    return TravellingCopy(own, backup.created[:10], True, environment)


def take_published(
    settings: Settings, address: str, fetcher: Fetcher, folder: Path, known: tuple[Model, Territories]
) -> TravellingCopy:
    """Puts what an instance publishes into an empty folder, each fact under its source.

    `known`: the model and the territories. Raises FetchError, TooLarge, DataError, InvalidInput, Conflict.
    """
    _refuse_full(folder)
    address = address.strip().rstrip("/")
    asking = replace(fetcher, most_bytes=MOST_BYTES, seconds=SECONDS)
    base, name = _described(asking, address)
    facts = _facts(asking.fetch(f"{address}/export/{name}", N_QUADS.media_type).content, base, address)
    if not facts:
        raise InvalidInput(NO_CARD.format(address=address), field="address")
    own, environment = _prepared(settings, base, folder)
    with closing(open_repository(own, *known, on_disk=False)) as repository:
        repository.commit(Draft("Tisserand", "load", TAKEN.format(address=address), "", added=facts))
    return TravellingCopy(own, clock.today().isoformat(), False, environment)


def _described(fetcher: Fetcher, address: str) -> tuple[str, str]:
    """The base of an instance, and the name of the file of all its facts, as its catalogue says them."""
    found = fetcher.fetch(f"{address}{CATALOGUE}", TURTLE.media_type)
    try:
        quads = list(ox.parse(found.content, format=ox.RdfFormat.TURTLE, base_iri=found.address))
    except (SyntaxError, ValueError) as error:
        raise InvalidInput(NO_SITE.format(address=address), field="address") from error
    spaces = [quad.object.value for quad in quads if quad.predicate.value == VOID.uriSpace]
    ending = f".{N_QUADS.extension}"
    names = [term.value.rpartition("/")[2] for quad in quads if isinstance(term := quad.object, ox.NamedNode)]
    file = next((name for name in names if name.endswith(ending)), "")
    if not file or len(spaces) != 1 or not spaces[0].endswith(SPACE):
        raise InvalidInput(NO_SITE.format(address=address), field="address")
    return spaces[0].removesuffix(SPACE), file


def _facts(content: bytes, base: str, address: str) -> frozenset[Fact]:
    """What people wrote there: neither what is derived, nor the description of the file."""
    derived = {"", ONTOLOGY_SOURCE, f"{base}{SPACE}{SOURCE}"}
    try:
        found: Iterable[Fact] = [from_quad(quad) for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS)]
    except (SyntaxError, ValueError) as error:
        raise DataError(NOT_READ, file=address) from error
    written = [fact for fact in found if fact.source not in derived and "/export/" not in fact.source]
    return frozenset(coming_back(written, base))


def _prepared(settings: Settings, base: str, folder: Path) -> tuple[Settings, dict[str, str]]:
    """The settings of a copy in an empty folder, which remembers its base, and what to set for whoever serves it."""
    _refuse_full(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {"INSTANCE": str(folder)}
    if settings.territory != territory_folder(""):
        environment["TERRITORY"] = settings.territory.name
    if settings.territory.parent.name == TERRITORIES:
        _copy_description(settings.territory, folder / TERRITORIES / settings.territory.name)
    if settings.area:
        environment["AREA"] = ",".join(settings.area)
    own = Settings.from_environment({**environment, "BASE_URL": base, "PORT": str(settings.port)})
    write_atomically(own.instance / BASE_FILE, base.encode())
    return replace(own, today=settings.today), environment


def _copy_description(territory: Path, folder: Path) -> None:
    """What a territory that was made in an instance says of itself, without what lives there."""
    for path in territory.glob("*.ttl"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(folder / path.name, path.read_bytes())


def _refuse_full(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(NOT_EMPTY.format(folder=folder), field="folder")
