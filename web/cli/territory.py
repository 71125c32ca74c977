# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of territories: making the folder of a new one."""

from __future__ import annotations

import click

from graph.errors import TisserandError
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command, CommandGroup, Misuse


@click.group("territory", cls=CommandGroup, subcommand_metavar="COMMANDE")
def command() -> None:
    """Les territoires que l’on peut montrer."""


@command.command("new", cls=Command)
@click.argument("names", metavar="TERRITOIRE…", nargs=-1)
def new(names: tuple[str, ...]) -> None:
    """Fait le dossier d’un territoire : un ou plusieurs départements, intercommunalités ou régions.

    TERRITOIRE est un numéro de département (41), un code ou un nom ; « fr » pour la France entière. Le dossier
    contient ce que dit la carte d’elle-même (territory.ttl), un journal vide et un tableau d’acteurs à remplir.
    """
    from graph.observatory.making import TABLE, make_territory

    here = current_ecosystem()
    try:
        made = make_territory(names, here.settings, here.model, here.territories)
    except TisserandError as error:
        suggestions = ", ".join(item.label for item in error.suggestions[:5])
        raise Misuse(error.message + (f" Peut-être : {suggestions}." if suggestions else "")) from error
    click.echo(f"Le dossier du territoire est fait : {made}")
    click.echo(f"Relisez {made / 'territory.ttl'} et remplissez {made / TABLE}, puis :")
    click.echo(f"  TERRITORY={made.name} .venv/bin/flask --app app load {made / TABLE}")
    click.echo(f"  TERRITORY={made.name} make serve")
