# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real provider of OpenID Connect in a process of its own: `python -m tests.openid_provider PORT`.

It keeps to the standard as the server side of Authlib does, proof keys for codes included. Who signs in chooses whom to
be (an address), and how the provider then misbehaves (`fault`).
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
CLIENT, SECRET = "tisserand", "a secret & more of it: é"
RETURN = "/entre-professionnels/connexion/retour"
BACK = f"http://localhost:5000{RETURN}"
ENCRYPTED, UNDER_A_PATH = "https://ville.example", "https://ville.example/sous-le-toit"


@contextmanager
def openid_provider() -> Iterator[str]:
    """A provider that is ended afterwards, by its issuer."""
    port = free_port()
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    command = [sys.executable, "-m", "tests.openid_provider", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def _serve(port: int) -> None:
    import logging

    from authlib.integrations.flask_oauth2 import AuthorizationServer
    from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
    from authlib.oauth2.rfc7636 import CodeChallenge
    from authlib.oidc.core import UserInfo
    from authlib.oidc.core.grants import OpenIDCode
    from flask import Flask, Response, jsonify, redirect, request
    from joserfc import jwt
    from joserfc.jwk import KeySet, RSAKey
    from werkzeug.serving import make_server

    logging.disable()
    issuer = f"http://127.0.0.1:{port}"
    own, foreign = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("own", "own"))
    sealing = RSAKey.generate_key(2048, {"kid": "sealing", "use": "enc"})
    codes: dict[str, Any] = {}
    tokens: dict[str, Any] = {}

    class TrialClient:
        client_id = CLIENT
        client_metadata = {"id_token_signed_response_alg": "RS256"}  # noqa: RUF012
        id_token_signed_response_alg = "RS256"

        def get_client_id(self) -> str:
            return CLIENT

        def get_default_redirect_uri(self) -> str:
            return BACK

        def get_allowed_scope(self, scope: str) -> str:
            return scope

        def check_redirect_uri(self, uri: str) -> bool:
            return uri in {f"{base}{RETURN}" for base in ("http://localhost:5000", ENCRYPTED, UNDER_A_PATH)}

        def check_client_secret(self, secret: str) -> bool:
            return secret == SECRET

        def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
            return method in {"client_secret_basic", "client_secret_post"}

        def check_response_type(self, kind: str) -> bool:
            return kind == "code"

        def check_grant_type(self, kind: str) -> bool:
            return kind == "authorization_code"

    class GivenCode:
        def __init__(self, **told: Any) -> None:
            self.__dict__.update(told)

        def get_redirect_uri(self) -> str:
            return str(self.redirect_uri)  # type: ignore[attr-defined]

        def get_scope(self) -> str:
            return "openid email"

        def get_nonce(self) -> str:
            return "another" if self.user["fault"] == "nonce" else self.nonce  # type: ignore[attr-defined, no-any-return]

        def get_auth_time(self) -> int:
            return int(time.time())

        def get_acr(self) -> None:
            return None

        def get_amr(self) -> None:
            return None

    class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012

        def save_authorization_code(self, code: str, asked: Any) -> None:
            data = asked.payload.data
            names = ("nonce", "code_challenge", "code_challenge_method")
            codes[code] = GivenCode(
                **{name: data.get(name) for name in names}, redirect_uri=asked.payload.redirect_uri, user=asked.user
            )

        def query_authorization_code(self, code: str, _client: Any) -> Any:
            return codes.get(code)

        def delete_authorization_code(self, code: Any) -> None:
            for key in [key for key, value in codes.items() if value is code]:
                del codes[key]

        def authenticate_user(self, code: Any) -> Any:
            return code.user

    def person(user: Any) -> Any:
        told = UserInfo(sub=user["sub"])
        if user["email"]:
            told["email"] = user["email"]
        if user["verified"]:
            told["email_verified"] = user["verified"] == "yes"
        return told

    class IdentityCode(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, _nonce: str, _asked: Any) -> bool:
            return False

        def resolve_client_private_key(self, _client: Any) -> Any:
            return own

        def get_client_algorithm(self, _client: Any) -> str:
            return "RS256"

        def encode_id_token(self, token: Any, asked: Any) -> str:
            user, now = asked.user, int(time.time())
            fault = user["fault"]
            claims = {
                "iss": "http://127.0.0.1:1" if fault == "issuer" else issuer,
                "aud": "another" if fault == "audience" else CLIENT,
                "iat": now - 7200 if fault == "expired" else now,
                "exp": now - 3600 if fault == "expired" else now + 60,
                "nonce": asked.authorization_code.get_nonce(),
                "sub": user["sub"],
            }
            key = foreign if fault == "signature" else own
            return jwt.encode({"alg": "RS256", "kid": "own"}, claims, key)

    def save(token: Any, asked: Any) -> None:
        tokens[token["access_token"]] = asked.user

    app = Flask("provider")
    server = AuthorizationServer(app, lambda client: TrialClient() if client == CLIENT else None, save)
    server.init_app(app)
    server.register_grant(CodeGrant, [IdentityCode(require_nonce=True), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def described() -> Response:
        names = {"authorization": "authorize", "token": "token", "userinfo": "me", "end_session": "out"}
        return jsonify(
            issuer=issuer, jwks_uri=f"{issuer}/keys", code_challenge_methods_supported=["S256"],
            token_endpoint_auth_methods_supported=["client_secret_post"],
            **{f"{name}_endpoint": f"{issuer}/{path}" for name, path in names.items()},
        )  # fmt: skip

    @app.get("/keys")
    def keys() -> Response:
        return jsonify(KeySet([own, sealing]).as_dict(private=False))

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        server.get_consent_grant(end_user=None)
        if request.method == "GET":
            return "<form method=post><input name=email><button>Entrer</button></form>"
        form = request.form
        if form.get("fault") == "refused":
            return server.create_authorization_response(grant_user=None)
        user = {name: form.get(name, "") for name in ("sub", "email", "verified", "fault")}
        user["sub"] = user["sub"] or f"sub of {user['email']}"
        return server.create_authorization_response(grant_user=user)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/me")
    def me() -> Any:
        user = tokens[request.headers["Authorization"].removeprefix("Bearer ")]
        told = dict(person({**user, "sub": "another"} if user["fault"] == "other" else user))
        if not user["fault"].startswith("jwt"):
            return jsonify(told)
        whose = "another" if user["fault"] == "jwt for another" else CLIENT
        claims = {**told, "iss": issuer, "aud": whose, "exp": int(time.time()) + 60, "jti": secrets.token_hex(4)}
        key = foreign if user["fault"] == "jwt by another" else own
        return Response(jwt.encode({"alg": "RS256", "kid": "own"}, claims, key), mimetype="application/jwt")

    @app.get("/out")
    def out() -> Any:
        return redirect(f"{request.args['post_logout_redirect_uri']}?state={request.args['state']}", 303)

    listening = make_server("127.0.0.1", port, app, threaded=True)
    os.write(1, b"ready\n")
    listening.serve_forever()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
