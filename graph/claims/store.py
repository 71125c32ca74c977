# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where claims wait: two days for their address to be proven, sixty in all for a moderator, and until they decide."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from graph.claims.claim import CardClaim
from graph.claims.tables import CARD_CLAIMS, TABLES
from graph.clock import DAY
from graph.digests import digest
from graph.errors import AlreadyThere, Conflict, Removed
from graph.stores import ForgettingStore
from graph.text.days import day_of
from graph.text.wording import Phrase

WHAT = "Les demandes de fiches"
PROVEN_WITHIN, KEPT_DAYS = 2, 60
"""Days in which the mailed link opens, and after which all is forgotten."""
MOST_A_DAY = 3
"""How many letters an address is sent in a day, whoever asks."""
MOST_OF_A_CARD = 10
GONE = Phrase("Ce lien n’ouvre plus : il sert pendant deux jours. Revenez à la fiche, et recommencez.")
DECIDED = Phrase("Quelqu’un vient de répondre à cette demande, ou elle a été effacée : rien n’a été fait.")


@dataclass(frozen=True)
class KeptClaim:
    """A claim that waits, under its number, and when it was made (seconds); `proven`: whether its address is."""

    number: int
    claim: CardClaim
    asked: int
    proven: bool

    @property
    def asked_on(self) -> date:
        """The day on which it was made."""
        return day_of(self.asked)


class Claims(ForgettingStore):
    """The claims of one instance, in the database of its journal."""

    what, tables, rows = WHAT, (TABLES,), CARD_CLAIMS

    def ask(self, claim: CardClaim, form: str) -> str:
        """Keeps a claim, and gives the secret to mail; "" where the form was sent before, or too many were lately."""
        secret, now = secrets.token_urlsafe(24), self._now()
        values = {"secret": digest(secret), "form": digest(form), **vars(claim), "asked": now}
        lately = CARD_CLAIMS.c.asked > now - DAY
        try:
            with self._writing(now) as connection:
                by_address = _count(connection, lately & (CARD_CLAIMS.c.email == claim.email))
                of_card = _count(connection, lately & (CARD_CLAIMS.c.card == claim.card))
                if by_address >= MOST_A_DAY or of_card >= MOST_OF_A_CARD:
                    return ""
                connection.execute(sa.insert(CARD_CLAIMS).values(**values))
        except AlreadyThere:  # the same form
            return ""
        return secret

    def of_secret(self, secret: str) -> KeptClaim:
        """The claim that a letter is about; raises Removed once its link opens no more. Looking changes nothing."""
        with self._reading() as connection:
            row = connection.execute(sa.select(CARD_CLAIMS).where(_open(secret, self._now()))).mappings().first()
        if row is None:
            raise Removed(GONE())
        return _read(row)

    def prove(self, secret: str) -> bool:
        """Notes that the address is that of who asks; whether this was the first time. Raises Removed."""
        self.of_secret(secret)
        now = self._now()
        with self._writing(now) as connection:
            still = _open(secret, now) & CARD_CLAIMS.c.proven.is_(None)
            return connection.execute(sa.update(CARD_CLAIMS).where(still).values(proven=now)).rowcount == 1

    def waiting(self) -> list[KeptClaim]:
        """Those whose address is proven, the oldest first."""
        query = sa.select(CARD_CLAIMS).where(CARD_CLAIMS.c.proven.is_not(None) & ~self._old(self._now()))
        with self._reading() as connection:
            return [_read(row) for row in connection.execute(query.order_by(CARD_CLAIMS.c.asked)).mappings()]

    def find(self, number: int) -> KeptClaim:
        """One that waits; raises Conflict where somebody decided meanwhile."""
        for found in self.waiting():
            if found.number == number:
                return found
        raise Conflict(DECIDED())

    def settle(self, number: int) -> None:
        """Forgets one that is decided; raises Conflict where somebody did before."""
        with self._writing() as connection:
            if not connection.execute(sa.delete(CARD_CLAIMS).where(CARD_CLAIMS.c.number == number)).rowcount:
                raise Conflict(DECIDED())

    def digests_of(self, email: str) -> list[str]:
        """What is kept of the secrets of all that an address claims."""
        with self._reading() as connection:
            return list(connection.scalars(sa.select(CARD_CLAIMS.c.secret).where(CARD_CLAIMS.c.email == email.lower())))

    def forget_address(self, email: str) -> None:
        """Deletes all that an address claims."""
        with self._writing() as connection:
            connection.execute(sa.delete(CARD_CLAIMS).where(CARD_CLAIMS.c.email == email.lower()))

    def _old(self, now: int) -> sa.ColumnElement[bool]:
        unproven = CARD_CLAIMS.c.proven.is_(None) & (CARD_CLAIMS.c.asked <= now - PROVEN_WITHIN * DAY)
        return unproven | (CARD_CLAIMS.c.asked <= now - KEPT_DAYS * DAY)


def _count(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(CARD_CLAIMS).where(which)) or 0


def _open(secret: str, now: int) -> sa.ColumnElement[bool]:
    return (CARD_CLAIMS.c.secret == digest(secret)) & (CARD_CLAIMS.c.asked > now - PROVEN_WITHIN * DAY)


def _read(row: sa.RowMapping) -> KeptClaim:
    claim = CardClaim(*(row[name] for name in ("card", "email", "role", "words", "language", "consent")))
    return KeptClaim(row["number"], claim, row["asked"], row["proven"] is not None)
