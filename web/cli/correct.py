# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of corrections: which cards to check, and saying that one was."""

from __future__ import annotations

import json
from contextlib import closing

import click

from graph import clock
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command


@click.command("correct", cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def command(code: str, as_json: bool) -> None:
    """Dit qu’une fiche a été vérifiée. Sans CODE, liste ce que des retours mettent en doute : pour vous seul."""
    from graph.slips.desk import CorrectionDesk
    from graph.slips.store import Slips

    here = current_ecosystem()
    with here.replayed() as ecosystem, closing(Slips(here.settings.database_url)) as slips:
        desk = CorrectionDesk(slips, ecosystem.repository.full)
        if code:
            click.echo(f"Vérifié : {desk.check(code, clock.today()).label}.")
            return
        found = [(item.code, item.label, item.why.day) for item in desk.questioned(clock.today())]
    if as_json:
        rows = [{"code": code, "label": label, "reported": day.isoformat()} for code, label, day in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for code, label, day in found:
        click.echo(f"{code}  {day:%Y-%m-%d}  {label}")
    if not found:
        click.echo("Aucune fiche à vérifier.")
