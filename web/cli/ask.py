# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers a published question about the public facts."""

from __future__ import annotations

import sys

import click

from graph import clock
from graph.text import typed
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command


@click.command("ask", cls=Command)
@click.argument("name", metavar="QUESTION", default="")
@click.option("--date", default="", metavar="AAAA-MM-JJ", help="À quelle date (aujourd’hui par défaut).")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON (SPARQL), au lieu de CSV.")
def command(name: str, date: str, as_json: bool) -> None:
    """Répond à une question publiée sur les données publiques, ou dit lesquelles il y a."""
    from exports.queries import ask, question_named, questions, table

    if not name:
        for question in questions():
            click.echo(f"{question.slug} : {question.title('fr')[0]}")
        return
    asked, day = question_named(name), typed.day("date", date) or clock.today()
    with current_ecosystem().readable() as ecosystem:
        answer = ask(asked, ecosystem.repository.public, day)
    sys.stdout.buffer.write(answer + b"\n" if as_json else table(answer))
    sys.stdout.buffer.flush()
