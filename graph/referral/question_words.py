# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of French that questions are made of, beside the names of things."""

from __future__ import annotations

import re

from graph.folding import fold

WORDS = re.compile(r"[^\s,;:.!?()«»\"]+")
LITTLE_WORDS = frozenset(
    WORDS.findall("""
    a ai aide aider appelle au aux avec avoir besoin c ce ces cette cherche chercher chez combien comment contacter
    d dans de des deux dire dit du elle elles en est et etre eux faire fait il ils j je joindre l la le les leur
    leurs lui m ma mais me mes mon n ne nos notre nous on ont ou où par pas peut plus pour puis qu quand que quel
    quelle quelles quels qui quitter quoi s sa sait sans savoir se ses si signifie son sont sur t ta te tes ton tous
    tout toute trouver un une utilise utiliser va vers veut vont vos votre voudrait vous y
    """)
)
"""Alone they name nothing, though some are also names of communes or of things (« son »)."""
PLACE_WORDS = ("a", "à", "sur", "pres")
ABOUT_A_THING = re.compile(
    r"\b(c est (quoi|qui)|qu est ce qu[e i]|qui (est|sont)|ou (est|sont|se trouvent?)|que (fait|font)"
    r"|(veut|veulent) dire|signifien?t?|definition|joindre|contacter|adresse d[eu])\b"
)
"""What a question that asks about a thing says: what it is, where, how to reach it."""


def words_of(text: str) -> list[str]:
    """The words of a question, elisions apart."""
    return WORDS.findall(text.replace("’", " ").replace("'", " "))


def asks_about(words: list[str]) -> bool:
    """Whether a question asks about a thing that it names, rather than for help."""
    return bool(ABOUT_A_THING.search(fold(" ".join(words))))
