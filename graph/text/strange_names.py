# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that may be none: a formula of a spreadsheet, or nothing that is read aloud. They are asked about."""

from __future__ import annotations

from graph.text.cells import is_formula


def is_strange(name: str) -> bool:
    """Whether to ask if something is really called so."""
    return is_formula(name) or not any(sign.isalnum() for sign in name)
