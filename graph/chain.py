# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a change proves itself: the hash of what it says, and the link that ties it to all those before it.

This is a format that is kept: what was written by it must be found the same by every later release.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

# What a change says, in the order in which it is hashed; its number is in its link.
SAID = (
    "at", "author", "kind", "summary", "source", "undoes", "removed_count", "added_count", "total", "removed", "added",
)  # fmt: skip
# The link of what comes before the first change.
START = ""


def new_salt() -> str:
    """What makes that nobody finds by trials what a change said, once it is erased and only its hash is left."""
    return secrets.token_hex(16)


def content_of(row: Mapping[str, Any]) -> str:
    """The hash of what a change says, from its row: SHA-256, in hexadecimal.

    The same in every database and under every base: texts are as they are stored, facts being sorted canonical N-Quads.
    """
    said = json.dumps([row["salt"], *(row[name] for name in SAID)], ensure_ascii=False, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def link_of(previous: str, number: int, content: str) -> str:
    """The link of a change: it follows from the one before, its number and the hash of its content, not from that."""
    return sha256(f"{previous}\n{number}\n{content}".encode()).hexdigest()


def proof(row: Mapping[str, Any], previous: str) -> dict[str, str]:
    """The columns that are added to the row of a new change: `salt`, `content` and `link`."""
    salt = new_salt()
    content = content_of({**row, "salt": salt})
    return {"salt": salt, "content": content, "link": link_of(previous, row["number"], content)}
