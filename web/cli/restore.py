# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts a saved instance back."""

from __future__ import annotations

from pathlib import Path

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command
from web.cli._journal import content
from web.cli._saved import IDENTITY, read


@click.command("restore", cls=Command)
@click.argument("file", metavar="FICHIER", type=FILE)
@click.option("--force", is_flag=True, help="Remplace un site qui n’est pas vide ; l’état actuel est mis de côté.")
@IDENTITY
def command(file: Path, force: bool, identity: Path | None) -> None:
    """Rétablit le journal sauvegardé dans FICHIER. Le serveur doit être arrêté.

    « - » prend ce qu’un autre programme donne. Tout est remis d’un coup : quoi qu’il arrive pendant ce temps, ce site
    est celui d’avant ou celui de la sauvegarde.
    """
    from graph.backup.restoring import put_back
    from graph.storage.head import known_in

    settings = current_ecosystem().settings
    before = known_in(settings.instance)
    restored, kept = put_back(settings, read(file, identity), force=force)
    click.echo(f"Rétabli : {content(restored)}, tels que sauvegardés le {restored.created[:10]}.")
    if restored.number < before.number:
        click.echo(
            f"Le journal s’arrête désormais à la modification {restored.number} : ce site en avait connu "
            f"{before.number}. Les suivantes ne sont plus dans le site."
        )
    if kept is not None:
        click.echo(f"L’état d’avant est dans {kept}.")
