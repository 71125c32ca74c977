# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of words that people type: those to read, accepting them for a need or a tool, refusing them."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import click

from graph import clock
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command
from web.cli._journal import AUTHOR, sentence


@click.command("words", cls=Command)
@click.argument("code", metavar="[CODE]", required=False, default="")
@click.option("--accept", "meaning", metavar="SENS", default="", help="Ce qu’ils veulent dire : need/website…")
@click.option("--refuse", is_flag=True, help="Ne plus les montrer, et les oublier.")
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui accepte : inscrit dans le journal.")
@click.option("--json", "as_json", is_flag=True, help="La liste en JSON.")
def command(code: str, meaning: str, refuse: bool, author: str, as_json: bool) -> None:
    """Accepte ou refuse des mots que les gens tapent. Sans CODE, liste ceux qui sont à relire : pour vous seul."""
    from graph.synonyms.desk import CODE, VocabularyDesk
    from graph.synonyms.store import WordCounts

    if bool(code) != (bool(meaning) or refuse) or (meaning and refuse):
        raise click.UsageError("dites un CODE avec --accept SENS ou --refuse, ou rien du tout pour la liste")
    here = current_ecosystem()
    with here.replayed() as ecosystem, closing(WordCounts(here.settings.database_url)) as counts:
        desk = VocabularyDesk(counts, ecosystem.repository, ecosystem.model)
        if meaning:
            change = desk.accept(code, meaning, author, clock.today())
            click.echo(sentence(change.number, change.header.added_count, change.header.removed_count))
            return
        if refuse:
            click.echo(f"Refusé : « {desk.refuse(code).words} ».")
            return
        found = [(item.digest[:CODE], item) for item in desk.candidates()]
    if as_json:
        rows: list[dict[str, Any]] = [
            {"code": code, "words": item.words, "requests": item.requests, "chosen": dict(item.chosen)}
            for code, item in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for code, item in found:
        chosen = ", ".join(f"{path or 'rien'} {count}" for path, count in item.chosen)
        click.echo(f"{code}  {item.requests:>4}  « {item.words} » : {chosen}")
    if not found:
        click.echo("Aucun mot à relire.")
