# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes an invitation back."""

from __future__ import annotations

import click

from web.cli._french import Command
from web.cli._gate import gate


@click.command("revoke", cls=Command)
@click.argument("number", metavar="N", type=click.IntRange(1, 10**9))
def command(number: int) -> None:
    """Annule l’invitation N et ferme aussitôt la session qu’elle a ouverte."""
    with gate() as opened:
        used = any(one.number == number and one.used for one, _ in opened.invitations())
        closed = opened.revoke(number)
    click.echo(f"Invitation {number} annulée{', sa session est fermée' if closed else ''}.")
    if used:
        click.echo("Ce lien avait servi. Un compte a pu être ouvert avec lui : « flask account » liste les comptes.")
