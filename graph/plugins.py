# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discovery of extensions: every module of a folder gives one object of a fixed name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from graph.errors import ModelError


def discover(package: str, name: str, order: Callable[[Any], Any]) -> list[Any]:
    """The object called `name` of each module of `package`, sorted by `order`; files beginning with `_` are skipped."""
    folder = importlib.import_module(package)
    found = []
    for entry in pkgutil.iter_modules(folder.__path__):
        if entry.name.startswith("_") or entry.ispkg:
            continue
        module = importlib.import_module(f"{package}.{entry.name}")
        if not hasattr(module, name):
            raise ModelError(
                f"Le module {package}.{entry.name} ne définit pas « {name} » : "
                "ajoutez-le, ou préfixez le nom du fichier par « _ »."
            )
        found.append(getattr(module, name))
    return sorted(found, key=order)
