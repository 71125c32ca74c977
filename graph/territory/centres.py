# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where communes are, packed for browsers by `data/territories/centres.py`; read when somebody asks."""

from __future__ import annotations

import gzip
from pathlib import Path

from graph.errors import StorageError
from graph.settings import ROOT

FILE = ROOT / "data" / "territories" / "centres-2018.json.gz"


def packed_centres(path: Path = FILE) -> bytes:
    """The JSON of the file; raises StorageError."""
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise StorageError(
            f"Le fichier des centres de communes « {path} » ne peut pas être lu ({error}). Reprenez celui du dépôt."
        ) from error
