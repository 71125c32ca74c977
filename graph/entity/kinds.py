# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of things by what they are to one another, each a flag of their classes in `ontology/classes/`, in order."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pyoxigraph import Literal

from graph.folders import ROOT
from graph.namespaces import SH, TIS
from graph.rdf.turtle import read_turtle


def kinds_by_flag(folder: Path) -> dict[str, tuple[str, ...]]:
    """The kinds whose classes say yes to a flag, in their order, by the flag's IRI; raises DataError (file, line)."""
    facts = [fact for path in sorted(folder.glob("*.ttl")) for fact in read_turtle(path, str(TIS))]
    said = {(fact.s, fact.p): fact.o.value for fact in facts if isinstance(fact.o, Literal)}
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (iri, flag), value in said.items():
        if value == "true" and (iri, TIS.kind) in said:
            found[flag].append((float(said.get((iri, SH.order), 1000)), said[iri, TIS.kind]))
    return {flag: tuple(kind for _, kind in sorted(kinds)) for flag, kinds in found.items()}


_BY_FLAG = kinds_by_flag(ROOT / "ontology" / "classes")

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
