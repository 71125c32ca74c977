# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses changed on their way: a capital, a slash or a full stop at the end, a question mark written as a code."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import current_app, request

from graph.text.characters import SOFT

# What a sentence or a message puts right after an address.
AFTER = "/.,;:!…)]}>»”’'\"*_ \u00a0\u202f"
# What addresses of ours are made of: another sign was not lost on the way, nor added to the end of one.
OURS = re.compile(r"/[\w./-]*")


def mended() -> str | None:
    """The address meant by this request, which found nothing; None where it is as good as it can be."""
    if request.method not in ("GET", "HEAD") or ".." in request.path:  # a way up is no slip of the hand
        return None
    path, mark, asked = request.path.translate(SOFT).partition("?")
    bare = "/" + path.strip("/").rstrip(AFTER)  # one slash first: two would name another site
    # Capitals last, as they count in some addresses.
    meant = next((one for one in (bare, bare.lower()) if one != request.path and _exists(one)), None)
    query = quote(asked, safe="=&+%/:,-._~") if mark else request.query_string.decode("latin-1")
    if meant is None:
        return None
    address = quote(request.root_path + meant)
    return f"{address}?{query}" if query else address


def _exists(path: str) -> bool:
    """Whether a page may be there; of a card, only reading it tells."""
    adapter = current_app.create_url_adapter(request)
    return bool(OURS.fullmatch(path)) and adapter is not None and adapter.test(path, method="GET")
