# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one process holds of requests to be called back: where they are, and who asked too often."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from graph.callbacks.store import Callbacks
from graph.readings.callbacks import written_to
from web.app.guard import Allowance
from web.app.opened import OpenedStore
from web.app.pages import ecosystem, reader

NAME = "callbacks"
ASKED_OF_A_ROOM, AN_HOUR = 40, 3600.0


class CallbackDesk:
    """The requests of an application, opened when first used, and what is left to each visitor."""

    kept = OpenedStore(lambda: Callbacks(ecosystem().settings.database_url))
    """Where requests are kept."""

    def __init__(self) -> None:
        self.asked = Allowance(lambda: ASKED_OF_A_ROOM, AN_HOUR)


def register(app: Flask) -> None:
    """Gives the application its desk, and pages the word whether somebody can be asked."""
    app.extensions[NAME] = CallbackDesk()
    app.add_template_global(can_be_asked)
    app.jinja_env.globals["letters_leave"] = bool(app.extensions["tisserand"].settings.smtp_url)


def desk() -> CallbackDesk:
    """The desk of the application at work."""
    return cast(CallbackDesk, current_app.extensions[NAME])


def address_of(path: str) -> str:
    """Where an actor (`kind/slug`) is written to, "" where it did not say that it calls back, or nothing leaves."""
    here = reader()
    return written_to(here, f"{here.dataset.base}/id/{path}") if ecosystem().settings.smtp_url else ""


def can_be_asked(path: str) -> bool:
    """Whether an actor may be asked to call back on this site."""
    return bool(path) and bool(address_of(path))
