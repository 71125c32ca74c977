# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts of one instance: made, given rights, let in without a password, told what is known of them, erased."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import sqlalchemy as sa

from graph.entry import sessions
from graph.entry.invitations import moment
from graph.entry.roles import Grant, roles
from graph.entry.sessions import OWN, SHARED, Session, is_unnoted
from graph.errors import Conflict, InvalidInput, StorageError, UnknownThing
from graph.openid.identity import OpenIdIdentity
from graph.people import granting, linking, reminding, signing, visits
from graph.people.account import Account, GivenConsent, account_of, email_of
from graph.people.signing import KeyedDigests, SignIn, Ticket
from graph.people.tables import ACCOUNTS, CONSENTS, EVERY, SESSIONS, TABLES
from graph.stores import DatabaseStore
from graph.text.wording import Phrase

MISSING = Phrase("Aucun compte n’a le numéro {number}.")
TAKEN = Phrase("Un compte a déjà cette adresse.")


class People(DatabaseStore):
    """Those who have an account, in the database of the journal and apart from it.

    `clock` gives seconds since 1970.
    """

    what, tables = "Les comptes", (TABLES,)

    def __init__(self, url: str, secret_key: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(url, lambda: int(clock()))
        self._keyed = KeyedDigests(secret_key)

    # --- accounts ---------------------------------------------------------------------------------------------------

    def make(self, email: str, *grants: Grant) -> Account:
        """A new account; raises InvalidInput, Conflict when the address has one."""
        address, now = email_of(email), self._now()
        with self._writing() as connection:
            if _by(connection, ACCOUNTS.c.email == address) is not None:
                raise Conflict(TAKEN())
            number = _made(connection, address, now)
            for grant in grants:
                granting.give(connection, number, grant, now)
        return self.account(number)

    def account(self, number: int) -> Account:
        """An account; raises UnknownThing."""
        with self._reading() as connection:
            return _known(connection, number)

    def of_email(self, email: str) -> Account | None:
        """The account of an address, None when it has none."""
        with self._reading() as connection:
            return _by(connection, ACCOUNTS.c.email == email.strip().lower())

    def accounts(self) -> list[tuple[Account, tuple[Grant, ...]]]:
        """All accounts by number, each with what it was given."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(ACCOUNTS).order_by(ACCOUNTS.c.number)).mappings().all()
            found = [account_of(row) for row in rows]
            return [(one, granting.grants_of(connection, one.number)) for one in found]

    def change(self, number: int, name: str, network: str) -> None:
        """Writes what somebody tells of themselves; raises UnknownThing."""
        values = {"name": name.strip()[:120], "network": network.strip()[:300]}
        with self._writing() as connection:
            _known(connection, number)
            connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.number == number).values(**values))

    def erase(self, number: int, heir: int | None = None) -> Account:
        """Deletes all that is known of somebody; `heir` is given first what nobody else could do. Gives what was known.

        Raises UnknownThing, or Conflict for the last who may moderate or administer. What the files still spell is
        for `graph.erasure.accounts`.
        """
        with self._writing() as connection:
            known = _known(connection, number)
            if heir is not None and heir != number:
                _known(connection, heir)
                for grant in granting.grants_of(connection, number):
                    granting.give(connection, heir, grant, self._now())
            granting.refuse_last(connection, number, granting.grants_of(connection, number))
            for table in EVERY:
                column = table.c.number if table is ACCOUNTS else table.c.account
                connection.execute(sa.delete(table).where(column == number))
        return known

    def refuse_to_leave(self, number: int, heir: int | None = None) -> None:
        """Raises what `erase` would, and changes nothing."""
        with self._reading() as connection:
            _known(connection, number)
            if heir is None or heir == number:
                granting.refuse_last(connection, number, granting.grants_of(connection, number))
            else:
                _known(connection, heir)

    # --- what they may do, and agreed to ----------------------------------------------------------------------------

    def grants(self, number: int) -> tuple[Grant, ...]:
        """What an account was given."""
        with self._reading() as connection:
            return granting.grants_of(connection, number)

    def give(self, number: int, grant: Grant) -> None:
        """Gives a role; raises InvalidInput, UnknownThing."""
        with self._writing() as connection:
            _known(connection, number)
            granting.give(connection, number, grant, self._now())

    def take_back(self, number: int, grant: Grant) -> None:
        """Takes a role back; raises UnknownThing, or Conflict where nobody else could do what it lets do."""
        with self._writing() as connection:
            _known(connection, number)
            granting.take_back(connection, number, grant)

    def consents(self, number: int) -> tuple[GivenConsent, ...]:
        """What somebody agreed to."""
        query = sa.select(CONSENTS).where(CONSENTS.c.account == number).order_by(CONSENTS.c.given)
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(GivenConsent(row["subject"], row["shown"], moment(row["given"])) for row in rows)

    def consent(self, number: int, subject: str, shown: str) -> None:
        """Notes that somebody agrees to something, in the words that they were shown; raises UnknownThing."""
        values = {"account": number, "subject": subject, "shown": shown, "given": self._now()}
        with self._writing() as connection:
            _known(connection, number)
            _take_consent_back(connection, number, subject)
            connection.execute(sa.insert(CONSENTS).values(**values))

    def withdraw(self, number: int, subject: str) -> None:
        """Notes that somebody agrees no more: of what they had agreed to nothing stays."""
        with self._writing() as connection:
            _take_consent_back(connection, number, subject)

    def remind(self, number: int, every: int, write: Callable[[sa.Connection], object] | None) -> bool:
        """Has something be written to somebody who was not reminded for so many seconds; whether it was, or would be.

        It is noted with what `write` writes into this database, or neither is; None: nothing is.
        """
        now = self._now()
        if write is None:
            with self._reading() as connection:
                return reminding.is_due(connection, number, now - every)
        with self._writing() as connection:
            done = reminding.note(connection, number, now - every, now)
            if done:
                write(connection)
            return done

    # --- coming in --------------------------------------------------------------------------------------------------

    def ask(self) -> str:
        """Notes that a browser asks to come in, and gives the secret it keeps: the same whoever the address is."""
        with self._writing() as connection:
            return signing.ask(connection, self._now())

    def ticket(self, browser: str, email: str, role: str = "") -> tuple[str, Ticket] | None:
        """What to mail to an address, with that address; None where nobody has it and no `role` lets one be made."""
        address = email_of(email)
        with self._writing() as connection:
            found = _by(connection, ACCOUNTS.c.email == address)
            if found is None and not role:
                return None
            who = SignIn(found.number if found else 0, address if role else "", role)
            made = signing.ticket(connection, browser, who, self._keyed, self._now())
        return None if made is None else (address, made)

    def check_link(self, link: str) -> None:
        """Raises Gone unless a link opens; reading it does not use it."""
        with self._reading() as connection:
            signing.check_link(connection, link, self._now())

    def enter_by_link(self, link: str, device: str, *, shared: bool = False) -> str:
        """Uses a link, and gives the secret of the session it opens; raises Gone."""
        with self._writing() as connection:
            return self._enter(connection, signing.spend_link(connection, link, self._now()), device, shared)

    def enter_by_code(self, browser: str, code: str, device: str, *, shared: bool = False) -> str:
        """The same by the code that was mailed, in the browser that asked; raises InvalidInput."""
        with self._writing() as connection:
            found = signing.spend_code(connection, browser, code, self._keyed, self._now())
            if isinstance(found, SignIn):
                return self._enter(connection, found, device, shared)
        raise InvalidInput(found, field="code")

    def enter_by_provider(self, found: OpenIdIdentity, device: str, *, shared: bool = False) -> str:
        """Lets in whoever a provider proved to be there, and gives the secret of the session; "" without an account.

        Whoever came before is known by their name there; at first by an address that the provider verified.
        """
        with self._writing() as connection:
            number = linking.account_of_name(connection, found)
            if not number and found.email and found.verified:
                mine = _by(connection, ACCOUNTS.c.email == found.email.strip().lower())
                number = mine.number if mine else 0
                if number:
                    linking.link(connection, number, found, self._now())
            if not number:
                return ""
            secret = self._enter(connection, SignIn(number, "", ""), device, shared)
            linking.keep_proof(connection, secret, number, found.proof)
            return secret

    def proof_to_leave(self, secret: str) -> str:
        """By what a session leaves the provider it came from, "" where it came by mail."""
        with self._reading() as connection:
            return linking.proof_of(connection, secret)

    def openid_names(self, number: int) -> tuple[linking.OpenIdName, ...]:
        """Under which names providers know an account."""
        with self._reading() as connection:
            return linking.names_of(connection, number)

    def unlink(self, number: int, issuer: str) -> None:
        """Forgets under which name a provider knows an account."""
        with self._writing() as connection:
            linking.unlink(connection, number, issuer)

    def session(self, secret: str) -> Session | None:
        """The open session of a secret, None when there is none; notes the visit, where something can be written."""
        now = self._now()
        with self._reading() as connection:
            found = visits.find(connection, secret, now)
        if found is not None and found.account and is_unnoted(found, now):
            with suppress(StorageError), self._writing() as connection:
                visits.note(connection, secret, found.account, now)
        return found

    def sessions(self, number: int) -> list[Session]:
        """The open sessions of an account, the last used first."""
        with self._reading() as connection:
            return visits.open_sessions(connection, number, self._now())

    def leave(self, secret: str) -> None:
        """Ends a session: its secret opens nothing any more."""
        with self._writing() as connection:
            sessions.end(connection, secret, SESSIONS)
            linking.forget(connection)

    def end(self, number: int, code: str) -> bool:
        """Ends the session of an account that a code tells; whether there was one."""
        with self._writing() as connection:
            ended = visits.end_one(connection, number, code)
            linking.forget(connection)
            return ended

    def forget(self) -> None:
        """Deletes the requests, links and sessions that have had their time, which any writing does as well."""
        with self._writing():
            pass

    def _enter(self, connection: sa.Connection, who: SignIn, device: str, shared: bool) -> str:
        now = self._now()
        number = who.account or _number_of(connection, who.email, now)
        if who.role in roles() and not roles()[who.role].limited:
            granting.give(connection, number, Grant(who.role), now)
        return visits.start(connection, number, SHARED if shared else OWN, device, now)

    def _forget(self, connection: sa.Connection, now: int) -> None:
        sessions.forget(connection, now, SESSIONS)
        signing.forget(connection, now)
        linking.forget(connection)


def known_of(people: People, number: int) -> Mapping[str, object]:
    """All that is known of somebody, for them to take away; raises UnknownThing."""
    account = people.account(number)
    return {
        "number": account.number,
        "email": account.email,
        "name": account.name,
        "network": account.network,
        "created": account.created.isoformat(),
        "seen": account.seen.isoformat(),
        "grants": [{"role": grant.role, "scope": grant.scope} for grant in people.grants(number)],
        "consents": [
            {"subject": one.subject, "shown": one.shown, "given": one.given.isoformat()}
            for one in people.consents(number)
        ],
        "openid": [
            {"issuer": one.issuer, "subject": one.subject, "linked": one.linked.isoformat()}
            for one in people.openid_names(number)
        ],
        "sessions": [
            {"device": one.device, "opened": one.opened.isoformat(), "seen": one.seen.isoformat()}
            for one in people.sessions(number)
        ],
    }


def _by(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(ACCOUNTS).where(which)).mappings().first()
    return None if row is None else account_of(row)


def _known(connection: sa.Connection, number: int) -> Account:
    found = _by(connection, ACCOUNTS.c.number == number)
    if found is None:
        raise UnknownThing(MISSING(number=str(number)), field="number")
    return found


def _number_of(connection: sa.Connection, email: str, now: int) -> int:
    """The number of the account of an address, which is made where there is none."""
    found = _by(connection, ACCOUNTS.c.email == email)
    if found is not None:
        return found.number
    return _made(connection, email, now)


def _made(connection: sa.Connection, email: str, now: int) -> int:
    values = {"email": email, "name": "", "network": "", "created": now, "seen": now}
    connection.execute(sa.insert(ACCOUNTS).values(**values))
    return int(connection.execute(sa.select(ACCOUNTS.c.number).where(ACCOUNTS.c.email == email)).scalar_one())


def _take_consent_back(connection: sa.Connection, number: int, subject: str) -> None:
    mine = (CONSENTS.c.account == number) & (CONSENTS.c.subject == subject)
    connection.execute(sa.delete(CONSENTS).where(mine))
