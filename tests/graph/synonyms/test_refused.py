# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may tell of a person is refused, what people call their needs is not."""

from __future__ import annotations

import pytest

from graph.synonyms.refused import is_refused
from tests.graph.slips.test_privacy import PERSONAL

KEPT = [
    "le pot commun", "courir après les chèques", "on perd tous nos papiers", "association loi 1901", "Office 365",
    "trombinoscope", "relancer les adhérents", "mettre nos vidéos en ligne", "m’inscrire", "Drive", "un MOOC pour nous",
]  # fmt: skip
REFUSED = [
    "écrire à jeanne arobase exemple", "asso.exemple.fr", "https://exemple", "12 rue des Lilas", "37000 Tours",
    "M. Exemple", "mme exemple nous aide", "Monsieur le maire", "je m’appelle jeanne", "EXEMPLE Jeanne",
    "né le 12/03/1958", "AB-123-CD", "ma fille veut un site", "zéro six douze trente quatre", "０６１２３４５６７８",
    "un deux trois quatre cinq six sept huit neuf", "je suis au 3919", "mon mari me frappe", "123", "", "a", "!!",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_people_call_their_needs_is_kept(text: str) -> None:
    assert not is_refused(text)


@pytest.mark.parametrize("text", [*REFUSED, *PERSONAL], ids=lambda text: text[:20])
def test_what_may_tell_of_a_person_is_refused(text: str) -> None:
    # A slip refuses these for other reasons: one is the name of a need that is none, others are no words of anybody.
    assert is_refused(text) or text in {"need/Jeanne Exemple", "a\nb", "<b>x</b>"}
