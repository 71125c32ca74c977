# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed texts of a provider: by which of its keys, for whom, until when, and in answer to whom they were made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from graph.openid.identity import LONGEST_SUBJECT, OpenIdIdentity, away, not_proven

# Only what is signed by a key that the provider alone has: neither nothing, nor a secret that both know.
ALGORITHMS = [f"{name}{bits}" for name in ("RS", "PS", "ES") for bits in (256, 384, 512)]
LEEWAY = 60
"""Seconds by which the clocks of the two may differ."""


class SigningKeys(Protocol):
    """What gives the keys of a provider; `again` where one is not among them."""

    def __call__(self, *, again: bool = False) -> Mapping[str, Any]:
        """The keys, as a JSON Web Key Set."""


@dataclass(frozen=True)
class TokenReader:
    """Reads what a provider signed for this site; `now` in seconds since 1970."""

    issuer: str
    client: str
    keys: SigningKeys
    now: float

    def identity(self, text: str, nonce: str, access: str) -> dict[str, Any]:
        """What an ID token says; raises NotProven unless it is the answer to this very request, still good."""
        try:
            found = self._opened(text)
            claims = CodeIDToken(
                found.claims,
                found.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}},
                {"nonce": nonce, "client_id": self.client, "access_token": access},
            )
            claims.validate(now=int(self.now), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise not_proven(f"ID token: {type(error).__name__} {error}"[:120]) from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise not_proven("ID token: sub")
        return dict(claims)

    def person(self, kind: str, text: str) -> dict[str, Any]:
        """What is answered of a person: as JSON, or signed (`application/jwt`); raises NotProven, ProviderAway."""
        if kind.partition(";")[0].strip().lower() != "application/jwt":
            try:
                told = json.loads(text)
            except ValueError as error:
                raise away("userinfo is no JSON") from error
            return told if isinstance(told, dict) else {}
        try:
            found = self._opened(text).claims
            registry = jwt.JWTClaimsRegistry(
                int(self.now), LEEWAY, iss={"value": self.issuer}, aud={"value": self.client}
            )
            registry.validate(found)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise not_proven(f"userinfo: {type(error).__name__} {error}"[:120]) from error
        return dict(found)

    def _opened(self, text: str) -> jwt.Token:
        """A text whose signature holds."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(text, _signing(self.keys()), registry=registry)
        except InvalidKeyIdError:  # keys are changed now and then
            return jwt.decode(text, _signing(self.keys(again=True)), registry=registry)


def _signing(told: Mapping[str, Any]) -> KeySet:
    """The keys that sign; those by which one writes to the provider are left aside."""
    keys = [key for key in told.get("keys", ()) if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": [key for key in keys if key.get("kty") in {"RSA", "EC"}]})


def identity_of(issuer: str, claims: Mapping[str, Any], *, untold: bool | None = None) -> OpenIdIdentity:
    """Whom these claims are about; `untold`: whether an address is verified of which they do not say so."""
    told = claims.get("email_verified")
    # Some providers write it as a text.
    verified = untold if told is None else told is True or (isinstance(told, str) and told.lower() == "true")
    return OpenIdIdentity(issuer, str(claims["sub"]), str(claims.get("email") or ""), verified)
