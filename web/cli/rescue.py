# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saves what can be saved of an instance whose journal is refused."""

from __future__ import annotations

from pathlib import Path

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command, counted


@click.command("rescue", cls=Command)
@click.argument("folder", metavar="DOSSIER", type=FILE)
def command(folder: Path) -> None:
    """Enregistre dans DOSSIER les faits d’un site dont le journal est refusé, sans rien y changer.

    Ce sont ceux que le site montrait en dernier, restreints compris, ou, s’ils sont perdus aussi, ceux des
    modifications qui précèdent la première abîmée : un fichier Turtle par source, que « flask load DOSSIER » reprend
    dans un autre INSTANCE, et tous ensemble en N-Quads. L’historique, les bons et les invitations n’y sont pas : une
    sauvegarde, quand il y en a une, vaut mieux.
    """
    from graph.rescue import rescue

    saved = rescue(current_ecosystem().settings, folder)
    origin = "tels que le site les montrait" if saved.shown else "d’après le début intact du journal"
    click.echo(
        f"Enregistré dans {folder} : {counted(saved.facts, 'fait')} de {counted(saved.sources, 'source')}, {origin}, "
        f"à la modification {saved.number}. À reprendre dans un autre INSTANCE : flask --app app load {folder}"
    )
