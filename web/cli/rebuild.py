# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes again from the journal all that is derived from it."""

from __future__ import annotations

import click

from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import Command


@click.command("rebuild", cls=Command)
def command() -> None:
    """Refait depuis le journal tout ce qui en est dérivé. Le serveur doit être arrêté."""
    here = current_ecosystem()
    ecosystem = Ecosystem(here.settings, data=(), ontology=here.ontology)
    try:
        ecosystem.repository.rebuild()
        full, public = len(ecosystem.repository.full), len(ecosystem.repository.public)
        click.echo(f"Refait depuis le journal : {full} faits, dont {public} publics.")
    finally:
        ecosystem.close()
