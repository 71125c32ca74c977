# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saves an instance to a file."""

from __future__ import annotations

from pathlib import Path

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command, refuse_unwritable
from web.cli._journal import content


@click.command("backup", cls=Command)
@click.argument("file", metavar="FICHIER", type=FILE)
def command(file: Path) -> None:
    """Sauvegarde le journal et les bons dans FICHIER (tar.gz), même pendant que le serveur tourne.

    Le fichier contient tous les faits, restreints compris, les bons d’orientation, le compte des manques et ce qui a
    été repris des faits livrés, mais aucun secret : SECRET_KEY n’y est pas.
    """
    from graph.backup import FILES, MANIFEST, write_backup

    refuse_unwritable(file)
    saved = write_backup(current_ecosystem().settings, file)
    click.echo(f"Sauvegardé dans {file} ({', '.join((MANIFEST, *FILES))}) : {content(saved)}.")
