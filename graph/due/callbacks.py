# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to be called back that have had their time are erased."""

from __future__ import annotations

from graph.callbacks.store import Callbacks
from graph.due._types import erasing

DONE = "{count} demande de rappel est effacée.", "{count} demandes de rappel sont effacées."
WOULD = "{count} demande de rappel serait effacée.", "{count} demandes de rappel seraient effacées."

job = erasing("callbacks", 100, Callbacks, DONE, WOULD)
