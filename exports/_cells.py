# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells of tables made for people that hold several values."""

from __future__ import annotations

SEPARATOR = "|"
