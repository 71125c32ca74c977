# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an exception was raised, as a log may hold it, in the words of the code alone; the number of what went wrong.

Apart from Flask, which the process that only keeps the server up does without.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator
from types import TracebackType

# What Python says of these is about the code; others may repeat what a visitor sent, or what an address keeps secret.
ABOUT_CODE = (AttributeError, TypeError, NameError, ImportError, AssertionError, ArithmeticError, RecursionError)
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Shows where an exception was raised and of what kind it is, in the words of the code alone."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, whatever another handler made of its exception."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the name in logging
        """The trace of an exception."""
        return traced(ei[1]) if ei[1] is not None else ""


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


def new_number() -> str:
    """A number for something that went wrong, short enough to be read out on the telephone."""
    return secrets.token_hex(4)
