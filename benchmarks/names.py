# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names for associations that do not exist, made of parts as real ones are: what, about what, of which commune."""

from __future__ import annotations

import random

# What an association calls itself; the more usual first, as in every list of them.
KINDS = (
    "Association", "Amicale", "Les Amis", "Club", "Comité", "Foyer rural", "Union sportive", "Atelier", "Cercle",
    "Collectif", "Compagnie", "Centre social", "École", "Entraide", "Espace", "Familles rurales", "Fédération",
    "Groupe", "Jardins", "Jeunesse sportive", "La Maison", "Le Relais", "Les Aînés", "Ligue", "Mouvement", "Office",
    "Orchestre", "Passerelle", "Patrimoine", "Point d’accueil", "Régie", "Rencontres", "Réseau", "Ressourcerie",
    "Secours", "Société", "Solidarité", "Théâtre", "Tiers-lieu", "Université populaire", "Vélo-club", "Yoga",
)  # fmt: skip
SUBJECTS = (
    "du quartier", "des parents d’élèves", "des aînés", "de la lecture", "du patrimoine", "des jardiniers",
    "de l’accueil", "de la danse", "du numérique", "des bénévoles", "de la forêt", "de l’image", "des marcheurs",
    "de la musique", "de la pêche", "du potager", "des quatre saisons", "de la rivière", "du sport pour tous",
    "du théâtre", "de l’union", "de la vie locale", "des voisins", "du vélo", "de l’écluse", "de l’étang", "du lavoir",
    "du moulin", "des trois chemins", "de la fontaine", "du pigeonnier", "de la grange", "des tilleuls", "du verger",
)  # fmt: skip
OF = {"Le ": "du ", "Les ": "des ", "La ": "de la ", "L'": "de l’"}


def association(number: int, commune: str) -> str:
    """The name of one association of a commune: always the same for the same number."""
    chance = random.Random(number)
    kind = chance.choices(KINDS, [1 / (rank + 3) for rank in range(len(KINDS))])[0]
    subject = chance.choice(SUBJECTS)
    return f"{kind} {subject} {_of(commune)}" if chance.random() < 0.8 else f"{kind} {_of(commune)}"


def _of(commune: str) -> str:
    """« de » and the name of a commune, as it is said."""
    for article, said in OF.items():
        if commune.startswith(article):
            return said + commune.removeprefix(article)
    return ("d’" if commune[:1] in "AEIOUYÀÂÉÈÊÎÔH" else "de ") + commune
