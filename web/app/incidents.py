# SPDX-License-Identifier: AGPL-3.0-or-later
"""What went wrong on our side: one record of the log, under a number that the page shows; nothing of who asked."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator
from types import TracebackType

from flask import Flask, g, request

from graph.errors import TisserandError

# What Python says of these is about the code; others may repeat what a visitor sent, or what an address keeps secret.
ABOUT_CODE = (AttributeError, TypeError, NameError, ImportError, AssertionError, ArithmeticError, RecursionError)
log = logging.getLogger("tisserand")
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Site(Flask):
    """The application, which repeats no address that was asked in its log: one may hold a link, or a slip's number."""

    def log_exception(self, exc_info: Raised) -> None:
        """Logs what was raised once an answer was already made."""
        noted(500, exc_info[1])


class DiscreetFormatter(logging.Formatter):
    """Shows where an exception was raised and of what kind it is, in the words of the code alone."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, whatever another handler made of its exception."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the name in logging
        """The trace of an exception."""
        return traced(ei[1]) if ei[1] is not None else ""


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


def new_number() -> str:
    """A number for something that went wrong, short enough to be read out on the telephone."""
    return secrets.token_hex(4)


def traced(error: BaseException) -> str:
    """Where an exception was raised, after those that led to it; its own words only where they are about the code."""
    return "\n".join(_traced(error, set()))


def _traced(error: BaseException, seen: set[int]) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    seen.add(id(error))
    if before is not None and id(before) not in seen:
        yield from _traced(before, seen)
        yield "puis :"
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield type(error).__qualname__ + (f": {error}" if isinstance(error, ABOUT_CODE) else "")
