# SPDX-License-Identifier: AGPL-3.0-or-later
"""Does what comes due as days go by: letters that leave, what has had its time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

import click

from graph import clock
from graph.errors import TisserandError
from graph.plugins import discover
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import Command

if TYPE_CHECKING:
    from graph.due._types import DueJob, Occasion

NOTHING = "Rien n’est à faire."


@click.command("due", cls=Command)
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait fait, et n’écrit ni n’envoie rien.")
@click.option("--json", "as_json", is_flag=True, help="Le résultat en JSON.")
def command(dry_run: bool, as_json: bool) -> None:
    """Fait ce qui vient avec les jours : les courriels qui attendent partent, ce qui a fait son temps est effacé.

    À lancer par cron ou par systemd, tous les quarts d’heure. Lancé deux fois, il ne fait rien deux fois ; le site peut
    tourner pendant ce temps. Le code de sortie est 1 si une tâche n’a pas pu être faite : les autres le sont.
    """
    jobs = discover("graph.due", "job", lambda job: (job.order, job.name))
    with ExitStack() as stack:
        occasion = _occasion(current_ecosystem(), stack, dry_run=dry_run)
        told = {job.name: list(_work(job, occasion)) for job in jobs}
    lines = [line for said in told.values() for line, _ in said]
    if as_json:
        click.echo(json.dumps({name: [line for line, _ in said] for name, said in told.items()}, ensure_ascii=False))
    else:
        click.echo("\n".join(lines) or NOTHING)
    if any(failed for said in told.values() for _, failed in said):
        sys.exit(1)


def _occasion(here: Ecosystem, stack: ExitStack, *, dry_run: bool) -> Occasion:
    """This round; the facts are read at the first job that asks for them."""
    from graph.due._types import Occasion

    @cache
    def facts() -> Ecosystem:
        return stack.enter_context(here.replayed())

    stack.callback(here.close)
    now = clock.seconds()
    return Occasion(
        here.settings,
        here.outbox,
        now,
        dry_run,
        public=lambda: facts().repository.public,
        full=lambda: facts().repository.full,
        repository=lambda: facts().repository,
        territories=lambda: facts().territories,
    )


def _work(job: DueJob, occasion: Occasion) -> Iterator[tuple[str, bool]]:
    """What a job says, and whether it failed; one that does leaves the others to be done."""
    try:
        yield from ((line, False) for line in job.work(occasion))
    except TisserandError as error:
        yield f"Pas fait ({job.name}) : {error.message}", True
