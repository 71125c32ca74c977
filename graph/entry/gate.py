# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate: gives invitations, lets each in once, knows who is inside, and shows out; any process, any restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa

from graph.clock import DAY
from graph.digests import digest
from graph.entry import invitations, sessions
from graph.entry._tables import INVITATIONS, TABLES
from graph.entry.invitations import Invitation, Seal
from graph.entry.roles import roles
from graph.entry.sessions import OWN, SHARED, Session
from graph.errors import InvalidInput, StorageError, UnknownThing
from graph.stores import DatabaseStore

LONGEST_DAYS = 90
KEPT_DAYS = 90
"""How long an invitation that no longer opens stays in the list."""
REVOKED_DAYS = 400
"""The same of one that was cancelled: longer than what was said by it could count."""


class Gate(DatabaseStore):
    """The invitations and sessions of one instance, in the database of its journal.

    `clock` gives seconds since 1970.
    """

    what, tables = "Les invitations", (TABLES,)

    def __init__(self, url: str, secret_key: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(url, lambda: int(clock()))
        self._seal = Seal(secret_key)

    def invite(self, role: str, days: int) -> tuple[Invitation, str]:
        """A new invitation and its token, which is nowhere else; raises InvalidInput."""
        if role not in roles():
            raise InvalidInput(f"Le rôle « {role} » n’existe pas : {', '.join(roles())}.", field="role")
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidInput(f"Un lien vaut de 1 à {LONGEST_DAYS} jours.", field="days")
        now = self._now()
        claim = invitations.new_claim(role, now + days * DAY)
        with self._writing() as connection:
            values = {"hash": digest(claim.nonce), "role": role, "created": now, "expires": claim.expires}
            connection.execute(sa.insert(INVITATIONS).values(**values))
            query = sa.select(INVITATIONS).where(INVITATIONS.c.hash == values["hash"])
            made = invitations.read(connection.execute(query).mappings().one())
        return made, self._seal.token(claim)

    def check(self, token: str) -> None:
        """Raises Refused or Gone unless the token opens; reading it does not use it."""
        claim = self._seal.claim(token)
        with self._reading() as connection:
            invitations.check(connection, claim, self._now())

    def enter(self, token: str, *, shared: bool = False) -> str:
        """Uses the token, and gives the secret of the session that it opens; raises Refused or Gone."""
        claim, now = self._seal.claim(token), self._now()
        with self._writing() as connection:
            number = invitations.spend(connection, claim, now)
            return sessions.start(connection, number, claim.role, SHARED if shared else OWN, now)

    def session(self, secret: str) -> Session | None:
        """The open session of a secret, None when there is none; notes the visit, where something can be written."""
        now = self._now()
        with self._reading() as connection:
            found = sessions.find(connection, secret, now)
        if found is not None and sessions.is_unnoted(found, now):
            with suppress(StorageError), self._writing() as connection:
                sessions.note(connection, secret, now)
        return found

    def leave(self, secret: str) -> None:
        """Ends a session: its secret opens nothing any more."""
        with self._writing() as connection:
            sessions.end(connection, secret)

    def invitations(self) -> list[tuple[Invitation, Session | None]]:
        """The invitations, the last first, each with the session that it opened while this one is open."""
        with self._reading() as connection:
            open_now = {item.invitation: item for item in sessions.still_open(connection, self._now())}
            rows = connection.execute(sa.select(INVITATIONS).order_by(INVITATIONS.c.number.desc())).mappings()
            found = [invitations.read(row) for row in rows]
        return [(item, open_now.get(item.number)) for item in found]

    def revoke(self, number: int) -> bool:
        """Cancels an invitation and ends its session; says whether one was open. Raises UnknownThing."""
        mine = INVITATIONS.c.number == number
        with self._writing() as connection:
            done = connection.execute(
                sa.update(INVITATIONS).where(mine & INVITATIONS.c.revoked.is_(None)).values(revoked=self._now())
            )
            if not done.rowcount and connection.execute(sa.select(INVITATIONS.c.number).where(mine)).first() is None:
                raise UnknownThing(f"Aucune invitation n’a le numéro {number}.", field="number")
            return sessions.end_of(connection, number) > 0

    def revoked(self) -> frozenset[int]:
        """The numbers of the invitations that were cancelled: what was said by them counts no more."""
        query = sa.select(INVITATIONS.c.number).where(INVITATIONS.c.revoked.is_not(None))
        with self._reading() as connection:
            return frozenset(connection.scalars(query))

    def _forget(self, connection: sa.Connection, now: int) -> None:
        sessions.forget(connection, now)
        revoked = INVITATIONS.c.revoked
        gone = revoked.is_(None) | (revoked < now - REVOKED_DAYS * DAY)
        connection.execute(sa.delete(INVITATIONS).where((INVITATIONS.c.expires < now - KEPT_DAYS * DAY) & gone))
