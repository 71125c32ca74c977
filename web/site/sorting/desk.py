# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verdicts of an application: opened when first used."""

from __future__ import annotations

import threading
import weakref
from typing import cast

from flask import Flask, current_app

from graph.contributions.sorting import SortingDesk
from graph.contributions.verdicts import Verdicts
from web.app.pages import ecosystem

NAME = "verdicts"


class SortingHolder:
    """What one process holds of the verdicts: where they are."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._verdicts: Verdicts | None = None

    @property
    def verdicts(self) -> Verdicts:
        """Where verdicts are kept; raises StorageError."""
        with self._making:
            if self._verdicts is None:
                self._verdicts = Verdicts(ecosystem().settings.database_url)
                # Gives the connections back with the application, which nobody closes.
                weakref.finalize(self, self._verdicts.close)
            return self._verdicts


def register(app: Flask) -> None:
    """Gives the application its verdicts."""
    app.extensions[NAME] = SortingHolder()


def sorting_desk() -> SortingDesk:
    """Where cards are sorted."""
    holder = cast(SortingHolder, current_app.extensions[NAME])
    return SortingDesk(holder.verdicts, ecosystem().contributions, ecosystem().repository)
