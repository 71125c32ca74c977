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
    from collections.abc import Iterator

    from graph.rdf.dataset import Dataset
    from graph.storage.shipped import Apart

MOST_NAMED = 5
NOUNS = ("outil", "outils"), ("service en ligne", "services en ligne")


@click.command("check", cls=Command)
@click.argument("files", metavar="[FICHIERS…]", nargs=-1, type=FILE)
def command(files: tuple[Path, ...]) -> None:
    """Vérifie l’ontologie et les données ; le code de sortie est 1 s’il y a une faute.

    Les outils et les services en ligne dont personne n’a vu l’état depuis un an sont nommés : ce n’est pas une faute.

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
        for line in _to_look_at(facts):
            click.echo(line)
        for item in [] if files else apart(ecosystem.repository, shipped):
            click.echo(_told(item, ecosystem.settings.base_url))
        wrong = sum(finding.is_violation for finding in findings)
        remarks = counted(len(findings) - wrong, "remarque")
        click.echo(f"{counted(len(facts), 'fait')} : {counted(wrong, 'faute')}, {remarks}.")
    if wrong:
        sys.exit(1)


def _to_look_at(facts: Dataset) -> Iterator[str]:
    """The tools, then the online services, that somebody should look at again, with the date of the last look."""
    from graph import clock
    from graph.namespaces import local_name
    from graph.validation.watch import WATCHED, unwatched

    for kind, nouns in zip(WATCHED, NOUNS, strict=True):
        found = unwatched(facts, kind, clock.today())
        if found:
            named = (f"{local_name(item.iri)} ({item.seen.isoformat() if item.seen else 'jamais'})" for item in found)
            count = f"{len(found)} {nouns[len(found) > 1]}"
            yield f"À regarder — {count} dont personne n’a vu l’état depuis un an : {', '.join(named)}."


def _told(item: Apart, base: str) -> str:
    """Where the instance keeps to itself, beside a file that ships: what it lacks, what it says more, about what."""
    subjects = sorted({fact.s.removeprefix(f"{base}/") for fact in item.lacking | item.own})
    named = ", ".join(subjects[:MOST_NAMED]) + (
        f"… et {len(subjects) - MOST_NAMED} de plus" if len(subjects) > MOST_NAMED else ""
    )
    lacking, own = counted(len(item.lacking), "fait livré"), counted(len(item.own), "fait")
    return f"Gardé d’ici — {item.file} : {lacking} non repris, {own} d’ici ({named})."
