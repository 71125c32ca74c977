# SPDX-License-Identifier: AGPL-3.0-or-later
"""The production server over the small town, with little patience: what may take ten seconds may take two here."""

from __future__ import annotations

from typing import Any

from app import create_app
from graph.settings import Settings
from tests.web.conftest import TOWN
from web.app import front_door
from web.app.server import Server

HEAD, BODY = 1.5, 3.0  # seconds


class Hurried(Server):
    """The server as it is, but for its patience and its facts."""

    def load(self) -> Any:
        """The application; deadlines are shortened in the process that serves."""
        front_door.QUIET = front_door.HEAD = HEAD
        front_door.BODY, front_door.UNREAD = BODY, BODY
        app = create_app(self.settings, data=TOWN)
        app.extensions["tisserand"].prepare()
        return app


if __name__ == "__main__":
    import sys

    settings = Settings.from_environment()
    sys.argv = sys.argv[:1]
    Hurried(settings).run()
