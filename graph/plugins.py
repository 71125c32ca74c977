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
    modules = [entry.name for entry in _entries(package) if not entry.ispkg]
    return sorted((_object(f"{package}.{module}", name) for module in modules), key=order)


def discover_in_folders(package: str, name: str, order: Callable[[Any], Any], *, ending: str) -> list[Any]:
    """The object called `name` of each module whose name ends with `ending`, in each folder of `package`, sorted."""
    folders = [f"{package}.{entry.name}" for entry in _entries(package) if entry.ispkg]
    modules = [
        f"{folder}.{entry.name}" for folder in folders for entry in _entries(folder) if entry.name.endswith(ending)
    ]
    return sorted((_object(module, name) for module in modules), key=order)


def _entries(package: str) -> list[pkgutil.ModuleInfo]:
    folder = importlib.import_module(package)
    return [entry for entry in pkgutil.iter_modules(folder.__path__) if not entry.name.startswith("_")]


def _object(module: str, name: str) -> Any:
    content = importlib.import_module(module)
    if not hasattr(content, name):
        raise ModelError(
            f"Le module {module} ne définit pas « {name} » : ajoutez-le, ou préfixez le nom du fichier par « _ »."
        )
    return getattr(content, name)
