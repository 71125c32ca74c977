# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keepers of an instance: who agreed to be asked once a year, and the links that open a card without an account."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from graph.clock import DAY
from graph.digests import digest
from graph.errors import TisserandError
from graph.keepers.tables import ASKING, CARD_LINKS, EDIT, KEEPERS, TABLES, YEARLY
from graph.stores import DatabaseStore
from graph.text.days import day_of
from graph.text.wording import Phrase

WHAT = "Les adresses de qui tient une fiche"
EDIT_DAYS = 7
"""For how long a link that somebody asked for opens its card, as often as one likes."""
ASKED_DAYS = 30
"""For how long somebody may agree; then nothing is kept of the address."""
YEARLY_DAYS = 120
"""For how long a link of the yearly letter opens: until the reminders have had their time, and a month more."""
OPENS = {EDIT: EDIT_DAYS, ASKING: ASKED_DAYS, YEARLY: YEARLY_DAYS}
"""For how many days a link opens, by its kind."""
FORGOTTEN_DAYS = 400
"""Then nothing is kept of a link, not even of which card it was."""
MOST_A_DAY = 3
"""Links that one address is sent for one card in a day, whoever asks."""
LINK, ACCOUNT, MODERATOR, HANDOVER, CLAIM = "link", "account", "moderator", "handover", "claim"
"""How an address came here."""
CLOSED = Phrase("Ce lien n’ouvre plus rien : il a fait son temps, a été retiré, ou son adresse n’est pas entière.")


Secrets = Mapping[str, str]
"""The secret of a new link by the path of its card."""


class _TakenMeanwhile(Exception):
    """Another process wrote that letter."""


class LinkClosed(TisserandError):
    """A link that opens no more, or never did (410); `card`: the path of its card, "" where nothing is known of it."""

    status = 410

    def __init__(self, card: str = "") -> None:
        super().__init__(CLOSED())
        self.card = card


@dataclass(frozen=True)
class CardLink:
    """A link that opens: its number, the path of its card, and the address that it was sent to.

    `asking`: it asks whether somebody agrees to keep the card, and opens nothing else until they do.
    """

    number: int
    card: str
    email: str
    asking: bool = False


@dataclass(frozen=True)
class Keeper:
    """Somebody who keeps a card: what they agreed to ("" until they do), and when; how far this year's question is."""

    number: int
    email: str
    card: str
    consent: str
    asked: int
    agreed: int
    began: int
    letters: int
    last: int
    answered: int
    language: str = "fr"

    @property
    def agreed_on(self) -> date:
        """The day on which they agreed."""
        return day_of(self.agreed)


@dataclass(frozen=True)
class GivenAgreement:
    """What somebody agrees to in the words that they were shown, in which language, and when (0: now)."""

    shown: str
    language: str = "fr"
    at: int = 0


