# SPDX-License-Identifier: AGPL-3.0-or-later
"""The account of whoever asks, and how a browser is told from another without being followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from graph.errors import UnknownThing
from web.app.ecosystem import current_ecosystem
from web.app.sessions import session

if TYPE_CHECKING:
    from graph.people.account import Account

HANDHELD = re.compile(r"Mobi|Android|iPhone|iPad")
TELEPHONE, COMPUTER = "telephone", "computer"


def current_account() -> Account | None:
    """The account of the open session; None for whoever came in by an invitation, or has not come in."""
    found = session()
    if found is None or found.account is None:
        return None
    try:
        return current_ecosystem().people.account(found.account)
    except UnknownThing:  # erased by another process since the session was read
        return None


def device() -> str:
    """Of which sort the device of this request is: all that is kept of it."""
    return TELEPHONE if HANDHELD.search(request.user_agent.string) else COMPUTER
