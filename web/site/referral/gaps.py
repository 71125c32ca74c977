# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests left without answer, counted by need, commune and month; nobody is followed, and nothing typed is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from graph import clock
from graph.errors import TisserandError
from web.app.pages import ecosystem
from web.site.slip.slips import counter

if TYPE_CHECKING:
    from graph.readings.referral.slips import UnmetNeeds

# Whatever the number of addresses from which it comes, the same need in the same place is counted so often a day: a
# day of many requests is told, and no stranger makes a figure of it.
MOST_A_DAY = 3
# A request for a day far from today is a look into the past or the future: nobody is waiting for it.
ABOUT_NOW = timedelta(days=31)
ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|archiv|scrap|fetcher|externalhit|lighthouse", re.IGNORECASE
)


def record_gaps(gaps: UnmetNeeds) -> None:
    """Counts what an answer leaves uncovered, once a day for each visitor; never fails the page.

    To be called by what shows a referral, within its request.
    """
    today = clock.today()
    if abs(gaps.day - today) > ABOUT_NOW or not is_a_person() or ecosystem().hindrance:
        return
    here = counter()
    asked = {need: f"{today} {gaps.commune} {need}" for need in gaps.needs}
    new = {need: what for need, what in asked.items() if here.visits.is_new(what)}
    needs = [need for need, what in new.items() if any(here.days.is_new(f"{what} {n}") for n in range(MOST_A_DAY))]
    if not needs:
        return
    try:
        here.slips.add_gaps(needs, gaps.commune, f"{today:%Y-%m}")
    except TisserandError as error:
        ecosystem().hindered_by(error)


def is_a_person() -> bool:
    """Whether no robot says so itself, nor a browser that fetches in advance."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and "prefetch" not in purpose and bool(agent) and not ROBOT.search(agent)