class Keepers(DatabaseStore):
    """Those of one instance, in the database of its journal. `now` gives seconds since 1970."""

    what, tables = WHAT, (TABLES,)

    # --- links -------------------------------------------------------------------------------------------------------

    def link(self, card: str, email: str, kind: str = EDIT) -> str:
        """The secret of a new link of a kind, "" where the address was sent enough of them for this card today."""
        secret, now = secrets.token_urlsafe(24), self._now()
        mine = (CARD_LINKS.c.email == email) & (CARD_LINKS.c.card == card) & (CARD_LINKS.c.made > now - DAY)
        with self._writing(now) as connection:
            if (connection.scalar(sa.select(sa.func.count()).where(mine)) or 0) >= MOST_A_DAY:
                return ""
            connection.execute(sa.insert(CARD_LINKS).values(**_link(secret, card, email, kind, now)))
        return secret

    def find(self, secret: str) -> CardLink:
        """The link of a secret; raises LinkClosed. Reading it does not use it."""
        query = sa.select(CARD_LINKS).where(CARD_LINKS.c.secret == digest(secret))
        with self._reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None or row["expires"] <= self._now():
            raise LinkClosed(row["card"] if row else "")
        return CardLink(row["number"], row["card"], row["email"], row["kind"] == ASKING)

    def revoke(self, *cards: str) -> int:
        """Has no link of these cards open any more, those of letters that are under way too; how many there were."""
        with self._writing() as connection:
            return connection.execute(sa.delete(CARD_LINKS).where(CARD_LINKS.c.card.in_(cards))).rowcount

    # --- keepers -----------------------------------------------------------------------------------------------------

    def ask(self, card: str, email: str, way: str) -> bool:
        """Notes that an address is to be asked whether it agrees; whether it has not been already."""
        now = self._now()
        with self._writing(now) as connection:
            if _of(connection, KEEPERS.c.email == email, KEEPERS.c.card == card):
                return False
            connection.execute(sa.insert(KEEPERS).values(**_blank(card, email, way, now)))
        return True

    def agree(self, card: str, email: str, consent: GivenAgreement | str, way: str = LINK) -> None:
        """Notes that whoever reads the mail of an address agrees."""
        given = consent if isinstance(consent, GivenAgreement) else GivenAgreement(consent)
        now, mine = self._now(), (KEEPERS.c.email == email) & (KEEPERS.c.card == card)
        values = {"agreed": given.at or now, "consent": given.shown, "language": given.language}
        with self._writing(now) as connection:
            if not _of(connection, mine):
                connection.execute(sa.insert(KEEPERS).values(**_blank(card, email, way, now)))
            still = mine & (KEEPERS.c.agreed == 0)
            connection.execute(sa.update(KEEPERS).where(still).values(**values))

    def forget_address(self, email: str, card: str = "") -> None:
        """Forgets that an address keeps a card, or any where none is named; its links open no more."""
        with self._writing() as connection:
            for table in (KEEPERS, CARD_LINKS):
                mine = (table.c.email == email.lower()) & (table.c.card == card if card else sa.true())
                connection.execute(sa.delete(table).where(mine))

    def rename(self, card: str, kept: str) -> None:
        """Has who keeps a card keep that which is read instead of it."""
        with self._writing() as connection:
            there = sa.select(KEEPERS.c.email).where(KEEPERS.c.card == kept)
            connection.execute(sa.delete(KEEPERS).where((KEEPERS.c.card == card) & KEEPERS.c.email.in_(there)))
            connection.execute(sa.update(KEEPERS).where(KEEPERS.c.card == card).values(card=kept))

    def answered(self, card: str) -> None:
        """Notes that this year's question is answered, whoever of its keepers did."""
        now = self._now()
        with self._writing(now) as connection:
            connection.execute(sa.update(KEEPERS).where(KEEPERS.c.card == card).values(answered=now, letters=0))

    def of_card(self, card: str) -> tuple[Keeper, ...]:
        """Those who agreed to keep a card."""
        return self._read((KEEPERS.c.card == card) & (KEEPERS.c.agreed > 0))

    def of_address(self, email: str, *, waiting: bool = False) -> tuple[Keeper, ...]:
        """The cards that an address agreed to keep; with `waiting` those too that it is asked about."""
        return self._read((KEEPERS.c.email == email.lower()) & (KEEPERS.c.agreed >= (0 if waiting else 1)))

    def all(self) -> tuple[Keeper, ...]:
        """All who agreed, by number."""
        return self._read(KEEPERS.c.agreed > 0)

    def counts(self) -> Mapping[str, int]:
        """How many keep each card."""
        return Counter(one.card for one in self.all())

    def is_kept(self, card: str, email: str) -> bool:
        """Whether an address agreed to keep a card."""
        return any(one.card == card for one in self.of_address(email))

    def forget(self) -> None:
        """Erases what has had its time."""
        with self._writing():
            return

    def note_letter(
        self, asked: Sequence[Keeper], begins: Callable[[Keeper], bool], put: Callable[[sa.Connection, Secrets], object]
    ) -> bool:
        """Notes that a letter about these cards of one person leaves, and has it put into the outbox with their links.

        All of it is kept, or nothing: whether another process had not written it meanwhile.
        """
        now = self._now()
        with suppress(_TakenMeanwhile), self._writing(now) as connection:
            made = {one.card: secrets.token_urlsafe(24) for one in asked}
            for one in asked:
                same = (KEEPERS.c.number == one.number) & (KEEPERS.c.last == one.last)
                first = begins(one)
                values = {"last": now, "letters": 1 if first else one.letters + 1, "began": now if first else one.began}
                if not connection.execute(sa.update(KEEPERS).where(same).values(**values)).rowcount:
                    raise _TakenMeanwhile
                link = _link(made[one.card], one.card, one.email, YEARLY, now)
                connection.execute(sa.insert(CARD_LINKS).values(**link))
            put(connection, made)
            return True
        return False

    def _read(self, where: sa.ColumnElement[bool]) -> tuple[Keeper, ...]:
        with self._reading() as connection:
            return _of(connection, where)

    def _forget(self, connection: sa.Connection, now: int) -> None:
        over = CARD_LINKS.c.expires <= now
        connection.execute(sa.delete(CARD_LINKS).where(CARD_LINKS.c.made <= now - FORGOTTEN_DAYS * DAY))
        connection.execute(sa.update(CARD_LINKS).where(over & (CARD_LINKS.c.email != "")).values(email=""))
        late = (KEEPERS.c.agreed == 0) & (KEEPERS.c.asked <= now - ASKED_DAYS * DAY)
        connection.execute(sa.delete(KEEPERS).where(late))


def _of(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[Keeper, ...]:
    rows = connection.execute(sa.select(KEEPERS).where(*where).order_by(KEEPERS.c.number)).mappings()
    return tuple(Keeper(**{name: row[name] for name in Keeper.__dataclass_fields__}) for row in rows)


def _blank(card: str, email: str, way: str, now: int) -> dict[str, str | int]:
    blank = dict.fromkeys(("agreed", "began", "letters", "last", "answered"), 0)
    return {"email": email, "card": card, "way": way, "consent": "", "asked": now, **blank}


def _link(secret: str, card: str, email: str, kind: str, now: int) -> dict[str, str | int]:
    """The row of a link that is made now."""
    found = {"secret": digest(secret), "email": email, "card": card, "kind": kind}
    return {**found, "made": now, "expires": now + OPENS[kind] * DAY}
