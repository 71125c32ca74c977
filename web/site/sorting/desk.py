# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verdicts of an application: opened when first used."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from graph.contributions.sorting import SortingDesk
from graph.contributions.verdicts import Verdicts
from web.app.opened import OpenedStore
from web.app.pages import ecosystem

NAME = "verdicts"


class SortingHolder:
    """What one process holds of the verdicts: where they are."""

    verdicts = OpenedStore(lambda: Verdicts(ecosystem().settings.database_url))
    """Where verdicts are kept."""


def register(app: Flask) -> None:
    """Gives the application its verdicts."""
    app.extensions[NAME] = SortingHolder()


def sorting_desk() -> SortingDesk:
    """Where cards are sorted."""
    holder = cast(SortingHolder, current_app.extensions[NAME])
    return SortingDesk(holder.verdicts, ecosystem().contributions, ecosystem().repository)
