# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of waves: taking back all anonymous reports of one, or giving them back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from graph import clock
from web.cli._desk import desk, told
from web.cli._french import Command

if TYPE_CHECKING:
    from graph.slips.desk import CorrectionDesk


@click.command("withdraw", cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--keep", is_flag=True, help="Ne rien retirer : ce n’est pas une vague, chaque fiche sera relue.")
@click.option("--undo", is_flag=True, help="Rendre ce qui a été retiré, ou revoir ce qui a été gardé.")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def command(code: str, keep: bool, undo: bool, as_json: bool) -> None:
    """Retire toute une vague de signalements anonymes. Sans CODE, liste les vagues : pour vous seul."""
    from graph.slips.waves import KEPT, WITHDRAWN

    if (keep and undo) or ((keep or undo) and not code):
        raise click.UsageError("dites un CODE, avec --keep ou --undo, ou rien du tout pour la liste")
    with desk() as (_, reports):
        if undo:
            click.echo(f"Rendu : la vague de {reports.decide_no_more(code).first} est de nouveau à relire.")
        elif code:
            wave = reports.decide(code, KEPT if keep else WITHDRAWN, clock.today())
            click.echo(f"{'Gardé' if keep else 'Retiré'} : {told(wave)}. Annuler : flask withdraw {wave.first} --undo")
        else:
            _list(reports, as_json)


def _list(reports: CorrectionDesk, as_json: bool) -> None:
    """The waves, those of which nothing was decided first; of the others nothing is counted any more."""
    found = [(wave, "") for wave in reports.waves(clock.today())] + reports.decided()
    if as_json:
        rows = [
            {"code": wave.first, "last": wave.last, "reports": wave.reports, "actors": wave.actors, "decision": said}
            for wave, said in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    states = {"": "à décider", "withdrawn": "retirée", "kept": "gardée"}
    for wave, said in found:
        click.echo(f"{wave.first}  {states.get(said, said)} : {told(wave)}")
    if not found:
        click.echo("Aucune vague de signalements.")
