# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of waves: taking back all anonymous reports of one, or giving them back."""

from __future__ import annotations

import json
from contextlib import closing

import click

from graph import clock
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command
from web.cli._waves import told


@click.command("withdraw", cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--keep", is_flag=True, help="Ne rien retirer : ce n’est pas une vague, chaque fiche sera relue.")
@click.option("--undo", is_flag=True, help="Rendre ce qui a été retiré, ou revoir ce qui a été gardé.")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def command(code: str, keep: bool, undo: bool, as_json: bool) -> None:
    """Retire toute une vague de signalements anonymes. Sans CODE, liste les vagues : pour vous seul."""
    from graph.slips.desk import CorrectionDesk
    from graph.slips.store import Slips
    from graph.slips.waves import KEPT, WITHDRAWN

    if (keep and undo) or ((keep or undo) and not code):
        raise click.UsageError("dites un CODE, avec --keep ou --undo, ou rien du tout pour la liste")
    here = current_ecosystem()
    with here.replayed() as ecosystem, closing(Slips(here.settings.database_url)) as slips:
        desk = CorrectionDesk(slips, ecosystem.repository.full)
        if undo:
            click.echo(f"Rendu : la vague de {desk.decide_no_more(code).first} est de nouveau à relire.")
            return
        if code:
            wave = desk.decide(code, KEPT if keep else WITHDRAWN, clock.today())
            click.echo(f"{'Gardé' if keep else 'Retiré'} : {told(wave)}. Annuler : flask withdraw {wave.first} --undo")
            return
        found = [(wave, "") for wave in desk.waves(clock.today())] + desk.decided()
    if as_json:
        rows = [
            {
                "code": wave.first,
                "last": wave.last,
                "reports": wave.reports,
                "actors": wave.actors,
                "decision": decision,
            }
            for wave, decision in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for wave, decision in found:
        state = {WITHDRAWN: "retirée", KEPT: "gardée"}.get(decision, "à décider")
        click.echo(f"{wave.first}  {state} : {told(wave)}")
    if not found:
        click.echo("Aucune vague de signalements.")
