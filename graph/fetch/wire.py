# SPDX-License-Identifier: AGPL-3.0-or-later
"""A connection that is cut at a time and at a size, as the HTTP of the standard library reads from one."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Flood(Exception):
    """More came than was asked for."""


class Wire:
    """A connection written and read within what is left of a time, and of a size, as `http.client` asks for one."""

    def __init__(self, connection: socket.socket, left: Callable[[], float], most: int) -> None:
        self._connection = connection
        self._left = left
        self._most = most

    def sendall(self, content: bytes) -> None:
        """Sends all of it; raises TimeoutError."""
        self._connection.settimeout(self._left())
        self._connection.sendall(content)

    def receive(self, buffer: WriteableBuffer) -> int:
        """Reads some; raises TimeoutError, Flood."""
        self._connection.settimeout(self._left())
        found = self._connection.recv_into(buffer)
        self._most -= found
        if self._most < 0:
            raise Flood
        return found

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What answers are read from."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Nothing: the client lets go of it as soon as the headers are read."""


class _Incoming(io.RawIOBase):
    """What comes by a wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Reads some."""
        return self._wire.receive(buffer)
