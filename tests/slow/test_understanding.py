# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk understands does not get worse, on phrasings that nobody looks at while tuning."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.understanding import HELD_OUT, TUNED_ON, outcome, phrasings, shares, shipped_resolver

pytestmark = pytest.mark.slow
# In a hundred; to be raised with what is understood.
FIRST, WITHIN, CERTAIN = 64, 77, 3


@pytest.mark.parametrize("path", [TUNED_ON, HELD_OUT], ids=["tuned on", "held out"])
def test_what_people_type_is_understood_or_doubted(path: Path) -> None:
    texts = phrasings(path)
    assert len(texts) >= 250
    resolver = shipped_resolver()
    found = shares([outcome(resolver, text) for text in texts])
    assert found.first >= FIRST, str(found)
    assert found.within >= WITHIN, str(found)
    assert found.certain <= CERTAIN, str(found)
    assert found.off[0] <= len(texts) * CERTAIN / 100, str(found)
