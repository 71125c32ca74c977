# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks the ontology and the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import FILE, Command, counted

if TYPE_CHECKING:
    from graph.storage.shipped import Apart

MOST_NAMED = 5


@click.command("check", cls=Command)
@click.argument("files", metavar="[FICHIERS…]", nargs=-1, type=FILE)
def command(files: tuple[Path, ...]) -> None:
    """Vérifie l’ontologie et les données ; le code de sortie est 1 s’il y a une faute.

    Les données sont celles de l’instance, ou celles des FICHIERS et dossiers donnés (data/ si l’instance est vide).
    """
    from graph.storage.shipped import apart
    from graph.validation import check as findings_of

    shipped = current_ecosystem().data
    with current_ecosystem().readable(files) as ecosystem:
        facts = ecosystem.repository.full
        findings = findings_of(
            ecosystem.model, facts, known=ecosystem.repository.background.is_territory, folder=ecosystem.ontology
        )
        for finding in findings:
            click.echo(f"{'Faute' if finding.is_violation else 'Remarque'} — {finding}")
        for item in [] if files else apart(ecosystem.repository, shipped):
            click.echo(_told(item, ecosystem.settings.base_url))
        wrong = sum(finding.is_violation for finding in findings)
        remarks = counted(len(findings) - wrong, "remarque")
        click.echo(f"{counted(len(facts), 'fait')} : {counted(wrong, 'faute')}, {remarks}.")
    if wrong:
        sys.exit(1)


def _told(item: Apart, base: str) -> str:
    """Where the instance keeps to itself, beside a file that ships: what it lacks, what it says more, about what."""
    subjects = sorted({fact.s.removeprefix(f"{base}/") for fact in item.lacking | item.own})
    named = ", ".join(subjects[:MOST_NAMED]) + (
        f"… et {len(subjects) - MOST_NAMED} de plus" if len(subjects) > MOST_NAMED else ""
    )
    lacking, own = counted(len(item.lacking), "fait livré"), counted(len(item.own), "fait")
    return f"Gardé d’ici — {item.file} : {lacking} non repris, {own} d’ici ({named})."
