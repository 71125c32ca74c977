# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free texts of files: the numbers of pocket telephones are known however they are spaced, and nothing else is."""

from __future__ import annotations

import pytest

from graph.text.personal import GIVES_A_NUMBER, why_personal, without_mobiles

MOBILES = (
    "06 12 34 56 78",
    "0612345678",
    "+33 6 12 34 56 78",
    "+33\u00a06\u00a012\u00a034\u00a056\u00a078",
    "+33\u202f7\u202f12\u202f34\u202f56\u202f78",
    "+33\u20096\u200912\u200934\u200956\u200978",
    "00 33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "+33 (0) 6\u00a012-34-56-78",
    "+33 06 12 34 56 78",
    "(0)6 12 34 56 78",
    "06.123.456.78",
    "06 - 12 - 34 - 56 - 78",
    "06\u201112\u201134\u201156\u201178",
    "06\n12 34 56 78",
)
OTHERS = (
    "02 47 00 00 01",
    "+33\u00a02\u00a047\u00a000\u00a000\u00a001",
    "le 06/07/2021 10 h",
    "le 06.12.2025 14 h 30",
    "SIRET 10607123456789",
    "de 0 à 6 ans",
    "0 805 00 00 00",
    "36 06 12",
)


@pytest.mark.parametrize("number", MOBILES)
def test_a_mobile_number_is_known_however_it_is_spaced(number: str) -> None:
    assert why_personal(f"On appelle le {number}, le soir") == GIVES_A_NUMBER
    assert without_mobiles(f"On appelle tél. : {number}, le soir") == "On appelle, le soir"


@pytest.mark.parametrize("text", OTHERS)
def test_no_other_number_is_taken_for_one(text: str) -> None:
    assert why_personal(text) == ""
