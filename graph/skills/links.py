# SPDX-License-Identifier: AGPL-3.0-or-later
"""The secrets of links that are mailed: made again from what is kept and the key of the instance, never kept."""

from __future__ import annotations

import hmac
import re

SECRET = re.compile(r"([1-9]\d{0,9})-([0-9a-f]{40})", re.ASCII)
ASKED, ASKER, SKILL = "asked", "asker", "skill"


class SkillLinks:
    """Makes and tries the secrets of an instance."""

    def __init__(self, secret_key: str) -> None:
        self._key = f"tisserand helping hands {secret_key}".encode()

    def secret(self, number: int, what: str, seed: str) -> str:
        """What opens one thing (ASKED or ASKER of a request, or a SKILL) to whoever is mailed it."""
        return f"{number}-{hmac.digest(self._key, f'{what} {number} {seed}'.encode(), 'sha256').hex()[:40]}"

    def opens(self, secret: str, what: str, seed: str) -> bool:
        """Whether a secret is that of this thing."""
        return hmac.compare_digest(secret, self.secret(number_in(secret), what, seed))


def number_in(secret: str) -> int:
    """The number that a secret begins with, 0 for what is none."""
    found = SECRET.fullmatch(secret)
    return int(found[1]) if found else 0
