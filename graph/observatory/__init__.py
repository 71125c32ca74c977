# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an instance is about and who answers for it, as the `territory.ttl` of a territory's folder says."""

from __future__ import annotations

from graph.observatory.examples import Examples, examples_of
from graph.observatory.reading import load_observatory, territories_of
from graph.observatory.types import Observatory

__all__ = ["Examples", "Observatory", "examples_of", "load_observatory", "territories_of"]
