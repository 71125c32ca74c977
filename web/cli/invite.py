# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives a link by which a professional comes in."""

from __future__ import annotations

import json

import click

from graph.entry.roles import roles
from graph.settings import Settings
from web.app.ecosystem import current_ecosystem
from web.app.filters import long_date
from web.cli._french import Command
from web.cli._gate import gate, invitation_document

DAYS = 7


@click.command("invite", cls=Command)
@click.option(
    "--role", default="professional", show_default=True, metavar="RÔLE", help=f"Qui entre : {', '.join(roles())}."
)
@click.option(
    "--days", type=click.IntRange(1, 90), default=DAYS, show_default=True, metavar="N", help="Nombre de jours valables."
)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def command(role: str, days: int, as_json: bool) -> None:
    """Donne un lien d’entrée, qui ne sert qu’une fois, à transmettre à qui doit entrer.

    Ce que chaque rôle permet est dit par « flask invitations ».

    Le lien n’est écrit nulle part ailleurs, et aucun nom n’est conservé : notez vous-même à qui va quel numéro.
    """
    with gate() as opened:
        made, token = opened.invite(role, days)
    address = f"{_site(current_ecosystem().settings)}/entrer/{token}"
    if as_json:
        click.echo(json.dumps({**invitation_document(made, None), "url": address}, ensure_ascii=False, indent=1))
        return
    click.echo(address)
    last = long_date(made.expires.date())
    click.echo(f"Invitation {made.number} : ouvre une fois, jusqu’au {last}. L’annuler : flask revoke {made.number}")


def _site(settings: Settings) -> str:
    """Where this instance is reached: its BASE_URL once chosen, else by the room (LAN=1), else on this machine."""
    if not settings.base_is_default:
        return settings.base_url
    return next(iter(settings.lan), f"http://127.0.0.1:{settings.port}")
