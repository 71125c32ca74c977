# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of texts that a person takes for the same, and pairs that are not, for every search of the product."""

from __future__ import annotations

SAME = [
    ("vidéo", "video"),
    ("Vidéo", "VIDÉO"),
    ("re\u0301union", "réunion"),
    ("œuvre", "oeuvre"),
    ("Œuvre", "OEUVRE"),
    ("ex æquo", "ex aequo"),
    ("l’atelier", "l'atelier"),
    ("l’atelier", "l\u02bcatelier"),
    ("l’atelier", "l`atelier"),
    ("l’atelier", "l´atelier"),
    ("l’atelier", "l‘atelier"),
    ("l’atelier", "l atelier"),
    ("sondage", "sondages"),
    ("réseaux", "réseau"),
    ("journaux", "journal"),
    ("jeux", "jeu"),
    ("porte-à-porte", "porte à porte"),
    ("Saint-Pierre", "saint pierre"),
    ("  deux   mots ", "deux mots"),
    ("a_b", "a b"),
    ("30 € l’heure", "30 l'heure"),
    ("a _-_ b", "a b"),
    ("Straße", "STRASSE"),
    ("ﬁchier", "fichier"),
    ("Łódź", "lodz"),
    ("ΟΔΟΣ", "οδος"),
    ("Кафе", "кафе"),
    ("１２", "12"),
]
DIFFERENT = [
    ("cours", "course"),
    ("presse", "pres"),
    ("gaz", "gaze"),
    ("bas", "base"),
    ("mail", "maille"),
    ("1 2", "12"),
]
