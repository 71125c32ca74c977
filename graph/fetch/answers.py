# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an address gave, or did not, whichever way it was asked."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidInput

UNCHANGED, UNKNOWN, GONE = 304, 404, 410


class FetchError(InvalidInput):
    """What an address did not give, in French; `answer` is the status that it answered, 0 where it did not.

    `led_on`: it leads, but for good, to another address, and that one answered so.
    """

    def __init__(self, message: str, answer: int = 0) -> None:
        super().__init__(message, field="address")
        self.answer = answer
        self.led_on = False

    @property
    def says_gone(self) -> bool:
        """Whether what was asked for is there no more: it is said to be gone, or its own address knows nothing."""
        return self.answer == GONE or (self.answer == UNKNOWN and not self.led_on)


@dataclass(frozen=True)
class PageVersion:
    """By what a server tells whether what it has changed: its entity tag, the day of its last change as it writes it;
    "" where it says none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """What an address gave: its bytes, its type (`text/csv`) and its charset as it says them, "" where it does not;
    the address that gave it in the end.

    `described`: the address of the thing that the content is about, as the server says it, else "". `moved`: where
    what was asked for stands from now on, "" where it is not said to have moved for good. `unchanged`: the version
    that was known is still the right one, and nothing more came.
    """

    content: bytes
    media_type: str
    charset: str
    address: str
    described: str = ""
    moved: str = ""
    version: PageVersion = PageVersion()
    unchanged: bool = False


@dataclass(frozen=True)
class PostedAnswer:
    """What was answered to something sent: the status, and the bytes that came with it."""

    status: int
    content: bytes
