# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads files into the journal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import FILE, Command
from web.cli._journal import AUTHOR, sentence

if TYPE_CHECKING:
    from graph.storage.journal import Change


@click.command("load", cls=Command)
@click.argument("files", metavar="[FICHIERS…]", nargs=-1, type=FILE)
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui charge : inscrit dans le journal.")
@click.option("--force", is_flag=True, help="Reprend aussi ce qui a été effacé pour de bon (flask erase).")
def command(files: tuple[Path, ...], author: str, force: bool) -> None:
    """Charge des fichiers ou dossiers Turtle (ceux du territoire par défaut), ou des tableaux d’acteurs.

    Les faits de chaque source sont remplacés, corrections comprises ; la différence est une seule modification du
    journal. Si une ligne est fausse, rien n’est chargé. Si une autre source nomme, ferme ou place autrement une fiche,
    c’est dit, les deux réponses sont gardées, et une seule est affichée. Un tableau (xlsx, ods, csv) a les colonnes de
    celui que fait « flask territory new ». Ce qui a été effacé pour de bon est laissé de côté, et c’est dit.
    """
    here = current_ecosystem()
    with here.replayed() as ecosystem:
        change = _take(ecosystem, files, here.data, author, force)
    if change is None:
        click.echo("Rien à changer : ces faits sont déjà dans la carte.")
    else:
        click.echo(sentence(change.number, change.header.added_count, change.header.removed_count))


def _take(
    ecosystem: Ecosystem, files: Sequence[Path], shipped: Sequence[Path], author: str, force: bool
) -> Change | None:
    """Takes files of any kind, or what ships, as one change; a table goes over what ships, loaded where nothing is."""
    from graph.sheets import is_table
    from graph.sources import read_table
    from graph.storage.loading import read_sources

    repository, licence = ecosystem.repository, ecosystem.observatory.licence
    background = repository.background
    if not files:
        if force:
            repository.want_again(read_sources(shipped, repository.model, repository.base, background))
        return repository.load(shipped, author, shipped=True)
    tables = [path for path in files if is_table(path)]
    others = [path for path in files if not is_table(path)]
    if tables and repository.number == 0:
        repository.load(shipped, AUTHOR, shipped=True)
    turtle = read_sources(others, repository.model, repository.base, background) if others else []
    read = [read_table(path, repository.model, background, licence) for path in tables]
    loaded = [*turtle, *read]
    if force:
        repository.want_again(loaded)
    return repository.take(loaded, author)
