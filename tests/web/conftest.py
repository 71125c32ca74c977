# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application on the small town, public and restricted facts loaded from real files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.settings import ROOT
from tests.applications import application
from tests.conftest import TESTS

TOWN = (TESTS / "ecosystem.ttl", TESTS / "ecosystem-restricted.ttl")


@pytest.fixture(scope="session")
def town_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the small town."""
    app = application(tmp_path_factory.mktemp("town"), TOWN)
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="session")
def touraine_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the project's own data, and no limit of calls that tests would reach."""
    app = application(tmp_path_factory.mktemp("touraine"), [ROOT / "data"])
    app.config["API_CALLS_PER_MINUTE"] = 60_000
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def client(town_app: Flask) -> FlaskClient:
    """A visitor without script."""
    return town_app.test_client()
