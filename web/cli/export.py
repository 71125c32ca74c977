# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the public facts in a format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import UnknownThing
from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command, refuse_unwritable

if TYPE_CHECKING:
    from exports._types import LeftOut


@click.command("export", cls=Command)
@click.argument("format_name", metavar="FORMAT")
@click.option("-o", "--output", type=FILE, metavar="FICHIER", help="Fichier à écrire (sortie standard sinon).")
@click.option(
    "--licence",
    "licences",
    multiple=True,
    metavar="NOM",
    help="Seulement les sources sous cette licence (etalab-2.0, cc-by, odbl, cc-by-sa…), ou « toutes ». "
    "À répéter. Sans elle, celles qui se mélangent avec la licence de l’ensemble.",
)
def command(format_name: str, output: Path | None, licences: tuple[str, ...]) -> None:
    """Écrit les données publiques dans un format : ttl, jsonld, nq, csv, ods, xlsx, graphml, gexf…"""
    from exports import ExportChoice, formats, publish
    from graph.storage.files import write_atomically

    exports = {item.extension: item for item in formats()}
    chosen = exports.get(format_name.lstrip(".")) or next((e for e in exports.values() if e.slug == format_name), None)
    if chosen is None:
        raise UnknownThing(
            f"Aucun format ne s’appelle « {format_name} ». Formats : {', '.join(exports)}.", field="format"
        )
    if output is not None:
        refuse_unwritable(output)
    with current_ecosystem().readable() as here:
        if here.settings.base_is_default:
            click.echo("Attention : BASE_URL n’est pas choisi, les IRI de cet export sont provisoires.", err=True)
        choice = ExportChoice(licences)
        publication = publish(here.repository.public, here.model, here.settings, here.observatory, choice)
        content = chosen.render(publication)
        if chosen.left_out is not None:
            _tell(chosen.left_out(publication))
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    # Made to be given: whoever may read what the person writes may read it.
    write_atomically(output, content, 0o666)


def _tell(aside: LeftOut) -> None:
    """How many things the format cannot say, and what they lack."""
    if aside.things:
        lacking = ", ".join(f"{name} ({count})" for name, count in aside.lacking.most_common())
        click.echo(f"Fiches laissées de côté, faute de ce que ce format demande : {aside.things}. {lacking}.", err=True)
