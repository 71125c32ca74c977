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

# A request for a day far from today is a look into the past or the future: nobody is waiting for it.
ABOUT_NOW = timedelta(days=31)
ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|archiv|scrap|fetcher|externalhit|lighthouse", re.IGNORECASE
)


def record_gaps(gaps: UnmetNeeds) -> None:
    """Counts what an answer leaves uncovered, once an hour for each visitor; never fails the page.

    To be called by what shows a referral, within its request.
    """
    today = clock.today()
    if abs(gaps.day - today) > ABOUT_NOW or not is_a_person() or ecosystem().hindrance:
        return
    here = counter()
    needs = [need for need in gaps.needs if here.visits.is_new(f"{gaps.commune} {need}")]
    try:
        here.slips.add_gaps(needs, gaps.commune, f"{today:%Y-%m}")
    except TisserandError as error:
        ecosystem().hindered_by(error)


def is_a_person() -> bool:
    """Whether no robot says so itself, nor a browser that fetches in advance."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and "prefetch" not in purpose and bool(agent) and not ROBOT.search(agent)
