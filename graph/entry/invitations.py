# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations: a signed token that opens one session, once, before its last day; listed and revoked by number."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer

from graph.digests import digest
from graph.entry._tables import INVITATIONS
from graph.errors import TisserandError
from graph.text.wording import Phrase, Spoken

PROFESSIONAL = "professional"
LONGEST = 400  # characters: no token that we made comes near
FOREIGN = Phrase(
    "Ce lien n’ouvre rien ici : il est incomplet, modifié, ou vient d’ailleurs. Copiez-le en entier. "
    "Demandez-en un autre à la personne qui vous l’a donné."
)
EXPIRED = Phrase("Ce lien n’est plus valable depuis le {day}. Demandez-en un autre à la personne qui vous l’a donné.")
USED = Phrase("Ce lien a déjà servi : il n’ouvre qu’une fois. Demandez-en un autre à la personne qui vous l’a donné.")
REVOKED = Phrase("Ce lien a été annulé. Demandez-en un autre à la personne qui vous l’a donné.")


class Refused(TisserandError):
    """A link that opens nothing (403); `forged` when it was not even signed here."""

    status = 403

    def __init__(self, message: Spoken, *, forged: bool = False) -> None:
        super().__init__(message)
        self.forged = forged


class Gone(Refused):
    """A link that was good and no longer is: used, expired or cancelled (410)."""

    status = 410


@dataclass(frozen=True)
class Invitation:
    """A link that was given: when it was made, until when it opens, when it served or was cancelled (None: never)."""

    number: int
    role: str
    created: datetime
    expires: datetime
    used: datetime | None
    revoked: datetime | None


class TokenClaim(NamedTuple):
    """What a token says, once its signature holds."""

    role: str
    expires: int
    nonce: str


class Seal:
    """Signs and reads tokens with the secret of the instance."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="tisserand invitation")

    def token(self, claim: TokenClaim) -> str:
        """The claim in a form that an address can hold."""
        text = self._serializer.dumps(list(claim))
        return text if isinstance(text, str) else text.decode()

    def claim(self, token: str) -> TokenClaim:
        """What the token says; raises Refused unless it was signed here."""
        try:
            role, expires, nonce = self._serializer.loads(token if len(token) <= LONGEST else "")
        except (BadData, ValueError, TypeError) as error:
            raise Refused(FOREIGN(), forged=True) from error
        return TokenClaim(str(role), int(expires), str(nonce))


def new_claim(role: str, expires: int) -> TokenClaim:
    """A claim that nobody can guess."""
    return TokenClaim(role, expires, secrets.token_urlsafe(24))


def spend(connection: sa.Connection, claim: TokenClaim, now: int) -> int:
    """Marks the invitation as used, and gives its number; raises Refused or Gone.

    One statement decides: of two at the same instant, in any process, one changes the row and the other none.
    """
    good = (INVITATIONS.c.hash == digest(claim.nonce)) & (INVITATIONS.c.expires > now)
    free = INVITATIONS.c.used.is_(None) & INVITATIONS.c.revoked.is_(None)
    done = connection.execute(sa.update(INVITATIONS).where(good & free).values(used=now))
    row = _row(connection, claim)
    if done.rowcount != 1 or row is None:
        refuse(row, claim, now)
        raise Gone(USED())
    return int(row["number"])


def check(connection: sa.Connection, claim: TokenClaim, now: int) -> None:
    """Raises what `spend` would, and changes nothing."""
    refuse(_row(connection, claim), claim, now)


def refuse(row: sa.RowMapping | None, claim: TokenClaim, now: int) -> None:
    """Raises Refused or Gone where the invitation does not open."""
    if row is None:  # signed with our key, and yet not made here: another database, or cleaned up since
        raise Gone(EXPIRED(day=_day(claim.expires))) if claim.expires <= now else Refused(FOREIGN())
    if row["revoked"] is not None:
        raise Gone(REVOKED())
    if row["used"] is not None:
        raise Gone(USED())
    if row["expires"] <= now:
        raise Gone(EXPIRED(day=_day(row["expires"])))


def _row(connection: sa.Connection, claim: TokenClaim) -> sa.RowMapping | None:
    query = sa.select(INVITATIONS).where(INVITATIONS.c.hash == digest(claim.nonce))
    return connection.execute(query).mappings().first()


def read(row: sa.RowMapping) -> Invitation:
    """An invitation from its row."""
    used, revoked = row["used"], row["revoked"]
    return Invitation(
        number=row["number"],
        role=row["role"],
        created=moment(row["created"]),
        expires=moment(row["expires"]),
        used=None if used is None else moment(used),
        revoked=None if revoked is None else moment(revoked),
    )


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    return moment(seconds).date()
