# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each field of a form takes: the kinds of things that are proposed while one types."""

from __future__ import annotations

from graph.entity.kinds import ACTORS, OFFERS

NATURES = {
    "besoin": ("need",),
    "outil": ("tool", "instance"),
    "public": ("audience",),
    "acteur": (*ACTORS, *OFFERS),
}
