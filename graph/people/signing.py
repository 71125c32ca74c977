# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in without a password: a link that serves once, and a code for the browser that asked; both for a while."""

from __future__ import annotations

import hmac
import secrets
from typing import NamedTuple

import sqlalchemy as sa

from graph.clock import DAY
from graph.digests import digest
from graph.entry.invitations import Gone
from graph.people.tables import SIGN_INS
from graph.text.wording import Phrase, Said

LASTS = 15 * 60
"""Seconds for which a link and a code open."""
MOST_TRIES = 5
MOST_LETTERS = 3
"""How many links an account is sent in that time, whoever asks."""
MOST_A_DAY = 20
DIGITS = 6
NO_LINK = Phrase("Ce lien n’ouvre plus : il sert une fois, pendant quinze minutes. Demandez-en un autre ici.")
WRONG_CODE = Phrase(
    "Ce n’est pas ce code, ou il n’est plus valable. Regardez le dernier message reçu, et tapez-le là où vous avez "
    "demandé le lien."
)
NO_TRY_LEFT = Phrase("Ce code a été essayé trop de fois. Demandez-en un autre.")


class Ticket(NamedTuple):
    """What is mailed: the secret of a link, and a code."""

    link: str
    code: str


class SignIn(NamedTuple):
    """Whoever proved to be there: an account, or (0) an address for which an invitation lets one be made."""

    account: int
    email: str
    role: str


class KeyedDigests:
    """What is kept of codes: six digits would soon be found without the key of the instance."""

    def __init__(self, secret_key: str) -> None:
        self._key = f"tisserand sign-in {secret_key}".encode()

    def of(self, browser: str, code: str) -> str:
        """The digest of a code that this browser asked for."""
        return hmac.digest(self._key, f"{browser} {code}".encode(), "sha256").hex()


def ask(connection: sa.Connection, now: int) -> str:
    """Notes that somebody asks to come in, and gives the secret of their browser; nothing is known of whom yet."""
    secret = secrets.token_urlsafe(24)
    values = {"browser": digest(secret), "account": 0, "link": "", "code": "", "email": "", "role": "", "tries": 0}
    connection.execute(sa.insert(SIGN_INS).values(**values, asked=now, expires=now + LASTS))
    return secret


def ticket(connection: sa.Connection, browser: str, who: SignIn, keyed: KeyedDigests, now: int) -> Ticket | None:
    """What to mail to whoever has the address; None where they were mailed enough, or the request is too old."""
    if who.account:
        mine = SIGN_INS.c.account == who.account
        lately = sa.select(sa.func.count()).where(mine & (SIGN_INS.c.asked > now - LASTS))
        today = sa.select(sa.func.count()).where(mine & (SIGN_INS.c.asked > now - DAY))
        counts = connection.scalar(lately) or 0, connection.scalar(today) or 0
        if counts[0] >= MOST_LETTERS or counts[1] >= MOST_A_DAY:
            return None
    made = Ticket(secrets.token_urlsafe(24), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")
    known = digest(browser)
    values = {"link": digest(made.link), "code": keyed.of(known, made.code), **who._asdict()}
    done = connection.execute(sa.update(SIGN_INS).where(_open(known, now)).values(**values))
    return made if done.rowcount else None


def check_link(connection: sa.Connection, link: str, now: int) -> None:
    """Raises Gone unless the link opens; reading it does not use it."""
    if connection.execute(sa.select(SIGN_INS.c.account).where(_link(link, now))).first() is None:
        raise Gone(NO_LINK())


def spend_link(connection: sa.Connection, link: str, now: int) -> SignIn:
    """Uses a link: of two at the same instant, one gets in. Raises Gone."""
    row = connection.execute(sa.select(SIGN_INS).where(_link(link, now))).mappings().first()
    if row is None or not _close(connection, row["browser"], now):
        raise Gone(NO_LINK())
    return _read(row)


def spend_code(connection: sa.Connection, browser: str, code: str, keyed: KeyedDigests, now: int) -> SignIn | Said:
    """Whom a code lets in, else what to say; a try is counted whether or not anybody has the address."""
    known = digest(browser)
    mine = SIGN_INS.c.browser == known
    counted = connection.execute(
        sa.update(SIGN_INS).where(mine & (SIGN_INS.c.expires > now)).values(tries=SIGN_INS.c.tries + 1)
    )
    row = connection.execute(sa.select(SIGN_INS).where(mine)).mappings().first()
    if not counted.rowcount or row is None:
        return WRONG_CODE()
    if row["tries"] > MOST_TRIES:
        return NO_TRY_LEFT()
    good = hmac.compare_digest(row["code"], keyed.of(known, code))
    if not good or not _close(connection, known, now):
        return WRONG_CODE()
    return _read(row)


def forget(connection: sa.Connection, now: int) -> None:
    """Deletes the requests of more than a day, and what is personal in those that no longer open."""
    connection.execute(sa.delete(SIGN_INS).where(SIGN_INS.c.asked < now - DAY))
    over = (SIGN_INS.c.expires <= now) & (SIGN_INS.c.email != "")
    connection.execute(sa.update(SIGN_INS).where(over).values(email=""))


def _close(connection: sa.Connection, browser: str, now: int) -> bool:
    """Ends a request, which opens once; whether it was open."""
    blank = {"link": "", "code": "", "email": "", "expires": now}
    return connection.execute(sa.update(SIGN_INS).where(_open(browser, now)).values(**blank)).rowcount == 1


def _open(browser: str, now: int) -> sa.ColumnElement[bool]:
    return (SIGN_INS.c.browser == browser) & (SIGN_INS.c.expires > now)


def _link(link: str, now: int) -> sa.ColumnElement[bool]:
    return (SIGN_INS.c.link == digest(link)) & (SIGN_INS.c.expires > now)


def _read(row: sa.RowMapping) -> SignIn:
    return SignIn(row["account"], row["email"], row["role"])
