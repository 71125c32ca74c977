# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applications for tests: what the model and the templates say is read once a process, an instance is filled once."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from app import create_app
from graph.folders import territory_folder
from tests import instances
from tests.instances import BASE, model, observatory, settings_in, territories
from web.api import document
from web.api._examples import shown


class CompiledTemplates(BytecodeCache):
    """Templates that an application compiled serve the next ones of the process, as long as their text is the same."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


def application(folder: Path, data: Sequence[Path] | None, *, judged: bool = True, **environment: str) -> Flask:
    """The application of an instance in a folder, with the model and the territories that all tests share.

    With `judged=False` faulty data are there all the same, as in an instance that took them before they were refused.
    """
    app = create_app(settings_in(folder, **environment), data=data)
    app.jinja_env.bytecode_cache = COMPILED
    app.config["DEAR_SECONDS"] = 10**9  # a sweep asks for more than a room ever does
    ecosystem = app.extensions["tisserand"]
    ecosystem._model, ecosystem._judged = model(), judged
    if ecosystem.settings.territory == territory_folder("") and not ecosystem.settings.area:
        ecosystem._territories = territories()
    return app


def filled(folder: Path, data: Sequence[Path], **environment: str) -> Flask:
    """The same, its data loaded: the instance is a copy of one that is filled once, for tests that write to theirs."""
    if instances.kept_elsewhere(folder):  # a journal that is not in the folder is made there
        app = application(folder, data, **environment)
        app.extensions["tisserand"].prepare()
        return app
    shutil.copytree(_filled_once(tuple(data)), folder, dirs_exist_ok=True)
    return application(folder, data, **environment)


@cache
def _filled_once(data: tuple[Path, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tisserand-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ecosystem = application(folder, data).extensions["tisserand"]
    ecosystem.prepare()
    ecosystem.close()
    (folder / "secret_key").unlink()  # each instance has its own
    return folder


def description(base: str = BASE) -> dict[str, Any]:
    """The description of the API of an instance under that base, with the project's own examples."""
    return document(base, model(), shown(observatory(), territories()), observatory().licence)
