# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of corrections: which cards to check, saying that one was, or having it said to everybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from graph import clock
from web.cli._desk import desk, told
from web.cli._french import Command
from web.cli._journal import AUTHOR

if TYPE_CHECKING:
    from graph.slips.desk import CorrectionDesk
    from graph.slips.kept import PublicCase


@click.command("correct", cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--public", "to_all", is_flag=True, help="Dire à tout le monde que la fiche est à vérifier.")
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui le dit : inscrit dans le journal.")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def command(code: str, to_all: bool, author: str, as_json: bool) -> None:
    """Dit qu’une fiche a été vérifiée. Sans CODE, liste ce que des retours mettent en doute : pour vous seul.

    Une fiche déjà dite « à vérifier » à tout le monde ne l’est plus.
    """
    from graph.slips.kept import finish, keep, public_cases

    if to_all and not code:
        raise click.UsageError("dites le CODE de la fiche ; la liste les donne")
    today = clock.today()
    with desk() as (repository, reports):
        if to_all:
            item = reports.one(code, today)
            keep(repository, reports, item, today, author)
            click.echo(f"Dit à tout le monde : {item.label}.")
        elif code:
            click.echo(f"Vérifié : {finish(repository, reports, code, today, author)}.")
        else:
            _list(reports, public_cases(repository.full, reports), as_json)


def _list(reports: CorrectionDesk, said: tuple[PublicCase, ...], as_json: bool) -> None:
    """What is reported, what is said to everybody, and the waves of which nothing was decided."""
    today = clock.today()
    found = [(item.code, item.label, item.why.day, False) for item in reports.questioned(today)]
    found += [(item.code, item.label, item.day, True) for item in said]
    if as_json:
        rows = [
            {"code": code, "label": label, "reported": day.isoformat(), "public": public}
            for code, label, day, public in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for code, label, day, public in found:
        click.echo(f"{code}  {day:%Y-%m-%d}  {label}{' (dit à tout le monde)' if public else ''}")
    for wave in reports.waves(today):
        click.echo(f"Alerte, vague de signalements : {told(wave)}. Les retirer : flask withdraw {wave.first}")
    if not found:
        click.echo("Aucune fiche à vérifier.")
