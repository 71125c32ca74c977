# SPDX-License-Identifier: AGPL-3.0-or-later
"""The largest that may be sent, in bytes; apart from Flask, which the process that keeps the server up does without."""

from __future__ import annotations

LARGEST_REQUEST = 1_000_000  # nothing that visitors send comes near
LARGEST_FILE = 20 * 1024 * 1024 + 100_000  # what a moderator brings, and the fields of the form around it
