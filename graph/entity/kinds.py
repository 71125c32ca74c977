# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of things by what they are to one another, each a flag of their classes in `ontology/classes/`, in order."""

from __future__ import annotations

from graph.model.ontology import kinds_by_flag
from graph.namespaces import TIS

_BY_FLAG = kinds_by_flag()

ACTORS = _BY_FLAG[TIS.receives]
STRUCTURES = _BY_FLAG[TIS.speaksForMany]
"""Those among them that people belong to, and speak for."""
COLLECTIVES = _BY_FLAG[TIS.gathers]
PERSONAL = _BY_FLAG[TIS.heldByOne]
"""Those that one single person is behind."""
ACTING = tuple(dict.fromkeys((*ACTORS, *PERSONAL)))
OFFERS = _BY_FLAG[TIS.offered]
DATED = _BY_FLAG[TIS.dayNoted]
"""Those whose days are noted in a diary."""
