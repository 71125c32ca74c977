# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims of cards that have had their time are erased."""

from __future__ import annotations

from graph.claims.store import Claims
from graph.due._types import erasing

DONE = "{count} demande de fiche est effacée.", "{count} demandes de fiches sont effacées."
WOULD = "{count} demande de fiche serait effacée.", "{count} demandes de fiches seraient effacées."

job = erasing("claims", 105, Claims, DONE, WOULD)
