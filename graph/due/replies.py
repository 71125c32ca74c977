# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses that people left to be answered are erased thirty days after the answer."""

from __future__ import annotations

from graph.contributions.replies import Replies
from graph.due._types import erasing

DONE = (
    "{count} adresse laissée pour une réponse est effacée.",
    "{count} adresses laissées pour une réponse sont effacées.",
)
WOULD = (
    "{count} adresse laissée pour une réponse serait effacée.",
    "{count} adresses laissées pour une réponse seraient effacées.",
)

job = erasing("replies", 105, Replies, DONE, WOULD)
