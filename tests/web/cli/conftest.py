# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands as they are typed, on an instance of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.applications import application
from tests.conftest import TESTS

Run = Callable[..., Result]


def commands_of(app: Flask) -> Run:
    """The commands of an instance, with what is typed or given to them; none ends in a traceback."""
    runner = app.test_cli_runner()

    def call(*arguments: object, given: str | bytes | None = None) -> Result:
        result = runner.invoke(args=[str(argument) for argument in arguments], input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return call


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An instance of the small town's public facts."""
    return application(tmp_path / "instance", [TESTS / "ecosystem.ttl"])


@pytest.fixture
def run(app: Flask) -> Run:
    """The commands of that instance."""
    return commands_of(app)
