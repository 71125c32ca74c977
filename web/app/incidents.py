# SPDX-License-Identifier: AGPL-3.0-or-later
"""What went wrong on our side: one record of the log, under a number that the page shows; nothing of who asked."""

from __future__ import annotations

import logging

from flask import Flask, g, request

from graph.errors import TisserandError
from web.app.traces import Raised, new_number, traced

log = logging.getLogger("tisserand")


class Site(Flask):
    """The application, which repeats no address that was asked in its log: one may hold a link, or a slip's number."""

    def log_exception(self, exc_info: Raised) -> None:
        """Logs what was raised once an answer was already made."""
        noted(500, exc_info[1])


def noted(status: int, error: BaseException | None = None) -> str:
    """The number of what went wrong in this request; it is logged the first time, with its trace when unexpected."""
    if "incident" not in g:
        g.incident = new_number()
        # The rule of the address, not the address.
        asked = f"{request.method} {request.url_rule.rule if request.url_rule else '(autre adresse)'}"
        said = f" : {error.message}" if isinstance(error, TisserandError) else ""
        trace = f"\n{traced(error)}" if error is not None and not said else ""
        log.error("[%s] %s %s%s%s", g.incident, status, asked, said, trace)
    return str(g.incident)
