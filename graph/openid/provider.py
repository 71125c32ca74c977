# SPDX-License-Identifier: AGPL-3.0-or-later
"""A provider of OpenID Connect: its own description, the way there, and what it answers about who comes back."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from graph.openid.identity import Departure, OpenIdIdentity, ProviderAway, away, not_proven
from graph.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authlib.integrations.requests_client import OAuth2Session

SCOPE = "openid email"
PATIENCE = (3.05, 5.0)
"""Seconds to be connected, and between two pieces of an answer."""
KNOWN_FOR, AWAY_FOR, KEYS_AGAIN = 3600.0, 10.0, 30.0
"""Seconds for which a description holds, a provider that was away is not asked, and keys are not asked for again."""
LONGEST_PROOF = 8_000
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class ProviderDescription:
    """What a provider says of itself, and the keys by which it signs."""

    told: Mapping[str, Any]
    keys: Mapping[str, Any]
    at: float
    keys_at: float


class OpenIdProvider:
    """The provider of an instance; `callback` is where it sends people back. Nothing is asked of it before it is used.

    `clock` gives seconds since 1970.
    """

    def __init__(self, settings: Settings, callback: str, clock: Callable[[], float] = time.time) -> None:
        self._settings, self._callback, self._clock = settings, callback, clock
        self._making = threading.Lock()
        self._described: ProviderDescription | None = None
        self._away_until = 0.0

    def way(self, departure: Departure) -> str:
        """Where somebody goes to say who they are; raises ProviderAway."""
        told = self._description().told
        with self._asking(told) as client:
            made = client.create_authorization_url(
                told["authorization_endpoint"],
                state=departure.state,
                code_verifier=departure.verifier,
                nonce=departure.nonce,
            )
        return str(made[0])

    def who(self, departure: Departure, answer: Mapping[str, str]) -> OpenIdIdentity:
        """Who came back with an answer (`state`, `code`, `iss`, `error`); raises NotProven, or ProviderAway."""
        from graph.openid.tokens import TokenReader, identity_of

        told = self._description().told
        code = self._code(departure, answer, told)
        reader = TokenReader(self._settings.oidc_issuer, self._settings.oidc_client_id, self._keys, self._clock())
        with self._asking(told) as client:
            given = client.fetch_token(
                told["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=departure.verifier,
                allow_redirects=False,
            )
            proof = str(given.get("id_token", ""))
            claims = reader.identity(proof, departure.nonce, str(given.get("access_token", "")))
            if told.get("userinfo_endpoint"):
                answered = client.get(told["userinfo_endpoint"], allow_redirects=False)
                answered.raise_for_status()
                more = reader.person(answered.headers.get("Content-Type", ""), answered.text)
                if more.get("sub") != claims["sub"]:
                    raise not_proven("userinfo is of somebody else")
                claims = {**claims, **more}
        found = identity_of(self._settings.oidc_issuer, claims, untold=self._settings.oidc_addresses_trusted or None)
        return replace(found, proof=proof if len(proof) <= LONGEST_PROOF else "")

    def way_out(self, proof: str, back: str) -> str:
        """Where somebody goes to leave the provider too, "" where it has no such place; raises ProviderAway."""
        from authlib.common.urls import add_params_to_uri

        place = self._description().told.get("end_session_endpoint", "")
        if not place or not proof:
            return ""
        # No more than that: providers refuse what they do not ask for.
        asked = {"id_token_hint": proof, "post_logout_redirect_uri": back, "state": Departure.new().state}
        return str(add_params_to_uri(place, list(asked.items())))

    def _code(self, departure: Departure, answer: Mapping[str, str], told: Mapping[str, Any]) -> str:
        if not answer.get("state") or answer["state"] != departure.state:
            raise not_proven("state")
        if answer.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise not_proven("iss of the answer")
        if told.get("authorization_response_iss_parameter_supported") and not answer.get("iss"):
            raise not_proven("iss of the answer is missing")
        if answer.get("error") or not answer.get("code"):
            raise not_proven(f"error {answer.get('error', '')[:40]!r}")
        return answer["code"]

    # --- what it says of itself ---------------------------------------------------------------------------------------

    def _description(self) -> ProviderDescription:
        """What it says of itself, asked for once an hour; raises ProviderAway."""
        with self._making:
            now, found = self._clock(), self._described
            if found is not None and now - found.at < KNOWN_FOR:
                return found
            if now < self._away_until:
                raise away("it did not answer a moment ago")
            try:
                self._described = self._read(now)
            except ProviderAway:
                self._away_until = now + AWAY_FOR
                raise
            return self._described

    def _read(self, now: float) -> ProviderDescription:
        issuer = self._settings.oidc_issuer
        with self._asking({}) as client:
            told = _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != issuer:
                raise away("it says that it is another issuer")
            secure = issuer.startswith("https://")
            for name in (*NEEDED, "userinfo_endpoint", "end_session_endpoint"):
                if not _is_place(told.get(name, ""), secure=secure, needed=name in NEEDED):
                    raise away(f"no good {name}")
            return ProviderDescription(told, _json(client, told["jwks_uri"]), now, now)

    def _keys(self, *, again: bool = False) -> Mapping[str, Any]:
        """Its keys; `again` where one is not among them, which is asked for twice a minute at most."""
        found = self._description()
        with self._making:
            now = self._clock()
            if again and now - found.keys_at >= KEYS_AGAIN:
                with self._asking(found.told) as client:
                    found = replace(found, keys=_json(client, found.told["jwks_uri"]), keys_at=now)
                self._described = found
        return found.keys

    @contextmanager
    def _asking(self, told: Mapping[str, Any]) -> Iterator[OAuth2Session]:
        """A client of it; what goes wrong on the way is ProviderAway, what it refuses NotProven."""
        from authlib.integrations.base_client import OAuthError
        from authlib.integrations.requests_client import OAuth2Session
        from requests import RequestException

        methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        with OAuth2Session(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret,
            token_endpoint_auth_method="client_secret_basic" if "client_secret_basic" in methods else methods[0],
            scope=SCOPE,
            redirect_uri=self._callback,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
            # Some give an access that lasts no more than the minute by which this would be ahead.
            leeway=0,
            trust_env=False,
        ) as client:
            # What the system trusts, as everywhere else here: an authority of one's own is often among it.
            client.verify = ssl.get_default_verify_paths().cafile or True
            try:
                yield client
            except OAuthError as error:
                raise not_proven(f"refused the code: {str(error.error)[:40]!r}") from error
            except (RequestException, ValueError) as error:
                raise away(type(error).__name__) from error


def _json(client: OAuth2Session, place: str) -> dict[str, Any]:
    """What a provider says at a place; raises RequestException, or ValueError where it is no object."""
    answered = client.get(place, withhold_token=True, allow_redirects=False)
    answered.raise_for_status()
    told = answered.json()
    if answered.status_code != 200 or not isinstance(told, dict):
        raise ValueError
    return told


def _is_place(value: object, *, secure: bool, needed: bool) -> bool:
    """Whether it is an address to which secrets may go: encrypted where the issuer is."""
    if not value and not needed:
        return True
    schemes = {"https"} if secure else {"https", "http"}
    return isinstance(value, str) and urlsplit(value).scheme in schemes and bool(urlsplit(value).hostname)
