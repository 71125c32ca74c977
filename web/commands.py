# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of the journal: load, look back, undo, rebuild, save and restore."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask

from web.commands_french import Command, counted, refuse_unwritable
from web.ecosystem import DATA, Ecosystem, current_ecosystem

if TYPE_CHECKING:
    from graph.backup import Backup

COMMAND_LINE = "ligne de commande"
FILE = click.Path(path_type=Path)


def register(app: Flask) -> None:
    """Adds the commands to `flask`."""
    from web import commands_answers, commands_docs, commands_entry, commands_slips

    own = (load, history, undo, rebuild, backup, restore, commands_docs.docs, commands_slips.correct)
    for command in (*own, *commands_answers.COMMANDS, *commands_entry.COMMANDS):
        app.cli.add_command(command)


@click.command(cls=Command)
@click.argument("files", nargs=-1, type=FILE)
@click.option("--author", default=COMMAND_LINE, metavar="NOM", help="Qui charge : inscrit dans le journal.")
def load(files: tuple[Path, ...], author: str) -> None:
    """Charge des fichiers ou dossiers Turtle (data/ par défaut).

    Les faits de chaque source sont remplacés ; la différence est une seule modification du journal. Si une ligne est
    fausse, rien n’est chargé.
    """
    with current_ecosystem().replayed() as ecosystem:
        change = ecosystem.repository.load(files or (DATA,), author)
    if change is None:
        click.echo("Rien à changer : ces faits sont déjà ceux du graphe.")
    else:
        click.echo(_sentence(change.number, change.header.added_count, change.header.removed_count))


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="Nombre de modifications."
)
def history(as_json: bool, limit: int) -> None:
    """Liste les modifications du journal, la dernière d’abord."""
    from graph.storage.continuity import refuse_broken
    from graph.storage.journal import Journal

    settings = current_ecosystem().settings
    refuse_broken(settings)
    journal = Journal(settings.database_url, settings.base_url)
    try:
        headers = journal.headers(limit)
    finally:
        journal.close()
    if as_json:
        click.echo(
            json.dumps(
                [{**vars(header), "at": header.at.isoformat()} for header in headers], ensure_ascii=False, indent=1
            )
        )
        return
    for header in headers:
        counts = f"+{header.added_count} −{header.removed_count}"
        click.echo(f"{header.number:>5}  {header.at:%Y-%m-%d %H:%M}  {counts:<14} {header.author} : {header.summary}")
    if not headers:
        click.echo("Le journal est vide.")


@click.command(cls=Command)
@click.argument("number", metavar="N", type=click.IntRange(1, 2**63 - 1))
@click.option("--author", default=COMMAND_LINE, metavar="NOM", help="Qui annule : inscrit dans le journal.")
def undo(number: int, author: str) -> None:
    """Annule la modification N, par une modification inverse."""
    with current_ecosystem().replayed() as ecosystem:
        change = ecosystem.repository.undo(number, author)
    click.echo(_sentence(change.number, change.header.added_count, change.header.removed_count))


@click.command(cls=Command)
def rebuild() -> None:
    """Refait depuis le journal tout ce qui en est dérivé. Le serveur doit être arrêté."""
    here = current_ecosystem()
    ecosystem = Ecosystem(here.settings, data=(), ontology=here.ontology)
    try:
        ecosystem.repository.rebuild()
        full, public = len(ecosystem.repository.full), len(ecosystem.repository.public)
        click.echo(f"Refait depuis le journal : {full} faits, dont {public} publics.")
    finally:
        ecosystem.close()


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=FILE)
def backup(file: Path) -> None:
    """Sauvegarde le journal et les bons dans FICHIER (tar.gz), même pendant que le serveur tourne.

    Le fichier contient tous les faits, restreints compris, les bons d’orientation et le compte des manques, mais aucun
    secret : SECRET_KEY n’y est pas.
    """
    from graph.backup import write_backup

    refuse_unwritable(file)
    saved = write_backup(current_ecosystem().settings, file)
    click.echo(f"Sauvegardé dans {file} (manifest.json, journal.jsonl, slips.jsonl) : {_content(saved)}.")


@click.command(cls=Command)
@click.argument("file", metavar="FICHIER", type=FILE)
@click.option("--force", is_flag=True, help="Remplace une instance qui n’est pas vide ; l’état actuel est mis de côté.")
def restore(file: Path, force: bool) -> None:
    """Rétablit le journal sauvegardé dans FICHIER. Le serveur doit être arrêté."""
    from graph.backup import restore_backup

    restored, kept = restore_backup(current_ecosystem().settings, file, force=force)
    click.echo(f"Rétabli : {_content(restored)}, tels que sauvegardés le {restored.created[:10]}.")
    if kept is not None:
        click.echo(f"L’état d’avant est dans {kept}.")


def _content(saved: Backup) -> str:
    slips = f", {counted(saved.slip_count, 'bon')}" if saved.slip_count else ""
    return f"{counted(saved.number, 'modification')}, {counted(saved.total, 'fait')}{slips}"


def _sentence(number: int, added: int, removed: int) -> str:
    return f"Modification {number} : {counted(added, 'fait ajouté')}, {counted(removed, 'retiré')}."
