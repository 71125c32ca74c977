# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which fields of a format never enter, and why: `[left]` of its file in `ontology/exchange/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.model._exchange_files import exchange_file
from graph.model.ontology import ONTOLOGY


@cache
def left_aside(slug: str, folder: Path = ONTOLOGY) -> Mapping[str, str]:
    """The fields of a format that never enter, each with why (`persons`, `private`, `technical`); of `persons`, the
    words which say so in the name of a field of any format. Raises ModelError where its file is missing or wrong."""
    return MappingProxyType(exchange_file(slug, folder).get("left", {}))
