# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists invitations and the sessions they opened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from graph.entry.roles import roles
from web.cli._french import Command
from web.cli._gate import gate, invitation_document

if TYPE_CHECKING:
    from graph.entry.invitations import Invitation
    from graph.entry.sessions import Session


@click.command("invitations", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def command(as_json: bool) -> None:
    """Liste les invitations et les sessions ouvertes, la dernière d’abord."""
    with gate() as opened:
        found = opened.invitations()
    if as_json:
        click.echo(
            json.dumps([invitation_document(item, session) for item, session in found], ensure_ascii=False, indent=1)
        )
        return
    for item, session in found:
        click.echo(f"{item.number:>5}  {item.created:%Y-%m-%d %H:%M}  {item.role:<14} {_told(item, session)}")
    if not found:
        click.echo("Aucune invitation. Pour en faire une : flask invite --role professional")
    click.echo("\nCe que chaque rôle permet :")
    for role in roles().values():
        click.echo(f"  {role.slug:<14} {role.name} : {', '.join(role.rights.values())}")


def _told(item: Invitation, session: Session | None) -> str:
    if item.revoked:
        return f"annulée le {item.revoked:%Y-%m-%d}"
    if session:
        return f"session ouverte le {session.opened:%Y-%m-%d}, vue le {session.seen:%Y-%m-%d %H:%M}"
    if item.used:
        return f"a servi le {item.used:%Y-%m-%d}, session terminée"
    if item.expires <= datetime.now(UTC):
        return f"n’a pas servi, expirée le {item.expires:%Y-%m-%d}"
    return f"n’a pas encore servi, ouvre jusqu’au {item.expires:%Y-%m-%d %H:%M}"
