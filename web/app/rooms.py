# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room asks of the application that it is in: what it holds there, and the short address of its first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, redirect, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from web.app.parameters import reads
from web.app.rights import PUBLIC, asks


def once_in(blueprint: Blueprint, *register: Callable[[Flask], None]) -> None:
    """Has functions called with the application that takes the blueprint, once."""

    def call(state: BlueprintSetupState) -> None:
        for one in register:
            one(cast(Flask, state.app))

    blueprint.record_once(call)


def short_address(blueprint: Blueprint, address: str) -> None:
    """Has an address that people know lead to the page `show`: there the cookie of a session may not be sent."""

    @asks(PUBLIC)
    @reads()
    def lead() -> Response:
        return redirect(url_for(f"{blueprint.name}.show"), 302)

    once_in(blueprint, lambda app: app.add_url_rule(address, f"to_{blueprint.name}", lead))
