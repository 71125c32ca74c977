# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crossing as files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports._crossing_csv import crossing_csv
from web.app.negotiation import data_response
from web.site.crossing.svg import policy, svg

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

    from web.site.crossing.page import CrossingPage


def table(page: CrossingPage, changed: datetime | None) -> Response:
    """Every thing, and every difference, a row each."""
    return _named(data_response(crossing_csv(page.reading), "text/csv", changed), page, "csv")


def picture(page: CrossingPage, changed: datetime | None) -> Response:
    """One sign a thing."""
    response = data_response(svg(page).encode(), "image/svg+xml", changed)
    response.headers["Content-Security-Policy"] = policy()
    return _named(response, page, "svg")


def _named(response: Response, page: CrossingPage, extension: str) -> Response:
    response.headers["Content-Disposition"] = f'inline; filename="croisement-{page.theirs}.{extension}"'
    return response
