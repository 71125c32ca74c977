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

    Avec --verify, un FICHIER qui existe n’est pas refait : c’est lui qui est essayé, et il n’est pas changé. Le code de
    sortie est 1 s’il ne rend pas ce que le site était.
    """
    here = current_ecosystem()
    if verify and not rotate and (file == PIPE or file.exists()):
        saved = read(file, identity)
    else:
        saved = _rotated(here, file, keys) if rotate else _written(here, file, keys)
    if verify:
        _try(here, saved)


def _written(here: Ecosystem, file: Path, keys: tuple[str, ...]) -> Backup:
    """Makes a backup, in a file or for a program that follows."""
    from graph.backup import FILES, MANIFEST, write_backup
    from graph.backup.making import proven
    from graph.backup.sealing import sealed

    if file == PIPE:
        if sys.stdout.isatty():
            raise InvalidInput("« - » écrit pour un autre programme : ajoutez-le après « | », ou nommez un fichier.")
        saved, packed = proven(here.settings)
        sys.stdout.buffer.write(sealed(packed, keys))
        sys.stdout.buffer.flush()
        click.echo(f"Sauvegardé : {content(saved)}.", err=True)
        return saved
    refuse_unwritable(file)
    saved = write_backup(here.settings, file, keys)
    secret = ", chiffré" if keys else ""
    click.echo(f"Sauvegardé dans {file}{secret} ({', '.join((MANIFEST, *FILES))}) : {content(saved)}.")
    return saved


def _rotated(here: Ecosystem, folder: Path, keys: tuple[str, ...]) -> Backup:
    """Makes a dated backup in a folder, and takes away those of this site that no rule keeps."""
    from graph.backup.rotation import add_dated, remove_old

    saved, path = add_dated(here.settings, folder, keys)
    click.echo(f"Sauvegardé dans {path} : {content(saved)}.")
    for old in remove_old(here.settings, folder, path):
        click.echo(f"Retiré : {old.name}, trop vieux ou de trop.")
    return saved


def _try(here: Ecosystem, saved: Backup) -> None:
    """Says what putting a backup back gives; ends with status 1 when that is not what the site was."""
    from graph.backup.trial import try_backup

    trial = try_backup(here.settings, saved, here.model, here.territories, here.ontology)
    for fault in trial.faults:
        click.echo(f"Différent — {fault}")
    if not trial.faults:
        compared = "" if trial.refused else " Identique à ce site à cette modification :"
        click.echo(
            f"Essayé : rétabli en entier dans un dossier à part.{compared} {content(saved)}, "
            f"{counted(trial.public, 'fait public')}."
        )
    for told in trial.since:
        click.echo(told)
    if trial.refused is not None:
        raise trial.refused
    if trial.faults:
        sys.exit(1)
