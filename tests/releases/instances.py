# SPDX-License-Identifier: AGPL-3.0-or-later
"""An instance that a release made, unpacked where a test wants it."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RELEASES = tuple(sorted(path.name.removesuffix(".tar.gz") for path in HERE.glob("*.tar.gz")))


def unpacked(release: str, folder: Path) -> dict[str, Any]:
    """Puts the instance of a release in a folder, and gives what it is known to hold."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(HERE / f"{release}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    known: dict[str, Any] = json.loads((folder / "known.json").read_text(encoding="utf-8"))
    return known
