# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours in words: what is read as OpenStreetMap writes it, and what stays as it is, as a word would be lost."""

from __future__ import annotations

import pytest

from graph.text.spoken_hours import as_opening_hours


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Ma, Je 10h-18h", "Tu,Th 10:00-18:00"),
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Lundi et Jeudi : 14h à 18h Mardi et Vendredi : 9h à 12h30 et 14h à 18h",
         "Mo,Th 14:00-18:00; Tu,Fr 09:00-12:30,14:00-18:00"),
        ("Le lundi de 13h30 à 18h30\nDu mardi au vendredi de 9h00 à 12h00", "Mo 13:30-18:30; Tu-Fr 09:00-12:00"),
        ("Tous les jours 9h-19h", "Mo-Su 09:00-19:00"),
        ("9-12h lundi", "Mo 09:00-12:00"),
        ("lun-ven 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("mercredi matin de 9h à 12h", "We 09:00-12:00"),
        ("Mer. 14h-17h / Sam. 10h-12h", "We 14:00-17:00; Sa 10:00-12:00"),
        ("Jeudi et samedi 14 h–18 h", "Th,Sa 14:00-18:00"),
        ("samedi au lundi 10h-12h", "Mo,Sa,Su 10:00-12:00"),
        ("lundi 9h-12h ; mardi fermé", "Mo 09:00-12:00; Tu off"),
        ("Du lundi au vendredi 9h-12h, lundi 14h-17h", "Mo 09:00-12:00,14:00-17:00; Tu-Fr 09:00-12:00"),
        ("dimanche fermé, tous les jours 9h-19h", "Mo-Sa 09:00-19:00; Su off"),
        ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
        ("24/7", "24/7"),
    ],
)  # fmt: skip
def test_hours_in_words_are_read(said: str, written: str) -> None:
    assert as_opening_hours(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "Ma, Je 10h-18h · sam. matin",
        "mardi matin, mercredi 9h-12h",
        "Lundi au vendredi, 9h à 12h30 (17h00 pendant les vacances scolaires)",
        "lundi 14h à 18h sauf vacances",
        "1er lundi du mois 14h-16h",
        "sur rendez-vous",
        "10h-18h",
        "lundi",
        "lundi 18h-9h",
        "lundi 9h-12h-14h",
        "lundi 9h à 12h, 10h à 13h",
        "9-12 lundi",
        "lundi 10h et 14h",
        "Lundi - Mercredi - Vendredi : 9h-12h",
        "lundi au vendredi 9h-12h, lundi 10h-17h",
        "x" * 600,
        "",
    ],
)
def test_what_says_more_stays_as_it_is(said: str) -> None:
    assert as_opening_hours(said) == ""
