# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account as it is read: a number, an address, and what its holder chose to add."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from graph.entry.invitations import moment
from graph.errors import InvalidInput
from graph.mail_server import is_address
from graph.text.wording import Phrase

LONGEST_EMAIL = 254
EMAIL = re.compile(r"[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\]]+\.[^@\s<>(),;:\"\\\[\].]{2,}")
NOT_AN_EMAIL = Phrase("Cette adresse n’est pas complète. Une adresse s’écrit ainsi : contact@association.fr")


@dataclass(frozen=True)
class Account:
    """Somebody who can come in; `name` and `network` are "" unless they chose to tell them."""

    number: int
    email: str
    name: str
    network: str
    created: datetime
    seen: datetime


@dataclass(frozen=True)
class GivenConsent:
    """What somebody agreed to: about what, in the words that they were shown, and when."""

    subject: str
    shown: str
    given: datetime


def email_of(text: str, field: str = "courriel") -> str:
    """An address as it is kept, whatever its capitals; raises InvalidInput on what no letter can be sent to."""
    found = text.strip().lower()
    if len(found) > LONGEST_EMAIL or not EMAIL.fullmatch(found) or not is_address(found):
        raise InvalidInput(NOT_AN_EMAIL(), field=field)
    return found


def account_of(row: sa.RowMapping) -> Account:
    """An account from its row."""
    created, seen = moment(row["created"]), moment(row["seen"])
    return Account(row["number"], row["email"], row["name"], row["network"], created, seen)
