# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of the space for professionals: invite, list, revoke."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from graph.settings import Settings
from web.commands_french import Command
from web.ecosystem import current_ecosystem
from web.filters import long_date

if TYPE_CHECKING:
    from graph.entry.gate import Gate
    from graph.entry.invitations import Invitation
    from graph.entry.sessions import Session

DAYS = 7


@click.command(cls=Command)
@click.option(
    "--role", default="professional", show_default=True, metavar="RÔLE", help="Ce que le lien ouvre : professional."
)
@click.option(
    "--days", type=click.IntRange(1, 90), default=DAYS, show_default=True, metavar="N", help="Nombre de jours valables."
)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def invite(role: str, days: int, as_json: bool) -> None:
    """Donne un lien d’entrée, qui ne sert qu’une fois, à transmettre à une ou un professionnel.

    Le lien n’est écrit nulle part ailleurs, et aucun nom n’est conservé : notez vous-même à qui va quel numéro.
    """
    with _gate() as gate:
        made, token = gate.invite(role, days)
    address = f"{_site(current_ecosystem().settings)}/entrer/{token}"
    if as_json:
        click.echo(json.dumps({**_document(made, None), "url": address}, ensure_ascii=False, indent=1))
        return
    click.echo(address)
    last = long_date(made.expires.date())
    click.echo(f"Invitation {made.number} : ouvre une fois, jusqu’au {last}. L’annuler : flask revoke {made.number}")


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def invitations(as_json: bool) -> None:
    """Liste les invitations et les sessions ouvertes, la dernière d’abord."""
    with _gate() as gate:
        found = gate.invitations()
    if as_json:
        click.echo(json.dumps([_document(item, session) for item, session in found], ensure_ascii=False, indent=1))
        return
    for item, session in found:
        click.echo(f"{item.number:>5}  {item.created:%Y-%m-%d %H:%M}  {item.role:<14} {_told(item, session)}")
    if not found:
        click.echo("Aucune invitation. Pour en faire une : flask invite --role professional")


@click.command(cls=Command)
@click.argument("number", metavar="N", type=click.IntRange(1, 10**9))
def revoke(number: int) -> None:
    """Annule l’invitation N et ferme aussitôt la session qu’elle a ouverte."""
    with _gate() as gate:
        closed = gate.revoke(number)
    click.echo(f"Invitation {number} annulée{', sa session est fermée' if closed else ''}.")


@contextmanager
def _gate() -> Iterator[Gate]:
    """The gate alone: the facts are not needed."""
    ecosystem = current_ecosystem()
    try:
        yield ecosystem.gate
    finally:
        ecosystem.close()


def _site(settings: Settings) -> str:
    """Where this instance is reached: its BASE_URL once chosen, else the port on this machine."""
    return f"http://127.0.0.1:{settings.port}" if settings.base_is_default else settings.base_url


def _document(item: Invitation, session: Session | None) -> dict[str, Any]:
    moments = {name: getattr(item, name) for name in ("created", "expires", "used", "revoked")}
    return {
        "number": item.number,
        "role": item.role,
        **{name: at and at.isoformat() for name, at in moments.items()},
        "session": session
        and {
            "opened": session.opened.isoformat(),
            "seen": session.seen.isoformat(),
            "expires": session.expires.isoformat(),
        },
    }


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


COMMANDS = (invite, invitations, revoke)
