# SPDX-License-Identifier: AGPL-3.0-or-later
"""The production server without its limits of calls and of sendings, for programs that ask thousands of questions."""

from __future__ import annotations

from typing import Any

from graph.settings import Settings
from web.app.server import Server
from web.site.contributing import limits


class Roomy(Server):
    """The server as it is, but for the number of calls and of sendings."""

    def load(self) -> Any:
        """The application, its allowance widened."""
        app = super().load()
        app.config["API_CALLS_PER_MINUTE"] = limits.OWN = limits.NEAR = 10_000_000
        return app


if __name__ == "__main__":
    import sys

    settings = Settings.from_environment()
    sys.argv = sys.argv[:1]
    Roomy(settings).run()
