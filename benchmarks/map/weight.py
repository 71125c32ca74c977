# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page of ours weighs."""

from __future__ import annotations

import gzip
import re
import urllib.request
from dataclasses import dataclass

DATA = re.compile(rb'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Weight:
    """Bytes of a page: whole, under gzip, as the server sends it to a browser, and the data of the drawing in it."""

    whole: int
    squeezed: int
    sent: int
    data: int


def weight(address: str) -> Weight:
    """What a page weighs."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
        sent = answer.read()
        body = gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
    return Weight(len(body), len(gzip.compress(body, 6)), len(sent), sum(len(data) for data in DATA.findall(body)))
