# SPDX-License-Identifier: AGPL-3.0-or-later
"""Yes and no: as they are told, and as people write them in the cells of a file."""

from __future__ import annotations

from graph.text.wording import Label

YES, NO = Label("oui"), Label("non")
YES_WORDS = frozenset({"oui", "o", "x", "vrai", "1", "yes", "true", "ok", "y"})
NO_WORDS = frozenset({"non", "n", "faux", "0", "no", "false"})
