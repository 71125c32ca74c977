# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened between two days inside a folded branch: gathered there, counted, and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph.mindmaps._comparison import ADDED, ENDED, LEFT, MOVED
from graph.mindmaps._plan import Tree
from graph.mindmaps._types import Happened
from graph.text.wording import Plain, Plural

INSIDE = Plural("{count} changement à l’intérieur", "{count} changements à l’intérieur")
KINDS = {
    ADDED: Plural("{count} nouveau", "{count} nouveaux"),
    ENDED: Plural("{count} terminé", "{count} terminés"),
    LEFT: Plural("{count} a quitté", "{count} ont quitté"),
    MOVED: Plural("{count} déplacé", "{count} déplacés"),
}


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


def inside_text(happened: frozenset[Happened], lang: str) -> str:
    """`3 changements à l’intérieur : 2 nouveaux, 1 terminé`; "" where nothing happened."""
    if not happened:
        return ""
    speaker, counts = Plain(lang), Counter(state for _, state in happened)
    kinds = ", ".join(KINDS[state](counts[state]).text(speaker) for state in KINDS if counts[state])
    return (
        f"{INSIDE(len(happened)).text(speaker)} : {kinds}"
        if lang == "fr"
        else (f"{INSIDE(len(happened)).text(speaker)}: {kinds}")
    )
