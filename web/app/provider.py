# SPDX-License-Identifier: AGPL-3.0-or-later
"""The provider of OpenID Connect of an application, and the way by which a session leaves it too."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import current_app
from werkzeug.exceptions import NotFound

from graph.openid.identity import OpenIdError
from graph.openid.provider import OpenIdProvider
from web.app.ecosystem import current_ecosystem
from web.app.sessions import PATH, secret

if TYPE_CHECKING:
    from graph.settings import Settings

BACK = f"{PATH}/connexion/retour"
NAME = "openid provider"
log = logging.getLogger("tisserand")


def provider_of(settings: Settings) -> OpenIdProvider | None:
    """That of an instance, None where people come in by mail alone."""
    return OpenIdProvider(settings, f"{settings.base_url}{BACK}") if settings.oidc_issuer else None


def provider() -> OpenIdProvider:
    """That of the application at work; raises NotFound where it has none."""
    found: OpenIdProvider | None = current_app.extensions.get(NAME)
    if found is None:
        raise NotFound
    return found


def way_out() -> str:
    """Where this session leaves the provider it came from, "" where it came by mail, or the provider is away."""
    if current_app.extensions.get(NAME) is None:
        return ""
    here = current_ecosystem()
    try:
        return provider().way_out(here.people.proof_to_leave(secret()), f"{here.settings.base_url}/")
    except OpenIdError as error:
        noted_by_log(error)
        return ""


def noted_by_log(error: OpenIdError) -> None:
    """Tells whoever keeps the site why nobody came in; nobody is named."""
    log.warning("OpenID Connect : %s (%s)", type(error).__name__, error.why)
