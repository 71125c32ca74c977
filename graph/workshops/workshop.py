# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop as a value, the short code that opens its door, and what came in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from graph.errors import InvalidInput
from graph.text.days import ZONE
from graph.text.wording import Phrase
from graph.workshops.tables import LONGEST_GROUP, LONGEST_NAME, LONGEST_TITLE, LONGEST_TOKEN

# Neither vowels, which make words, nor signs that are taken for one another: 0 and O, 1 and I, 2 and Z, 5 and S, 8 and
# B, U and V, G and C.
SIGNS = "CDFHJKMNPRTVWXY34679"
CODE_LENGTH = 4
NO_TITLE = Phrase("Donnez un titre à la séance : c’est ce que la salle lira sur le mur.")
NO_KIND = Phrase("Choisissez au moins une chose à réunir.")
TOO_LONG = Phrase("C’est trop long : {most} signes au plus.")


@dataclass(frozen=True)
class WorkshopAim:
    """What a facilitator says of a workshop: `group` is the IRI of a thing or words; `kinds`, slugs of what is added.

    `before`: each addition is read before it is on the wall; `greyed`: what waits is on the wall too, in grey; `shut`:
    nothing more is taken.
    """

    title: str
    group: str = ""
    kinds: tuple[str, ...] = ()
    before: bool = True
    greyed: bool = False
    shut: bool = False

    def checked(self) -> WorkshopAim:
        """Itself; raises InvalidInput naming what is missing or too long."""
        if not self.title.strip():
            raise InvalidInput(NO_TITLE(), field="titre")
        if not self.kinds:
            raise InvalidInput(NO_KIND(), field="quoi")
        for text, most, field in ((self.title, LONGEST_TITLE, "titre"), (self.group, LONGEST_GROUP, "groupe")):
            if len(text) > most and not text.startswith("http"):
                raise InvalidInput(TOO_LONG(most=most), field=field)
        return self


@dataclass(frozen=True)
class Workshop:
    """A workshop that was opened: `opener` is a number (« compte n° 3 »), `base` that of the journal's last change.

    Moments are seconds; `closed` is 0 while it goes on.
    """

    uid: str
    number: int
    code: str
    aim: WorkshopAim
    opened: int
    closed: int
    opener: str
    base: int

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return not self.closed

    @property
    def takes(self) -> bool:
        """Whether telephones may still add something."""
        return self.is_open and not self.aim.shut

    @property
    def opened_at(self) -> datetime:
        """When it was opened, as clocks of the place say."""
        return datetime.fromtimestamp(self.opened, ZONE)


@dataclass(frozen=True)
class WorkshopAddition:
    """What a telephone sent: `token` tells it from its others, `place` is its rank in the workshop, from 1."""

    token: str
    contribution: int
    telephone: str = ""
    name: str = ""
    place: int = 0
    received: int = 0

    def checked(self) -> WorkshopAddition:
        """Itself, its name cut; raises InvalidInput for a token that no telephone of ours draws."""
        if not self.token or not is_token(self.token) or not is_token(self.telephone):
            raise InvalidInput(NOT_OURS(), field="numero")
        name = " ".join(self.name.split())[:LONGEST_NAME]
        return WorkshopAddition(self.token, self.contribution, self.telephone, name, self.place, self.received)

    @property
    def received_at(self) -> datetime:
        """When it came, as clocks of the place say."""
        return datetime.fromtimestamp(self.received, ZONE)


NOT_OURS = Phrase("Cet envoi ne vient pas de cette page : ouvrez-la de nouveau, puis envoyez.")


def is_token(text: str) -> bool:
    """Whether a text may be what a telephone draws: letters, digits, dashes; "" for none."""
    signs = text.replace("-", "").replace("_", "").replace(".", "")
    return len(text) <= LONGEST_TOKEN and (not text or (signs.isascii() and signs.isalnum()))


def drawn_code() -> str:
    """A code that nobody can guess at once."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def typed_code(text: str) -> str:
    """A code as it is kept, from what somebody typed: small letters, spaces and dashes are all right."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:8]
