# SPDX-License-Identifier: AGPL-3.0-or-later
"""Undoes a change of the journal."""

from __future__ import annotations

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import Command
from web.cli._journal import AUTHOR, sentence


@click.command("undo", cls=Command)
@click.argument("number", metavar="N", type=click.IntRange(1, 2**63 - 1))
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui annule : inscrit dans le journal.")
def command(number: int, author: str) -> None:
    """Annule la modification N, par une modification inverse."""
    with current_ecosystem().replayed() as ecosystem:
        change = ecosystem.repository.undo(number, author)
    click.echo(sentence(change.number, change.header.added_count, change.header.removed_count))
