# SPDX-License-Identifier: AGPL-3.0-or-later
"""By what whoever sent a proposal follows it: a mark that only this instance can make, and that it does not keep."""

from __future__ import annotations

import hmac
import re

from graph.errors import UnknownThing
from graph.text.wording import Phrase

MARK = re.compile(r"([1-9]\d{0,8})-([0-9a-f]{32})", re.ASCII)
NOT_FOLLOWED = Phrase("Aucune proposition n’est suivie sous cette marque : elle est coupée, ou vient d’un autre site.")


def mark_of(number: int, secret_key: str) -> str:
    """The mark of the contribution of a number."""
    digest = hmac.digest(f"tisserand proposal {secret_key}".encode(), str(number).encode(), "sha256")
    return f"{number}-{digest[:16].hex()}"


def number_of(mark: str, secret_key: str) -> int:
    """The number that a mark follows; raises UnknownThing."""
    found = MARK.fullmatch(mark)
    if found is None or not hmac.compare_digest(mark, mark_of(int(found[1]), secret_key)):
        raise UnknownThing(NOT_FOLLOWED(), field="follow")
    return int(found[1])
