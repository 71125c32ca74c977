# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks the ontology and the data."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command, counted


@click.command("check", cls=Command)
@click.argument("files", metavar="[FICHIERS…]", nargs=-1, type=FILE)
def command(files: tuple[Path, ...]) -> None:
    """Vérifie l’ontologie et les données ; le code de sortie est 1 s’il y a une faute.

    Les données sont celles de l’instance, ou celles des FICHIERS et dossiers donnés (data/ si l’instance est vide).
    """
    from graph.validation import check as findings_of

    with current_ecosystem().readable(files) as ecosystem:
        facts = ecosystem.repository.full
        findings = findings_of(
            ecosystem.model, facts, known=ecosystem.repository.background.is_territory, folder=ecosystem.ontology
        )
        for finding in findings:
            click.echo(f"{'Faute' if finding.is_violation else 'Remarque'} — {finding}")
        wrong = sum(finding.is_violation for finding in findings)
        remarks = counted(len(findings) - wrong, "remarque")
        click.echo(f"{counted(len(facts), 'fait')} : {counted(wrong, 'faute')}, {remarks}.")
    if wrong:
        sys.exit(1)
