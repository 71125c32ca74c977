# SPDX-License-Identifier: AGPL-3.0-or-later
"""No private person named by the minutes is named in the data."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The index of territories is not Turtle and is left out: communes bear first names.
FILES = sorted((ROOT / "data").rglob("*.ttl"))
# First and last names of the minutes, with and without accents: sha256 of the lower-case word, first 16 digits.
NAMES = set(
    re.findall(
        r"\w+",
        "50eaee6a937cdec1 5b39bfccb1447d4a 5d702eb07928ed7b 6871e2df92fd7b5a 6a8a24866b40d40f 8672845f7b26d9a0 "
        "8afc1496aa1822a1 8fd53b8b0f5fecf9 9b7426bf889d5110 a1f478977aa8f3ff a2114e464a6b5670 a494e23b063051f2 "
        "aabb46c725d8c1f5 c3c4ac8d3766bd7b c6d17a3613b9914e d24e913a4107af87 e8f1a6ae290de6c2 eb459aedab226f50 "
        "f2b44b912071ead9 f91d657b1f934825",
    )
)


def digest(word: str) -> str:
    return hashlib.sha256(word.lower().encode()).hexdigest()[:16]


def named(text: str, names: set[str]) -> list[str]:
    """The words of a text whose digest is among `names`."""
    return sorted(word for word in set(re.findall(r"[^\W\d_]+", text)) if digest(word) in names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_private_person_of_the_minutes_is_named(path: Path) -> None:
    assert named(path.read_text(encoding="utf-8"), NAMES) == []


def test_the_guard_against_names_sees_a_name_in_prose_and_in_an_iri() -> None:
    guard = {digest("Zélie"), digest("zelie")}
    assert named("confirmé par ZÉLIE, <id/person/zelie-x>", guard) == ["ZÉLIE", "zelie"]
    assert named("un zèle réel", guard) == []
    assert len(NAMES) == 20
