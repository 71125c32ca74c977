# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opens accounts, gives them roles and lists them."""

from __future__ import annotations

import json

import click

from graph.entry.roles import Grant, roles
from graph.errors import UnknownThing
from graph.people.people import People
from graph.text.wording import Phrase
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command

NO_ACCOUNT = Phrase("Aucun compte n’a cette adresse.")


@click.command("account", cls=Command)
@click.argument("email", metavar="COURRIEL", required=False)
@click.option("--role", metavar="RÔLE", help=f"Le rôle à donner : {', '.join(roles())}.")
@click.option("--limit", default="", metavar="FICHE", help="Où il vaut : l’adresse d’une fiche. Sans cela, partout.")
@click.option("--take", is_flag=True, help="Retire ce rôle au lieu de le donner.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def command(email: str | None, role: str | None, limit: str, take: bool, as_json: bool) -> None:
    """Ouvre un compte à COURRIEL, et lui donne un rôle. Sans COURRIEL, liste les comptes.

    Cette personne entre ensuite à l’adresse /connexion, sans mot de passe : un lien lui est envoyé. FICHE est un
    réseau, un territoire ou une fiche, comme « network/… » : le rôle ne vaut alors que là.
    """
    ecosystem = current_ecosystem()
    try:
        if email:
            number = _changed(ecosystem.people, email, role, _scope(ecosystem.settings.base_url, limit), take)
            click.echo(f"Compte n° {number}.")
        else:
            _list(ecosystem.people, as_json)
    finally:
        ecosystem.close()


def _changed(people: People, email: str, role: str | None, scope: str, take: bool) -> int:
    grants = (Grant(role, scope),) if role else ()
    found = people.of_email(email)
    if found is None:
        if take:
            raise UnknownThing(NO_ACCOUNT(), field="email")
        return people.make(email, *grants).number
    for grant in grants:
        (people.take_back if take else people.give)(found.number, grant)
    return found.number


def _scope(base: str, text: str) -> str:
    """The IRI of what limits a role."""
    return f"{base}/id/{text.strip('/').removeprefix('id/')}" if text and not text.startswith("http") else text


def _list(people: People, as_json: bool) -> None:
    found = people.accounts()
    if as_json:
        rows = [
            {
                "number": one.number,
                "email": one.email,
                "grants": [{"role": grant.role, "scope": grant.scope} for grant in grants],
                "seen": one.seen.isoformat(),
            }
            for one, grants in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one, grants in found:
        given = ", ".join(f"{grant.role}{f' ({grant.scope})' if grant.scope else ''}" for grant in grants)
        click.echo(f"{one.number:>4}  {one.email}  {given or 'aucun rôle'}  vu le {one.seen:%Y-%m-%d}")
    if not found:
        click.echo("Aucun compte. Pour en ouvrir un : flask account COURRIEL --role administrator")
