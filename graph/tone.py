# SPDX-License-Identifier: AGPL-3.0-or-later
"""A value of CSS in light, in the dark and on paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """In the dark and on paper it is as in light where nothing is said."""

    light: str
    dark: str = ""
    paper: str = ""

    @property
    def printed(self) -> str:
        """On paper."""
        return self.paper or self.light
