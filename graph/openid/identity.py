# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a provider says somebody is, and what a browser keeps while it is there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from graph.errors import TisserandError
from graph.text.wording import Phrase, Spoken

LONGEST_SUBJECT = 255
MOST_MINUTES = 15
"""How long somebody may take at the provider."""


class OpenIdError(TisserandError):
    """Nobody is let in; `why` is for the log of the site, and names nobody."""

    def __init__(self, message: Spoken, why: str) -> None:
        super().__init__(message)
        self.why = why


class ProviderAway(OpenIdError):
    """The provider does not answer, or not as the standard says (424)."""

    status = 424


class NotProven(OpenIdError):
    """What came back proves nothing (403)."""

    status = 403


NO_PROOF = Phrase("Cette entrée n’a pas abouti : rien n’est ouvert. Recommencez, ou demandez un lien par courriel.")
NO_ANSWER = Phrase(
    "Ce service ne répond pas pour l’instant. Demandez plutôt un lien par courriel, ou réessayez dans quelques minutes."
)


def not_proven(why: str) -> NotProven:
    """The error for what proves nothing."""
    return NotProven(NO_PROOF(), why)


def away(why: str) -> ProviderAway:
    """The error for a provider that does not answer as it should."""
    return ProviderAway(NO_ANSWER(), why)


@dataclass(frozen=True)
class Departure:
    """What a browser keeps while it is at the provider, so that nobody else can come back in its place."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Departure:
        """One that nobody can guess."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


@dataclass(frozen=True)
class OpenIdIdentity:
    """Somebody, as the provider knows them: under which subject, at which address, "" where it does not tell any.

    `verified`: None where the provider does not say. `proof` is the signed text by which they leave it again.
    """

    issuer: str
    subject: str
    email: str
    verified: bool | None
    proof: str = field(default="", repr=False)
