# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks a server for pages over kept connections, in a process of its own: a job as JSON comes in, times go out.

`connections` closed loops each ask for the next page once they have the last one. With a `rate` (requests a second),
pages are asked for at that pace whether the server keeps up or not, and the time of each counts from when it was due.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

ACCEPT = "Accept: text/html\r\nAccept-Encoding: gzip\r\nConnection: keep-alive\r\n"


class Connection:
    """A connection kept open; opened again when the server has let go of it."""

    def __init__(self, host: str, port: int) -> None:
        self._where = (host, port)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, address: str) -> int:
        """Asks for an address and reads the answer whole; its status."""
        if self._writer is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection(*self._where)
        assert self._reader is not None
        self._writer.write(f"GET {address} HTTP/1.1\r\nHost: {self._where[0]}\r\n{ACCEPT}\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        await self._reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close":
            self._writer.close()
        return int(lines[0].split(" ")[1])


async def closed(job: dict[str, Any]) -> list[float]:
    """Each connection asks for the next address as soon as it has its answer."""
    waiting, times = iter(job["addresses"]), []

    async def loop(addresses: Iterator[str]) -> None:
        connection = Connection(job["host"], job["port"])
        for address in addresses:
            start = time.perf_counter()
            status = await connection.get(address)
            times.append(time.perf_counter() - start)
            assert status == 200, (status, address)

    await asyncio.gather(*(loop(waiting) for _ in range(job["connections"])))
    return times


async def opened(job: dict[str, Any]) -> list[float]:
    """Addresses asked for at a steady pace, over as many connections; waiting for one counts."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(job["connections"]):
        free.put_nowait(Connection(job["host"], job["port"]))
    times: list[float] = []

    async def one(address: str, due: float) -> None:
        connection = await free.get()
        status = await connection.get(address)
        times.append(time.perf_counter() - due)
        free.put_nowait(connection)
        assert status == 200, (status, address)

    start, running = time.perf_counter(), []
    for rank, address in enumerate(job["addresses"]):
        due = start + rank / job["rate"]
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        running.append(asyncio.create_task(one(address, due)))
    await asyncio.gather(*running)
    return times


def main() -> None:
    """Reads the job, does it, writes the times (seconds), how long it took, and the time of this process."""
    job = json.load(sys.stdin)
    start = time.perf_counter()
    times = asyncio.run(opened(job) if job.get("rate") else closed(job))
    json.dump({"times": times, "lasted": time.perf_counter() - start, "cpu": time.process_time()}, sys.stdout)


if __name__ == "__main__":
    main()
