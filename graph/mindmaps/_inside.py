# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened between two days inside a folded branch: gathered there."""

from __future__ import annotations

from collections.abc import Iterable

from graph.mindmaps._plan import Tree
from graph.text.map_words import Happened


def gathered(tree: Tree, drawn: Iterable[str]) -> dict[str, frozenset[Happened]]:
    """What happened to things that are not drawn, by the key of the nearest node above them that is."""
    shown, found = set(drawn), dict[str, set[Happened]]()
    for twig in tree.values():
        if not twig.state or twig.key in shown:
            continue
        above = twig.parent
        while above is not None and above.key not in shown:
            above = above.parent
        if above is not None:
            found.setdefault(above.key, set()).add((twig.iri, twig.state))
    return {key: frozenset(happened) for key, happened in found.items()}
