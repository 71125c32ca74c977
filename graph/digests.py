# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept instead of a secret."""

from __future__ import annotations

from hashlib import sha256


def digest(secret: str) -> str:
    """What is kept of a secret: 64 signs, with which nobody who reads the database can do what it opens."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
