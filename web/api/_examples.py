# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the description of the API gives as examples: places of the territory, and answers kept in its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph.observatory import Examples, Observatory, examples_of
from graph.territory import Territories

FILE = "api-examples.json"
"""In the folder of a territory: by operation, a request and its answer, as `python -m docs.examples` writes them."""
# What every instance knows, for a territory that keeps no answers.
ANYWHERE: dict[str, dict[str, Any]] = {
    "search": {"q": "partager des fichiers"},
    "neighbours": {"id": "organisation/framasoft"},
    "path": {"from": "organisation/framasoft", "to": "instance/framadate"},
}


@dataclass(frozen=True, eq=False)
class ExampleValues:
    """The examples of an instance."""

    places: Examples
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def asked(self, operation: str, parameter: str) -> str:
        """The value of a parameter in the request of an operation."""
        request = self.kept[operation]["request"] if operation in self.kept else ANYWHERE[operation]
        return str(request[parameter])

    def answer(self, operation: str) -> Any:
        """What was answered to the request of an operation, None where that is not kept."""
        return self.kept.get(operation, {}).get("value")


@lru_cache(maxsize=4)
def shown(observatory: Observatory, territories: Territories) -> ExampleValues:
    """The examples of an instance, read once."""
    path = observatory.folder / FILE
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return ExampleValues(examples_of(observatory, territories), kept)
