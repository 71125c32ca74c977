# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds things by their names."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from web.app.ecosystem import current_ecosystem
from web.cli._french import Command


@click.command("search", cls=Command)
@click.argument("words", metavar="MOTS", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, metavar="N", help="Nombre de réponses."
)
def command(words: tuple[str, ...], as_json: bool, limit: int) -> None:
    """Cherche une fiche ou un besoin par son nom, ses autres noms ou son sigle."""
    with current_ecosystem().readable() as ecosystem:
        hits = ecosystem.search.search(" ".join(words), limit)
        labels = {item.kind: item.label.fr for item in ecosystem.model.classes}
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=1))
        return
    for hit in hits:
        click.echo(f"{hit.label} ({labels.get(hit.kind, hit.kind)})  <{hit.iri}>")
    if not hits:
        click.echo("Rien ne porte ce nom. Essayez un mot plus court, ou une autre orthographe.")
