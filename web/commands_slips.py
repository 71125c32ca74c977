# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of corrections: which cards to check, and saying that one was."""

from __future__ import annotations

import json
from contextlib import closing

import click

from graph import clock
from web.commands_french import Command
from web.ecosystem import current_ecosystem

COMMAND_LINE = "ligne de commande"


@click.command(cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--author", default=COMMAND_LINE, metavar="NOM", help="Qui a vérifié : inscrit dans le journal.")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def correct(code: str, author: str, as_json: bool) -> None:
    """Dit qu’une fiche a été vérifiée : l’acteur retrouve son rang. Sans CODE, liste les corrections à faire."""
    from graph.slips.corrections import corrections
    from graph.slips.desk import Desk
    from graph.slips.store import Slips

    here = current_ecosystem()
    with here.replayed() as ecosystem, closing(Slips(here.settings.database_url)) as slips:
        full = ecosystem.repository.full
        if code:
            item = Desk(slips, ecosystem.repository).close(code, author, clock.today())
            click.echo(f"Vérifié : {full.label(item.iri)}. Son rang est rétabli.")
            return
        found = [(item.code, full.label(item.iri), item.reported) for item in corrections(full) if not item.done]
    if as_json:
        rows = [{"code": code, "label": label, "reported": day.isoformat()} for code, label, day in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for code, label, day in found:
        click.echo(f"{code}  {day:%Y-%m-%d}  {label}")
    if not found:
        click.echo("Aucune fiche à vérifier.")
