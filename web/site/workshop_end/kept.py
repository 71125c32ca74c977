# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the workshops of the application at work are kept."""

from __future__ import annotations

import weakref

from flask import current_app

from graph.workshops.store import Workshops
from web.app.pages import ecosystem

NAME = "ended workshops"


def workshops() -> Workshops:
    """The workshops, opened when first used; raises StorageError."""
    here, known = ecosystem(), current_app.extensions
    if NAME not in known:
        known[NAME] = Workshops(here.settings.database_url, here.settings.base_url)
        # Gives the connections back with the application, which nobody closes.
        weakref.finalize(here, known[NAME].close)
    found: Workshops = known[NAME]
    return found
