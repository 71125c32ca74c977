# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of corrections: which cards to check, saying that one was, or having it said to everybody."""

from __future__ import annotations

import json
from contextlib import closing

import click

from graph import clock
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command
from web.cli._journal import AUTHOR
from web.cli._waves import told


@click.command("correct", cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--public", "to_all", is_flag=True, help="Dire à tout le monde que la fiche est à vérifier.")
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui le dit : inscrit dans le journal.")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def command(code: str, to_all: bool, author: str, as_json: bool) -> None:
    """Dit qu’une fiche a été vérifiée. Sans CODE, liste ce que des retours mettent en doute : pour vous seul.

    Une fiche déjà dite « à vérifier » à tout le monde ne l’est plus.
    """
    from graph.slips.desk import CorrectionDesk
    from graph.slips.kept import finish, keep
    from graph.slips.store import Slips

    if to_all and not code:
        raise click.UsageError("dites le CODE de la fiche ; la liste les donne")
    here, today = current_ecosystem(), clock.today()
    with here.replayed() as ecosystem, closing(Slips(here.settings.database_url)) as slips:
        desk = CorrectionDesk(slips, ecosystem.repository.full)
        if to_all:
            item = desk.one(code, today)
            keep(ecosystem.repository, desk, item, today, author)
            click.echo(f"Dit à tout le monde : {item.label}.")
            return
        if code:
            click.echo(f"Vérifié : {finish(ecosystem.repository, desk, code, today, author)}.")
            return
        found = [(item.code, item.label, item.why.day, "") for item in desk.questioned(today)]
        found += [(item.code, item.label, item.day, "dit à tout le monde") for item in desk.said()]
        alarms = desk.waves(today)
    if as_json:
        rows = [
            {"code": code, "label": label, "reported": day.isoformat(), "public": bool(said)}
            for code, label, day, said in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for code, label, day, said in found:
        click.echo(f"{code}  {day:%Y-%m-%d}  {label}{f' ({said})' if said else ''}")
    for wave in alarms:
        click.echo(f"Alerte, vague de signalements : {told(wave)}. Les retirer : flask withdraw {wave.first}")
    if not found:
        click.echo("Aucune fiche à vérifier.")
