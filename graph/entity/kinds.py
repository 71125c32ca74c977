# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of things that somebody may be sent to: who receives, and what they offer."""

from __future__ import annotations

ACTORS = ("organisation", "network", "working-group", "post")
STRUCTURES = ("organisation", "network", "working-group")
"""Those among them that people belong to, and speak for."""
OFFERS = ("service", "competence", "instance")
