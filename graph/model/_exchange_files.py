# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of a format in `ontology/exchange/`, as it is written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from graph.errors import ModelError

FOLDER = "exchange"


def exchange_file(slug: str, ontology: Path) -> dict[str, Any]:
    """What the file of a format says, in the folder of the model; raises ModelError where it is missing or wrong."""
    path = ontology / FOLDER / f"{slug}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path.name} : ce fichier d’échange manque ou n’est pas du TOML ({error}).") from error
