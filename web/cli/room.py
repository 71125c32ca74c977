# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room without internet: the directory taken there, and the way in for whoever leads the workshop."""

from __future__ import annotations

import io
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.entry.roles import FACILITATE, roles
from graph.lan import bracketed, local_addresses
from graph.settings import EVERYWHERE, LOOPBACK, ROOT, Settings
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.app.filters import long_date
from web.cli._french import FILE, Command, CommandGroup, counted
from web.cli._gate import gate
from web.cli._saved import IDENTITY, PIPE, read

if TYPE_CHECKING:
    from graph.travelling.taking import TravellingCopy

FOLDER = ROOT / "instance-salle"
COMMAND = ".venv/bin/flask --app app room"
DAYS = 2


@click.group("room", cls=CommandGroup, subcommand_metavar="COMMANDE")
def command() -> None:
    """Un atelier dans une salle sans internet : emporter l’annuaire, faire entrer qui anime, rapporter le fichier."""


@command.command("take", cls=Command)
@click.argument("source", metavar="ADRESSE|SAUVEGARDE")
@click.option(
    "--folder", type=FILE, default=FOLDER, metavar="DOSSIER", help="Où le mettre : un dossier vide ou à créer."
)
@IDENTITY
def take(source: str, folder: Path, identity: Path | None) -> None:
    """Emporte un annuaire dans un dossier à part, pour le servir dans une salle sans internet.

    ADRESSE est celle du site : tout ce qu’il publie est repris. SAUVEGARDE est un fichier de « flask backup » : les
    faits restreints y sont aussi, mais ni les comptes, ni les contributions en attente ne sont repris. Les fiches
    gardent leurs adresses : ce qui est ajouté dans la salle pourra revenir au site.
    """
    folder = folder.resolve()
    copy = _taken(current_ecosystem(), source, folder, identity)
    for line in _told(copy, _cards(copy.settings)):
        click.echo(line)


def _taken(here: Ecosystem, source: str, folder: Path, identity: Path | None) -> TravellingCopy:
    from graph.fetch import fetcher_of
    from graph.travelling.taking import take_backup, take_published

    if source.startswith(("http://", "https://")):
        return take_published(here.settings, source, fetcher_of(here.settings), folder, (here.model, here.territories))
    path = PIPE if source == str(PIPE) else Path(source)
    return take_backup(here.settings, read(path, identity), folder)


def _cards(settings: Settings) -> int:
    """How many cards of the directory a copy has, once it has started as the server will; raises TisserandError."""
    from graph.entity import Reader
    from graph.readings.directory import entries

    started = Ecosystem(settings)
    try:
        started.prepare()
        return len(entries(Reader(started.repository.public, started.model)))
    finally:
        started.close()


def _told(copy: TravellingCopy, cards: int) -> list[str]:
    """What was taken, and what to type next."""
    given = " ".join(f"{name}={value}" for name, value in copy.environment.items())
    reach = "Les faits restreints y sont aussi" if copy.whole else "Seuls les faits publics y sont"
    return [
        f"Emporté : {counted(cards, 'fiche')} de {copy.settings.base_url}, telles qu’elles étaient le "
        f"{long_date(date.fromisoformat(copy.day))}, dans {copy.settings.instance}. {reach}.",
        "Ce dossier s’ouvre : il vient d’être essayé. Dans la salle, une fois cette machine reliée à son réseau :",
        f"  {given} make serve LAN=1",
        "Dans une autre fenêtre, pour faire entrer qui anime, sans courriel :",
        f"  {given} {COMMAND} facilitator",
    ]


@command.command("facilitator", cls=Command)
def facilitator() -> None:
    """Fait entrer qui anime, sans courriel : un lien et un code à scanner, qui ne servent qu’une fois."""
    from segno import make_qr

    settings = current_ecosystem().settings
    role = next(one.slug for one in roles().values() if one.may(FACILITATE))
    with gate() as opened:
        made, token = opened.invite(role, DAYS)
    addresses = [f"{site}{settings.path}/entrer/{token}" for site in _sites(settings)]
    drawn = io.StringIO()
    make_qr(addresses[0], error="l").terminal(drawn, border=2, compact=True)
    click.echo(drawn.getvalue())
    click.echo(addresses[0])
    for other in addresses[1:]:
        click.echo(f"Sur un autre réseau de cette machine : {other}")
    last = long_date(made.expires.date())
    click.echo(f"Ce lien ouvre une fois, jusqu’au {last}. L’annuler : flask revoke {made.number}")


@command.command("bring", cls=Command)
@click.argument("file", metavar="FICHIER", type=FILE)
def bring_back(file: Path) -> None:
    """Apporte le fichier d’un atelier : tout ce qu’il propose attend d’être relu, une seule fois.

    C’est celui que donne le bilan de la séance. Ce que la salle a accepté est marqué, et attend aussi.
    """
    from graph.travelling.bringing import bring
    from graph.travelling.workshop_file import MOST_BYTES, CarriedWorkshop
    from graph.workshops.store import Workshops

    here = current_ecosystem()
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    carried = CarriedWorkshop.from_json(content, here.settings.base_url, here.model)
    with (
        here.replayed() as ecosystem,
        closing(Workshops(here.settings.database_url, here.settings.base_url)) as workshops,
    ):
        brought = bring(carried, workshops, ecosystem.contributions, ecosystem.repository.full)
    click.echo(
        f"Séance « {brought.title} » : {counted(brought.new, 'proposition nouvelle')} à relire, "
        f"{brought.known} déjà là, {counted(brought.refused, 'refusée')} ici auparavant."
    )


def _sites(settings: Settings) -> list[str]:
    """Where the room reaches this machine, the best first; where it is on no network, itself."""
    if settings.lan:
        return list(settings.lan)
    found = local_addresses() if settings.host in {LOOPBACK, EVERYWHERE} else [settings.host]
    return [f"http://{bracketed(one)}:{settings.port}" for one in found or [LOOPBACK]]
