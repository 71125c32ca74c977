# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saves an instance to a file, or tries a file that was saved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import InvalidInput
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import FILE, Command, counted, refuse_unwritable
from web.cli._journal import content
from web.cli._saved import IDENTITY, PIPE, read

if TYPE_CHECKING:
    from graph.backup import Backup

TO = click.option(
    "--to", "keys", multiple=True, metavar="age1…", help="Chiffre pour qui a la clé privée de cette clé publique."
)


@click.command("backup", cls=Command)
@click.argument("file", metavar="FICHIER", type=FILE)
@click.option(
    "--rotate", is_flag=True, help="FICHIER est un dossier : y ajoute une sauvegarde datée, retire les vieilles."
)
@click.option("--verify", is_flag=True, help="Rétablit la sauvegarde à part et la compare à ce site.")
@TO
@IDENTITY
def command(file: Path, rotate: bool, verify: bool, keys: tuple[str, ...], identity: Path | None) -> None:
    """Sauvegarde le journal et les bons dans FICHIER (tar.gz), même pendant que le serveur tourne.

    Le fichier contient tous les faits, restreints compris, les bons d’orientation, le compte des manques et ce qui a
    été repris des faits livrés, mais aucun secret : SECRET_KEY n’y est pas. Il est relu avant de prendre son nom. « - »
    l’écrit sur la sortie, pour un autre programme.

    Avec --rotate, les 7 dernières du dossier restent, puis une par jour (7), une par semaine (4) et une par mois (12) ;
    les fichiers qui ne sont pas de ce site aussi.

    Avec --verify seul, un FICHIER qui existe n’est pas refait : c’est lui qui est essayé (d’un dossier, la dernière).
    Le code de sortie est 1 s’il ne redonne pas ce que le site était.
    """
    here = current_ecosystem()
    if verify and not rotate and (file == PIPE or file.exists()):
        _try(here, _read(here, file, identity))
        return
    saved, path = _dated(here, file, keys) if rotate else _written(here, file, keys)
    if verify and keys and identity is None:
        click.echo("Chiffré, il ne se relit qu’avec la clé privée (--identity) : c’est son contenu qui est essayé.")
    if verify:
        _try(here, read(path, identity) if keys and identity else saved)
    if rotate:
        _remove_old(here, path)


def _read(here: Ecosystem, file: Path, identity: Path | None) -> Backup:
    """The backup of a file that is there, the last one of a folder."""
    from graph.backup.rotation import latest_in

    if file.is_dir():
        file = latest_in(here.settings, file)
        click.echo(f"La dernière : {file}")
    return read(file, identity)


def _written(here: Ecosystem, file: Path, keys: tuple[str, ...]) -> tuple[Backup, Path]:
    """Makes a backup, in a file or for a program that follows."""
    from graph.backup import FILES, MANIFEST, write_backup
    from graph.backup.making import proven
    from graph.backup.sealing import sealed
    from graph.erasure.files import database_files

    if file == PIPE:
        if sys.stdout.isatty():
            raise InvalidInput("« - » écrit pour un autre programme : donnez-le-lui par « | », ou nommez un fichier.")
        saved, packed = proven(here.settings)
        sys.stdout.buffer.write(sealed(packed, keys))
        sys.stdout.buffer.flush()
        click.echo(f"Sauvegardé : {content(saved)}.", err=True)
        return saved, file
    if file.is_dir():
        raise InvalidInput(
            f"« {file} » est un dossier : donnez un nom de fichier, ou ajoutez --rotate pour une sauvegarde datée.",
            field="output",
        )
    refuse_unwritable(file)
    if file.resolve() in database_files(here.settings):
        raise InvalidInput(
            f"« {file} » est la base de ce site : donnez le nom du fichier où la sauvegarder.", field="output"
        )
    saved = write_backup(here.settings, file, keys)
    secret = ", chiffré" if keys else ""
    click.echo(f"Sauvegardé dans {file}{secret} ({', '.join((MANIFEST, *FILES))}) : {content(saved)}.")
    return saved, file


def _dated(here: Ecosystem, folder: Path, keys: tuple[str, ...]) -> tuple[Backup, Path]:
    """Makes a dated backup in a folder."""
    from graph.backup.rotation import add_dated

    saved, path = add_dated(here.settings, folder, keys)
    click.echo(f"Sauvegardé dans {path} : {content(saved)}.")
    return saved, path


def _remove_old(here: Ecosystem, just_made: Path) -> None:
    """Takes away the backups of this site that no rule keeps, now that the new one holds."""
    from graph.backup.rotation import remove_old

    for old in remove_old(here.settings, just_made.parent, just_made):
        click.echo(f"Retiré : {old.name}.")


def _try(here: Ecosystem, saved: Backup) -> None:
    """Says what putting a backup back gives; ends with status 1 when that is not what the site was."""
    from graph.backup.trial import try_backup

    trial = try_backup(here.settings, saved, here.model, here.territories, here.ontology)
    for fault in trial.faults:
        click.echo(f"Différent — {fault}")
    if not trial.faults:
        compared = "identique à ce site" if trial.compared else "entier"
        click.echo(
            f"Essayé : rétabli dans un dossier à part, {compared} à la modification {saved.number} ({content(saved)} ; "
            f"{counted(trial.public, 'fait public')}, vocabulaires compris)."
        )
    for told in trial.since:
        click.echo(told)
    if trial.refused is not None:
        raise trial.refused
    if trial.faults:
        sys.exit(1)
