# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: roles given to accounts and taken back; somebody always remains to give them."""

from __future__ import annotations

import sqlalchemy as sa

from graph.entry.roles import ADMINISTER, MODERATE, Grant, rights, roles
from graph.errors import Conflict, InvalidInput
from graph.people.tables import GRANTS
from graph.text.wording import Phrase

LASTING = (ADMINISTER, MODERATE)
"""The rights that somebody must always have everywhere, once somebody has."""
NO_ROLE = Phrase("Ce rôle n’existe pas. Choisissez dans la liste.")
WHERE = Phrase("Dites pour quel réseau, quel territoire ou quelle fiche : ce rôle ne vaut pas partout.")
NOT_LIMITED = Phrase("Ce rôle ne se limite pas : il vaut partout, ou pas du tout.")
LAST = Phrase("Plus personne ne pourrait alors {right}. Donnez d’abord ce droit à quelqu’un d’autre, puis recommencez.")


def grants_of(connection: sa.Connection, account: int) -> tuple[Grant, ...]:
    """What an account was given, in the order of roles."""
    rows = connection.execute(sa.select(GRANTS).where(GRANTS.c.account == account)).mappings()
    order = list(roles())
    found = [Grant(row["role"], row["scope"]) for row in rows if row["role"] in order]
    return tuple(sorted(found, key=lambda grant: (order.index(grant.role), grant.scope)))


def give(connection: sa.Connection, account: int, grant: Grant, now: int) -> None:
    """Gives a role, which may be theirs already; raises InvalidInput."""
    role = roles().get(grant.role)
    if role is None:
        raise InvalidInput(NO_ROLE(), field="role")
    if role.limited and not grant.scope:
        raise InvalidInput(WHERE(), field="limite")
    if grant.scope and role.may(ADMINISTER):
        raise InvalidInput(NOT_LIMITED(), field="limite")
    if grant not in grants_of(connection, account):
        values = {"account": account, "role": grant.role, "scope": grant.scope, "given": now}
        connection.execute(sa.insert(GRANTS).values(**values))


def take_back(connection: sa.Connection, account: int, grant: Grant) -> None:
    """Takes a role back; raises Conflict, which changes nothing, where nobody else could do what it lets do."""
    refuse_last(connection, account, (grant,))
    mine = (GRANTS.c.account == account) & (GRANTS.c.role == grant.role) & (GRANTS.c.scope == grant.scope)
    connection.execute(sa.delete(GRANTS).where(mine))


def refuse_last(connection: sa.Connection, account: int, leaving: tuple[Grant, ...]) -> None:
    """Raises Conflict where these grants are the last that let somebody do what somebody must."""
    # Of two who leave at the same moment, the second looks once the first has left (SQLite lets one write at a time).
    query = sa.select(GRANTS).order_by(GRANTS.c.account, GRANTS.c.role, GRANTS.c.scope).with_for_update()
    rows = connection.execute(query).mappings()
    held = [(row["account"], Grant(row["role"], row["scope"])) for row in rows]
    staying = [grant for whose, grant in held if not (whose == account and grant in leaving)]
    for right in LASTING:
        is_theirs = any(grant.may(right) for grant in leaving)
        if is_theirs and not any(grant.may(right) for grant in staying):
            raise Conflict(LAST(right=rights()[right].name))
