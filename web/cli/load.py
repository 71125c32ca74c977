# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads files into the journal."""

from __future__ import annotations

from pathlib import Path

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command
from web.cli._journal import AUTHOR, sentence


@click.command("load", cls=Command)
@click.argument("files", nargs=-1, type=FILE)
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui charge : inscrit dans le journal.")
def command(files: tuple[Path, ...], author: str) -> None:
    """Charge des fichiers ou dossiers Turtle (data/ par défaut).

    Les faits de chaque source sont remplacés, corrections comprises ; la différence est une seule modification du
    journal. Si une ligne est fausse, rien n’est chargé.
    """
    shipped = current_ecosystem().data
    with current_ecosystem().replayed() as ecosystem:
        change = ecosystem.repository.load(files or shipped, author, shipped=not files)
    if change is None:
        click.echo("Rien à changer : ces faits sont déjà ceux du graphe.")
    else:
        click.echo(sentence(change.number, change.header.added_count, change.header.removed_count))
