# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words typed, counted once a day for a range of addresses: who typed them is not known, and nothing says it."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from graph import clock
from graph.errors import TisserandError
from graph.synonyms.refused import is_refused
from graph.synonyms.store import WordCounts, counting_key
from web.app.guard import Visits, neighbourhood
from web.app.opened import OpenedStore
from web.app.pages import ecosystem

NAME = "words heard"


def _opened_counts() -> WordCounts:
    secret = counting_key(current_app.config["SECRET_KEY"])
    return WordCounts(ecosystem().settings.database_url, secret)


class Listener:
    """What one process holds: where words are counted, and what was counted today already."""

    counts = OpenedStore(_opened_counts)
    """Where words are counted."""

    def __init__(self) -> None:
        self.visits = Visits(whose=neighbourhood)
        self.days = Visits(whose=lambda: "")


def register(app: Flask) -> None:
    """Gives the application its counts."""
    app.extensions[NAME] = Listener()


def listener() -> Listener:
    """The counts of the application at work."""
    return cast(Listener, current_app.extensions[NAME])


def hear(words: str, chosen: str) -> None:
    """Counts words that a visitor typed and what was chosen for them (`need/website`, "": nothing); fails no page.

    Where the words are refused, nothing is made of them at all.
    """
    if is_refused(words) or ecosystem().hindrance:
        return
    here, today = listener(), clock.today()
    try:
        digest = here.counts.digest(words)
        if here.visits.is_new(f"{today} {digest} {chosen}"):
            here.counts.hear(words, chosen, today, first_today=here.days.is_new(f"{today} {digest}"))
    except TisserandError as error:
        ecosystem().hindered_by(error)
