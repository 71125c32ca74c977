# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where contributions are answered: an address left for that alone, a question, and what is said to it."""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa

from graph.clock import DAY
from graph.contributions.reply_tables import REPLIES, TABLES
from graph.contributions.tables import LONGEST_SAID
from graph.digests import digest
from graph.errors import AlreadyThere, InvalidInput, UnknownThing
from graph.stores import ForgettingStore
from graph.text.wording import Phrase

WHAT = "Les réponses"
KEPT_DAYS = 30
"""Days after the answer for which an address is kept."""
MOST_DAYS = 365
"""Days for which it is kept where nobody answers."""
GONE = Phrase("Cette question n’attend plus de réponse : la contribution est relue, ou l’adresse n’est pas entière.")
NOTHING_SAID = Phrase("Écrivez votre réponse en quelques mots.")
TOO_LONG = Phrase("C’est trop long : {most} signes au plus.")


@dataclass(frozen=True)
class Reply:
    """Where a contribution is answered: its number, whether there is an address, the question and what was said."""

    contribution: int
    email: str
    question: str = ""
    answer: str = ""


class Replies(ForgettingStore):
    """The addresses and questions of one instance, in the database of its journal."""

    what, tables, rows = WHAT, (TABLES,), REPLIES

    def keep(self, contribution: int, email: str) -> None:
        """Keeps an address to answer a contribution ("" of an account); the first one stays. Raises StorageError."""
        values = {"contribution": contribution, "email": email, "left": self._now(), "answered": 0}
        empty = {"secret": "", "question": "", "answer": ""}
        try:
            with self._writing() as connection:
                if connection.scalar(sa.select(REPLIES.c.left).where(_of(contribution))) is None:
                    connection.execute(sa.insert(REPLIES).values({**values, **empty}))
        except AlreadyThere:  # the same contribution at the same moment
            return

    def follow(self, contribution: int, completed: int) -> bool:
        """Has the address left for one serve the one that completes it; whether there is one now."""
        with self._writing() as connection:
            if connection.scalar(sa.select(REPLIES.c.left).where(_of(completed))) is not None:
                connection.execute(sa.delete(REPLIES).where(_of(contribution)))
                return True
            moved = sa.update(REPLIES).where(_of(contribution)).values(contribution=completed)
            return bool(connection.execute(moved).rowcount)

    def find(self, contribution: int) -> Reply | None:
        """Where a contribution is answered, None where nothing was left."""
        return self._read(_of(contribution))

    def ask(self, contribution: int, question: str) -> str:
        """Notes what is asked, and gives the secret of the page where it is answered."""
        secret = secrets.token_urlsafe(24)
        values = {"secret": digest(secret), "question": question, "answer": "", "answered": 0}
        self._write(contribution, values)
        return secret

    def asked(self, secret: str) -> Reply:
        """The question of a secret; raises UnknownThing."""
        found = self._read((REPLIES.c.secret == digest(secret)) & (REPLIES.c.answered == 0))
        if found is None:
            raise UnknownThing(GONE())
        return found

    def say(self, secret: str, answer: str) -> Reply:
        """Keeps what is answered to a question; raises InvalidInput, UnknownThing."""
        found, answer = self.asked(secret), answer.strip()
        if not answer:
            raise InvalidInput(NOTHING_SAID(), field="reponse")
        if len(answer) > LONGEST_SAID:
            raise InvalidInput(TOO_LONG(most=LONGEST_SAID), field="reponse")
        self._write(found.contribution, {"answer": answer})
        return found

    def answered(self, contribution: int) -> None:
        """Notes that it was answered: the address has thirty days left, and no question waits any more."""
        self._write(contribution, {"answered": self._now(), "secret": ""})

    def reopened(self, contribution: int) -> None:
        """Notes that it waits again."""
        self._write(contribution, {"answered": 0})

    def forget(self, email: str) -> int:
        """Erases all that was left by somebody of this address; how many."""
        with self._writing() as connection:
            mine = sa.func.lower(REPLIES.c.email) == email.lower()
            return connection.execute(sa.delete(REPLIES).where(mine)).rowcount

    def _read(self, where: sa.ColumnElement[bool]) -> Reply | None:
        columns = (REPLIES.c.contribution, REPLIES.c.email, REPLIES.c.question, REPLIES.c.answer)
        with self._reading() as connection:
            row = connection.execute(sa.select(*columns).where(where)).first()
        return Reply(*row) if row else None

    def _write(self, contribution: int, values: dict[str, object]) -> None:
        with self._writing() as connection:
            connection.execute(sa.update(REPLIES).where(_of(contribution)).values(values))

    def _old(self, now: int) -> sa.ColumnElement[bool]:
        answered = (REPLIES.c.answered > 0) & (REPLIES.c.answered <= now - KEPT_DAYS * DAY)
        return answered | (REPLIES.c.left <= now - MOST_DAYS * DAY)


def forget_replies_to(url: str, email: str) -> int:
    """Erases what was left by somebody of an address in the database at a URL; how many. Raises StorageError."""
    with closing(Replies(url)) as replies:
        return replies.forget(email)


def _of(contribution: int) -> sa.ColumnElement[bool]:
    return REPLIES.c.contribution == contribution
