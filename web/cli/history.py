# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists the changes of the journal."""

from __future__ import annotations

import json

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import Command


@click.command("history", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="Nombre de modifications."
)
def command(as_json: bool, limit: int) -> None:
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
