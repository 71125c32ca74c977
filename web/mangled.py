# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses changed on their way: a capital, a slash or a full stop at the end, a question mark written as a code."""

from __future__ import annotations

from urllib.parse import quote

from flask import request

# Signs without a width, which copying from a page or a letter brings along.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# What a sentence or a message puts right after an address.
AFTER = "/.,;:!…)]}>»”’'\"*_ \u00a0\u202f"


def mended() -> str | None:
    """The address meant by this request, which found nothing; None where it is as good as it can be."""
    if request.method not in ("GET", "HEAD") or ".." in request.path:  # a way up is no slip of the hand
        return None
    path, mark, asked = request.path.translate(UNSEEN).partition("?")
    path = "/" + path.strip("/").rstrip(AFTER)  # one slash first: two would name another site
    if path == request.path:  # capitals last, as they count in some addresses
        path = path.lower()
    if path == request.path:
        return None
    query = quote(asked, safe="=&+%/:,-._~") if mark else request.query_string.decode("latin-1")
    return quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
